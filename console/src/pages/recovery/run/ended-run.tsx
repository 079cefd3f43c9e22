import { Code, Group, Stack, Text } from '@mantine/core';
import type { TextKey } from '../../../i18n/en.ts';
import { useText } from '../../../i18n/use-text.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { JsonTree } from '../../../parts/json-tree.tsx';
import { StatusBadge } from '../../../parts/status-badge.tsx';
import { Time } from '../../../parts/time.tsx';
import type { Conflict } from './conflict.ts';
import { RunLink } from './outcome.tsx';
import { Panel } from './panel.tsx';
import { useRunLog } from './use-kept-run.ts';
import type { KeptRun } from './use-kept-run.ts';
import type { RunEdit } from './use-run-draft.ts';

interface EndedRunProps {
  readonly run: KeptRun;
  readonly edit: RunEdit;
  readonly conflict: Conflict | undefined;
}

/** Of what goes on. */
const TITLES: Readonly<Partial<Record<KeptRun['status'], TextKey>>> = {
  recovering: 'recovery.isRecovering',
  compensating: 'recovery.isUndone',
};

/** What became of a run that is suspended no more. */
export function EndedRun({ run, edit, conflict }: EndedRunProps) {
  const text = useText();
  const log = useRunLog(run.trx, `${run.revision} ${run.status}`);
  const body = log.data?.response?.body;
  return (
    <Panel
      colour="gray"
      title={text(TITLES[run.status] ?? 'recovery.noLonger')}
      role="status"
      head={<StatusBadge status={run.status} />}
    >
      <Stack gap="xs">
        <Group gap="sm">
          <Text size="sm">
            {conflict?.operator !== undefined && conflict.operator !== null
              ? text('recovery.changedBy', { name: conflict.operator, action: conflict.action ?? '' })
              : text('recovery.since')}{' '}
            <Time at={run.updated_at} />
          </Text>
          <RunLink trx={run.trx} />
        </Group>
        {body !== undefined && body !== null && typeof body === 'object' && (
          <JsonTree value={body} label={text('recovery.answer')} rootPath="body" maxHeight="320px" />
        )}
        {typeof body === 'string' && body !== '' && <Code block>{body}</Code>}
        {edit.isDirty && (
          <Group gap="xs">
            <Text size="sm">{text('recovery.editsNotUsed')}</Text>
            <CopyButton value={edit.draft.data} what={text('recovery.yourEdit')} />
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
