import { Anchor, Code, Group } from '@mantine/core';
import { Link } from 'react-router';
import type { Text } from '../../i18n/use-text.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Duration } from '../../parts/duration.tsx';
import { HttpStatus } from '../../parts/http-status.tsx';
import { RuleName } from '../../parts/rule-name.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import type { RunRow } from './use-runs.ts';

/** The columns of the list of runs. */
export function runColumns(text: Text): Column<RunRow>[] {
  return [
    {
      id: 'time',
      header: text('runs.time'),
      cell: ({ row }) => <Time at={row.original.start_datetime} withMilliseconds />,
    },
    {
      id: 'rule',
      header: text('runs.rule'),
      cell: ({ row: { original: run } }) => <RuleName method={run.method} path={run.path} />,
      meta: { isWide: true },
    },
    { id: 'status', header: text('runs.status'), cell: ({ row }) => <StatusBadge status={row.original.status} /> },
    {
      id: 'http',
      header: text('runs.httpStatus'),
      cell: ({ row }) => <HttpStatus status={row.original.http_status} />,
      meta: { align: 'right' },
    },
    {
      id: 'duration',
      header: text('runs.duration'),
      cell: ({ row }) => <Duration ms={row.original.run_time} />,
      meta: { align: 'right' },
    },
    {
      id: 'trx',
      header: text('runs.trx'),
      cell: ({ row: { original: run } }) => (
        <Group gap={2} wrap="nowrap" my={-4}>
          <Anchor component={Link} to={`/runs/${run.trx}`} size="sm" onClick={(event) => event.stopPropagation()}>
            <Code bg="transparent" c="inherit" p={0}>
              {run.trx}
            </Code>
          </Anchor>
          <CopyButton value={run.trx} what={run.trx} />
        </Group>
      ),
    },
  ];
}
