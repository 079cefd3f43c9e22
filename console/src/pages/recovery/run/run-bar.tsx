import { Button, Text } from '@mantine/core';
import { Ban, Eye, Play, Save } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../../i18n/use-text.ts';
import type { Text as Texts } from '../../../i18n/use-text.ts';
import { ReasonDialog } from '../reason-dialog.tsx';
import { isAgainChanged, isDataChanged, isRuleChanged } from './run-draft.ts';
import classes from './run.module.css';
import type { RunActions } from './use-run-actions.ts';
import type { RunEdit } from './use-run-draft.ts';

interface RunBarProps {
  readonly edit: RunEdit;
  readonly actions: RunActions;
  /** The edit cannot be sent as it is. */
  readonly isBlocked: boolean;
  readonly onPreview: () => void;
}

/** What is done with a run, always in sight. */
export function RunBar({ edit, actions: { save, preview, recover, cancel }, isBlocked, onPreview }: RunBarProps) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const isBusy = save.isPending || recover.isPending || cancel.isPending;
  return (
    <div className={classes.bar} role="group" aria-label={text('recovery.actions')}>
      <Text size="sm" c="dimmed" className={classes.barText} aria-live="polite">
        {edit.isOutdated ? text('recovery.outdated') : isBlocked ? text('recovery.blocked') : changedText(text, edit)}
      </Text>
      <Button
        variant="subtle"
        color="red"
        leftSection={<Ban size={15} />}
        disabled={isBusy}
        onClick={() => setAsking(true)}
      >
        {text('recovery.cancelRun')}
      </Button>
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
      {isAsking && (
        <ReasonDialog
          title={text('recovery.cancelRun')}
          lead={text('recovery.cancelCount', { count: 1 })}
          action={text('recovery.cancelRun')}
          isPending={cancel.isPending}
          error={cancel.error}
          onReason={(reason) => cancel.mutate(reason, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
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
