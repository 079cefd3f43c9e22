import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { UserPen } from 'lucide-react';
import { useState } from 'react';
import { post } from '../../../api/client.ts';
import { useText } from '../../../i18n/use-text.ts';
import { DiffView } from '../../../parts/diff-view.tsx';
import { notify } from '../../../parts/notify.tsx';
import { Time } from '../../../parts/time.tsx';
import { SUSPEND_KEY } from '../use-recovery.ts';
import { conflictOf } from './conflict.ts';
import type { Conflict } from './conflict.ts';
import { isRuleChanged, rebased } from './run-draft.ts';
import type { RunEdit } from './use-run-draft.ts';

/** Who has changed a run since `revision`: a preview of that revision is refused, and says so. */
export function useWhoChanged(trx: string, revision: number, now: number, enabled: boolean): Conflict | undefined {
  const { data } = useQuery({
    queryKey: [...SUSPEND_KEY, 'who', trx, revision, now],
    queryFn: () => post('/suspend/preview', { trx, revision }).then(() => null, refusal),
    staleTime: Infinity,
    enabled,
  });
  return data ?? undefined;
}

function refusal(error: unknown): Conflict | null {
  return conflictOf(error) ?? null;
}

interface ChangedMeanwhileProps {
  readonly conflict: Conflict | undefined;
  readonly edit: RunEdit;
}

/** Says that somebody else has changed the run; nothing is overwritten, and one's edits stay. */
export function ChangedMeanwhile({ conflict, edit }: ChangedMeanwhileProps) {
  const text = useText();
  const [isComparing, setComparing] = useState(false);
  const { draft, now, isOutdated, replace } = edit;
  const mine = isOutdated ? rebased(draft, now) : undefined;
  const load = (): void => {
    replace(undefined);
    notify(text('recovery.loaded'), () => replace(draft));
  };
  return (
    <Alert color="orange" icon={<UserPen size={18} />} title={text('recovery.changedMeanwhile')}>
      <Stack gap="xs" align="flex-start">
        <Who conflict={conflict} />
        <Text size="sm">{text(isOutdated ? 'recovery.editsKept' : 'recovery.newShown')}</Text>
        {isOutdated && (
          <Group gap="xs">
            <Button size="compact-sm" onClick={load}>
              {text('recovery.load')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setComparing(true)}>
              {text('recovery.compare')}
            </Button>
            {mine && (
              <Button size="compact-sm" variant="default" onClick={() => replace(mine)}>
                {text('recovery.rebase')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {isComparing && <Comparison edit={edit} onClose={() => setComparing(false)} />}
    </Alert>
  );
}

function Who({ conflict }: { readonly conflict: Conflict | undefined }) {
  const text = useText();
  if (conflict === undefined) return null;
  const { operator, action, at } = conflict;
  const what =
    action === null ? text('recovery.byItself') : text('recovery.changedBy', { name: operator ?? '', action });
  return (
    <Text size="sm">
      {what} (<Time at={at} />)
    </Text>
  );
}

function Comparison({ edit: { draft, now }, onClose }: { readonly edit: RunEdit; readonly onClose: () => void }) {
  const text = useText();
  const labels = { beforeLabel: text('recovery.newState'), afterLabel: text('recovery.yourEdit') };
  const isRule = isRuleChanged(draft) || now.rule !== draft.base.rule;
  return (
    <Modal opened onClose={onClose} title={text('recovery.compare')} size="80rem">
      <Stack gap="sm">
        <Text size="sm" fw={600}>
          {text('recovery.data')}
        </Text>
        <DiffView before={now.data} after={draft.data} language="json" {...labels} maxHeight="45vh" />
        {isRule && (
          <>
            <Text size="sm" fw={600}>
              {text('recovery.ruleTab')}
            </Text>
            <DiffView before={now.rule} after={draft.rule} language="json" {...labels} maxHeight="45vh" />
          </>
        )}
      </Stack>
    </Modal>
  );
}
