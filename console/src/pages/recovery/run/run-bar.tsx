import { Button, Text } from '@mantine/core';
import { Eye, Play, Save } from 'lucide-react';
import { useText } from '../../../i18n/use-text.ts';
import type { Text as Texts } from '../../../i18n/use-text.ts';
import { GiveUp } from '../../run/give-up.tsx';
import { isAgainChanged, isDataChanged, isRuleChanged } from './run-draft.ts';
import classes from './run.module.css';
import type { RunActions } from './use-run-actions.ts';
import type { RunEdit } from './use-run-draft.ts';

interface RunBarProps {
  readonly trx: string;
  /** Its rule has what undoes it. */
  readonly isUndoable: boolean;
  readonly edit: RunEdit;
  readonly actions: RunActions;
  /** The edit cannot be sent as it is. */
  readonly isBlocked: boolean;
  readonly onPreview: () => void;
}

/** What is done with a run, always in sight. */
export function RunBar({
  trx,
  isUndoable,
  edit,
  actions: { save, preview, recover },
  isBlocked,
  onPreview,
}: RunBarProps) {
  const text = useText();
  const isBusy = save.isPending || recover.isPending;
  return (
    <div className={classes.bar} role="group" aria-label={text('recovery.actions')}>
      <Text size="sm" c="dimmed" className={classes.barText} aria-live="polite">
        {edit.isOutdated ? text('recovery.outdated') : isBlocked ? text('recovery.blocked') : changedText(text, edit)}
      </Text>
      <GiveUp
        trx={trx}
        isUndoable={isUndoable}
        isCancellable
        isSubtle
        isDisabled={isBusy}
        onDone={() => edit.replace(undefined)}
      />
      <Button
        variant="default"
        leftSection={<Eye size={15} />}
        disabled={isBlocked || isBusy}
        loading={preview.isPending}
        onClick={onPreview}
      >
        {text('recovery.preview')}
      </Button>
      <Button
        variant="default"
        leftSection={<Save size={15} />}
        disabled={isBlocked || !edit.isDirty || isBusy}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {text('form.save')}
      </Button>
      <Button
        leftSection={<Play size={15} />}
        disabled={isBlocked || isBusy}
        loading={recover.isPending}
        onClick={() => recover.mutate()}
      >
        {text('recovery.recover')}
      </Button>
    </div>
  );
}

function changedText(text: Texts, { draft, isDirty }: RunEdit): string {
  if (!isDirty) return text('recovery.unchanged');
  const parts = [
    ...(isDataChanged(draft) ? [text('recovery.data')] : []),
    ...(isRuleChanged(draft) || draft.isActiveVersion ? [text('recovery.ruleTab')] : []),
    ...(isAgainChanged(draft) ? [text('recovery.runsAgain')] : []),
  ];
  return text('recovery.changedParts', { parts: parts.join(', ') });
}
