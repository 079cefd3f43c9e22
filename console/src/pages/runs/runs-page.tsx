import { Button, Group, Switch, Text } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { FirstCall } from './first-call.tsx';
import { runColumns } from './run-columns.tsx';
import { NO_RUN_FILTER, isFiltered } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';
import classes from './runs.module.css';
import { useLiveRows } from './use-live-rows.ts';
import type { RunRow } from './use-runs.ts';
import { useRuns } from './use-runs.ts';

/** What is in the URL: the filters, and whether new runs appear. */
const DEFAULTS = { ...NO_RUN_FILTER, live: false };

/** The runs, newest first. */
export function RunsPage() {
  const text = useText();
  const navigate = useNavigate();
  const [{ live: isLive, ...filter }, change] = useQueryState(DEFAULTS);
  const runs = useRuns(filter, !isLive);
  const live = useLiveRows(filter, isLive);
  const open = useCallback(({ trx }: RunRow) => void navigate(`/runs/${trx}`), [navigate]);
  const columns = useMemo(() => runColumns(text), [text]);
  // Until the first live answer is there, what is shown stays.
  const rows: readonly RunRow[] | undefined = (isLive ? live.live?.shown : undefined) ?? runs.data?.list;
  const error = isLive ? live.error : runs.error;
  const refetch = isLive ? live.refetch : runs.refetch;
  const setLive = (isOn: boolean): void => change({ live: isOn, page: 1, after: '' });
  return (
    <Page title={text('runs.title')} lead={text('runs.lead')} actions={<Actions {...{ isLive, setLive, refetch }} />}>
      <RunFilters filter={filter} onChange={change} />
      <Failure error={error} retry={() => void refetch()} />
      {error === null && (
        <DataTable
          label={text('runs.title')}
          columns={columns}
          rows={rows}
          rowId={({ trx }) => trx}
          empty={<NoRuns isFiltered={isFiltered(filter)} isLive={isLive} />}
          onRow={open}
          maxHeight="max(320px, calc(100dvh - 276px))"
          keepsPlace
        />
      )}
      {isLive ? (
        <LiveNote skipped={live.live?.skipped ?? 0} waiting={live.live?.waiting.length ?? 0} />
      ) : (
        <Pager answer={runs.data} place={filter} onMove={change} />
      )}
    </Page>
  );
}

interface ActionsProps {
  readonly isLive: boolean;
  readonly setLive: (isOn: boolean) => void;
  readonly refetch: () => unknown;
}

function Actions({ isLive, setLive, refetch }: ActionsProps) {
  const text = useText();
  return (
    <Group gap="md">
      <Switch
        label={text('runs.live')}
        classNames={{ body: classes.liveBody, input: classes.liveInput }}
        checked={isLive}
        onChange={({ currentTarget }) => setLive(currentTarget.checked)}
      />
      {!isLive && (
        <Button variant="default" leftSection={<RefreshCw size={15} />} onClick={() => void refetch()}>
          {text('runs.refresh')}
        </Button>
      )}
    </Group>
  );
}

/** What the list leaves out while it is live. */
function LiveNote({ skipped, waiting }: { readonly skipped: number; readonly waiting: number }) {
  const text = useText();
  return (
    <Group gap="md" mih={32}>
      <Text size="sm" c="dimmed">
        {text('runs.liveNote')}
      </Text>
      {waiting > 0 && <Text size="sm">{text('runs.liveWaiting', { count: waiting })}</Text>}
      {skipped > 0 && <Text size="sm">{text('runs.liveSkipped', { count: skipped })}</Text>}
    </Group>
  );
}

function NoRuns({ isFiltered: isSet, isLive }: { readonly isFiltered: boolean; readonly isLive: boolean }) {
  const text = useText();
  if (isSet) return <Empty title={text('table.nothingFound')} lead={text('table.nothingFoundLead')} />;
  if (isLive) return <Empty title={text('runs.liveEmpty')} lead={text('runs.liveEmptyLead')} />;
  return <FirstCall />;
}
