import { Group, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { DataOf } from '../../api/api-types.ts';
import { useText } from '../../i18n/use-text.ts';
import { HttpStatus } from '../../parts/http-status.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ComponentPanel } from './component-panel.tsx';
import type { RunLog } from './run-log.ts';
import { barsOf, timelineOf } from './timeline.ts';
import { TimelineView } from './timeline-view.tsx';

interface TryOutcomeProps {
  readonly outcome: DataOf<'post', '/rule/test'>;
}

/** What a try answered, and what ran. */
export function TryOutcome({ outcome: { status, http_status: httpStatus, response, run_log: log } }: TryOutcomeProps) {
  const text = useText();
  return (
    <Stack gap="sm" role="region" aria-label={text('run.tryOutcome')}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {text('run.tryOutcome')}
        </Text>
        <StatusBadge status={status} />
        <HttpStatus status={httpStatus} />
      </Group>
      <JsonTree value={response} label={text('run.tryOutcome')} openLevels={4} maxHeight="40vh" />
      {log !== null && <TriedRun log={log} />}
    </Stack>
  );
}

function TriedRun({ log }: { readonly log: RunLog }) {
  const timeline = useMemo(() => timelineOf(log), [log]);
  const [selected, select] = useState<string>();
  const chosen = barsOf(timeline).find(({ id }) => id === selected);
  return (
    <>
      <TimelineView timeline={timeline} facts={{ log }} rule={undefined} selected={selected} onSelect={select} />
      {chosen && <ComponentPanel bar={chosen} />}
    </>
  );
}
