import { Title } from '@mantine/core';
import { useMemo } from 'react';
import { documentOf } from '../../../designer/model/document.ts';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { RuleDrawing } from '../../../designer/drawing/rule-drawing.tsx';
import { useText } from '../../../i18n/use-text.ts';
import { componentStates } from './component-states.ts';
import { readObject } from './run-draft.ts';
import { useRunLog } from './use-kept-run.ts';
import type { Endpoint, KeptRun } from './use-kept-run.ts';

/** A rule file of the text of a rule; while that is no JSON, of `otherwise`. */
export function useRuleFile(ruleText: string, otherwise: string, { name, method }: Endpoint): DesignerDocument {
  return useMemo(() => {
    const rule = readObject(ruleText) ?? readObject(otherwise) ?? {};
    return documentOf({ name, method, rule });
  }, [ruleText, otherwise, name, method]);
}

interface WhereItStandsProps {
  readonly run: KeptRun;
  readonly file: DesignerDocument;
}

/** The rule as it is drawn, each component with its state. */
export function WhereItStands({ run, file }: WhereItStandsProps) {
  const text = useText();
  const log = useRunLog(run.trx, `${run.revision} ${run.status}`);
  const states = useMemo(() => {
    const { cur_step: curStep, err_names: errNames, err_component: errComponent, status } = run;
    return componentStates(file, { curStep, errNames, errComponent, status }, log.data);
  }, [file, run, log.data]);
  return (
    <section aria-label={text('recovery.whereItStands')}>
      <Title order={2} size="h3" mb="xs">
        {text('recovery.whereItStands')}
      </Title>
      <RuleDrawing
        rule={file.json}
        states={states}
        selected={run.err_component ?? undefined}
        label={text('recovery.drawing')}
      />
    </section>
  );
}
