import { SegmentedControl } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { FirstCall } from '../runs/first-call.tsx';
import { OverviewCharts } from './overview-charts.tsx';
import { OverviewTables } from './overview-tables.tsx';
import { PERIODS, useHasRuns, useSeries } from './use-overview.ts';
import type { Period } from './use-overview.ts';

const DEFAULTS = { period: '1h' };
const NAMES = Object.keys(PERIODS) as Period[];

/** How the gateway does: runs, errors and times over a period, and where to look. */
export function OverviewPage() {
  const text = useText();
  const [query, change] = useQueryState(DEFAULTS);
  const period = NAMES.find((name) => name === query.period) ?? '1h';
  const hasRuns = useHasRuns();
  const periods = (
    <SegmentedControl
      aria-label={text('overview.period')}
      size="sm"
      value={period}
      onChange={(value) => change({ period: value })}
      data={NAMES.map((value) => ({ value, label: text(`overview.period.${value}`) }))}
    />
  );
  const isEmpty = hasRuns.data === false;
  return (
    <Page title={text('overview.title')} lead={text('overview.lead')} actions={!isEmpty && periods}>
      <Failure error={hasRuns.error} retry={() => void hasRuns.refetch()} />
      {isEmpty && <FirstCall />}
      {hasRuns.data === true && <Numbers period={period} />}
    </Page>
  );
}

function Numbers({ period }: { readonly period: Period }) {
  const series = useSeries(period);
  return (
    <>
      <Failure error={series.error} retry={() => void series.refetch()} />
      <OverviewCharts series={series.data} period={period} />
      <OverviewTables period={period} />
    </>
  );
}
