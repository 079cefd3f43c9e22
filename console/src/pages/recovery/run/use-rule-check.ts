import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { post } from '../../../api/client.ts';
import { rangeOf } from '../../../designer/model/json-ranges.ts';
import { diagnoseJson } from '../../../designer/model/rule-language.ts';
import type { CodeDiagnostic } from '../../../parts/code-mirror.tsx';
import type { Endpoint } from './use-kept-run.ts';

const TYPING_MS = 400;

/** What is wrong with the text of a rule, as one types; undefined while it is not known. */
export function useRuleCheck(text: string, { name, method }: Endpoint): readonly CodeDiagnostic[] | undefined {
  const [checked] = useDebouncedValue(text, TYPING_MS);
  const malformed = useMemo(() => diagnoseJson(text), [text]);
  const isJson = useMemo(() => diagnoseJson(checked) === undefined, [checked]);
  const { data } = useQuery({
    queryKey: ['rule', 'check', method, name, checked],
    queryFn: ({ signal }) => post('/rule/check', { name, method, rule: checked }, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    enabled: isJson,
  });
  return useMemo(() => {
    if (malformed !== undefined) {
      const at = Math.min(malformed.offset, text.length);
      return [{ from: at, to: at + 1, severity: 'error' as const, message: `expected ${malformed.expected}` }];
    }
    return data && [...data.errors, ...data.warnings].map((one) => placed(text, one));
  }, [data, malformed, text]);
}

interface RuleDiagnostic {
  readonly severity: string;
  readonly pointer: string;
  readonly message: string;
  readonly suggestion?: string;
}

function placed(text: string, { severity, pointer, message, suggestion }: RuleDiagnostic): CodeDiagnostic {
  const { from, to } = rangeOf(text, pointer);
  const advice = suggestion === undefined ? '' : ` ${suggestion}`;
  return { from, to, severity: severity === 'error' ? 'error' : 'warning', message: `${pointer} ${message}${advice}` };
}
