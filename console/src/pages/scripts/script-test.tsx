import { Button, Group, Stack } from '@mantine/core';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { parseJson } from '../../api/json.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeEditor } from '../../parts/code-editor.tsx';
import { Failure } from '../../parts/failure.tsx';
import type { ScriptDraft } from './script-draft.ts';
import { TestOutcome } from './test-outcome.tsx';
import { useTestScript } from './use-scripts.ts';

interface ScriptTestProps {
  readonly draft: ScriptDraft;
  readonly change: (part: Partial<ScriptDraft>) => void;
}

/** Runs the script as it stands in the editor, with an input and answers for its calls. */
export function ScriptTest({ draft, change }: ScriptTestProps) {
  const text = useText();
  const test = useTestScript();
  const [isChecked, setChecked] = useState(false);
  const [tested, setTested] = useState(draft);
  const [input, mocks] = [readJson(draft.input), readJson(draft.mocks)];
  const isList = mocks.ok && Array.isArray(mocks.value);
  const run = (): void => {
    setChecked(true);
    if (!input.ok || !mocks.ok || !isList) return;
    setTested(draft);
    const { source: script, language } = draft;
    test.mutate({ script, language, input: input.value, mocks: mocks.value as [] });
  };
  const wrongMocks = mocks.ok ? (isList ? undefined : text('scripts.mocksWrong')) : wrongJson(mocks.message);
  return (
    <Stack gap="sm">
      <CodeEditor
        label={text('scripts.input')}
        language="json"
        value={draft.input}
        onChange={(typed) => change({ input: typed })}
        error={isChecked && !input.ok ? wrongJson(input.message) : undefined}
        minHeight="72px"
        maxHeight="220px"
      />
      <CodeEditor
        label={text('scripts.mocks')}
        language="json"
        value={draft.mocks}
        onChange={(typed) => change({ mocks: typed })}
        error={isChecked ? wrongMocks : undefined}
        minHeight="48px"
        maxHeight="220px"
      />
      <Group justify="flex-end">
        <Button leftSection={<Play size={15} />} loading={test.isPending} onClick={run}>
          {text('scripts.test')}
        </Button>
      </Group>
      <Failure error={test.error} />
      {test.data && <TestOutcome result={test.data} isOutdated={!isSameTest(tested, draft)} />}
    </Stack>
  );

  function wrongJson(message: string): string {
    return text('scripts.jsonWrong', { message });
  }
}

/** Whether two tests would give the same. */
function isSameTest(one: ScriptDraft, other: ScriptDraft): boolean {
  return (['source', 'language', 'input', 'mocks'] as const).every((part) => one[part] === other[part]);
}

type ReadJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** Nothing typed is null. */
function readJson(typed: string): ReadJson {
  try {
    return { ok: true, value: parseJson(typed.trim() === '' ? 'null' : typed) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
