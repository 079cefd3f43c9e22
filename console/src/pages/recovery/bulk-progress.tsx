import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import type { Text as Texts } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { formatNumber } from '../../parts/format.ts';
import { Time } from '../../parts/time.tsx';
import { progressPercent } from './recovery-query.ts';
import classes from './recovery.module.css';
import { trxColumn } from './trx-column.tsx';
import { SUSPEND_KEY, useProgress } from './use-recovery.ts';
import type { BulkProgress as Progress } from './use-recovery.ts';

interface BulkProgressProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** How far a recovery of many runs is, and what of it failed again. */
export function BulkProgress({ id, onClose }: BulkProgressProps) {
  const text = useText();
  const { data, error } = useProgress(id);
  useRefreshAtEnd(data?.state);
  return (
    <Paper withBorder p="md" component="section" aria-label={text('recovery.progress')}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Title order={2} size="h3">
            {text(data === undefined ? 'recovery.progress' : `recovery.progress.${data.state}`)}
          </Title>
          <Button size="compact-sm" variant="default" onClick={onClose}>
            {text('recovery.closeProgress')}
          </Button>
        </Group>
        <Failure error={error} />
        {data && <ProgressBar progress={data} />}
        {data && data.failures.length > 0 && <Failures failures={data.failures} failed={data.failed} />}
      </Stack>
    </Paper>
  );
}

/** The lists are read anew when the last run is done. */
function useRefreshAtEnd(state: Progress['state'] | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (state === undefined || state === 'running') return;
    for (const part of ['groups', 'page', 'count']) {
      void queries.invalidateQueries({ queryKey: [...SUSPEND_KEY, part] });
    }
  }, [state, queries]);
}

function ProgressBar({ progress }: { readonly progress: Progress }) {
  const text = useText();
  const language = useLanguage();
  const percent = progressPercent(progress);
  const shown = (count: number): string => formatNumber(count, language);
  const counts = {
    ...{ succeeded: shown(progress.succeeded), failed: shown(progress.failed) },
    ...{ left: shown(progress.left), accepted: shown(progress.accepted) },
  };
  return (
    <Stack gap={6}>
      <div
        role="progressbar"
        className={classes.bar}
        aria-label={text('recovery.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent.done}
        aria-valuetext={text('recovery.progressText', counts)}
      >
        <div className={classes.succeeded} style={{ width: `${percent.succeeded}%` }} />
        <div className={classes.failed} style={{ width: `${percent.failed}%` }} />
      </div>
      <Group gap="lg" aria-live="polite">
        <Count colour="var(--mantine-color-teal-7)" label={text('recovery.succeeded', { count: counts.succeeded })} />
        <Count colour="var(--mantine-color-red-7)" label={text('recovery.failed', { count: counts.failed })} />
        <Count colour="var(--mantine-color-default-border)" label={text('recovery.left', { count: counts.left })} />
        <Text size="xs" c="dimmed">
          {text('recovery.startedBy', { name: progress.operator })} <Time at={progress.started_at} isRelative />
        </Text>
      </Group>
    </Stack>
  );
}

function Count({ colour, label }: { readonly colour: string; readonly label: string }) {
  return (
    <Text size="sm" span>
      <span className={classes.dot} style={{ background: colour }} aria-hidden />
      {label}
    </Text>
  );
}

type FailedRun = Progress['failures'][number];

function Failures({ failures, failed }: { readonly failures: readonly FailedRun[]; readonly failed: number }) {
  const text = useText();
  const columns = useMemo(() => failureColumns(text), [text]);
  return (
    <Stack gap={6}>
      <Title order={3}>{text('recovery.failedAgain')}</Title>
      <DataTable
        label={text('recovery.failedAgain')}
        columns={columns}
        rows={failures}
        rowId={({ trx }) => trx}
        empty={null}
        maxHeight="320px"
      />
      {failed > failures.length && (
        <Text size="xs" c="dimmed">
          {text('recovery.firstFailures', { count: failures.length })}
        </Text>
      )}
    </Stack>
  );
}

function failureColumns(text: Texts): Column<FailedRun>[] {
  return [
    trxColumn(text),
    { id: 'component', header: text('recovery.component'), cell: ({ row }) => row.original.err_component },
    { id: 'code', header: text('recovery.code'), cell: ({ row }) => row.original.err_code },
    {
      id: 'why',
      header: text('recovery.why'),
      cell: ({ row }) => <span title={row.original.err_msg ?? ''}>{row.original.err_msg}</span>,
      meta: { isWide: true },
    },
  ];
}
