import { Button } from '@mantine/core';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { Check, Save } from 'lucide-react';
import { useText } from '../../i18n/use-text.ts';
import { notify } from '../../parts/notify.tsx';
import type { Script } from './use-scripts.ts';

interface ScriptActionsProps {
  readonly script: Script | null;
  readonly isChanged: boolean;
  readonly check: UseQueryResult<{ readonly errors: readonly unknown[]; readonly warnings: readonly unknown[] }>;
  readonly save: Pick<UseMutationResult, 'isPending'>;
  readonly saveAs: (activate: boolean) => void;
  readonly onDiscard: () => void;
}

/** What one does with the text: "Check", "Discard draft", "Save", "Save and activate". */
export function ScriptActions({ script, isChanged, check, save, saveAs, onDiscard }: ScriptActionsProps) {
  const text = useText();
  const checkNow = async (): Promise<void> => {
    const { data } = await check.refetch();
    if (data?.errors.length === 0 && data.warnings.length === 0) notify(text('scripts.noProblems'));
  };
  return (
    <>
      {isChanged && script !== null && (
        <Button variant="subtle" color="gray" onClick={onDiscard}>
          {text('scripts.discard')}
        </Button>
      )}
      <Button variant="default" leftSection={<Check size={16} />} onClick={() => void checkNow()}>
        {text('scripts.check')}
      </Button>
      <Button variant="default" loading={save.isPending} onClick={() => saveAs(true)}>
        {text('scripts.saveActive')}
      </Button>
      <Button leftSection={<Save size={16} />} loading={save.isPending} onClick={() => saveAs(false)}>
        {text('form.save')}
      </Button>
    </>
  );
}
