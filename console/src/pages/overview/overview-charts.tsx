import { useCallback, useMemo } from 'react';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import type { RunStatus } from '../../parts/status-badge.tsx';
import { formatDuration, formatNumber, formatPercent } from '../../parts/format.ts';
import { ChartCard } from './chart-card.tsx';
import classes from './overview.module.css';
import { answerTimes, errorRate, runsOf, runsPerMinute } from './series-data.ts';
import type { SeriesPoint } from './series-data.ts';
import type { Period } from './use-overview.ts';

const STATUS_COLORS = {
  success: '--mantine-color-teal-6',
  failed: '--mantine-color-red-6',
  broken: '--mantine-color-grape-6',
  suspended: '--mantine-color-orange-6',
  cancelled: '--mantine-color-gray-6',
  waiting: '--mantine-color-indigo-5',
  recovering: '--mantine-color-blue-6',
  compensating: '--mantine-color-violet-6',
  compensated: '--mantine-color-gray-5',
  running: '--mantine-color-blue-4',
};
const RATE_COLORS = { error_rate: '--mantine-color-red-6' };
const TIME_COLORS = { p50: '--mantine-color-teal-6', p95: '--mantine-color-indigo-5', p99: '--mantine-color-orange-6' };

interface OverviewChartsProps {
  readonly series: { readonly step: number; readonly points: readonly SeriesPoint[] } | undefined;
  readonly period: Period;
}

/** Runs per minute, error rate, and time to the answer. */
export function OverviewCharts({ series, period }: OverviewChartsProps) {
  const text = useText();
  const language = useLanguage();
  const runs = useMemo(() => series && runsPerMinute(series.points, series.step), [series]);
  const rate = useMemo(() => series && errorRate(series.points), [series]);
  const times = useMemo(() => series && answerTimes(series.points), [series]);
  const number = useCallback((value: number) => formatNumber(value, language), [language]);
  const percent = useCallback((value: number) => formatPercent(value / 100, language), [language]);
  const duration = useCallback((value: number) => formatDuration(value, language), [language]);
  const timeFormat = useCallback((seconds: number) => axisTime(seconds, period, language), [period, language]);
  const common = { timeFormat, nameOf: (key: string) => key };
  const count = series === undefined ? 0 : runsOf(series.points);
  return (
    <div className={classes.charts}>
      <ChartCard
        {...common}
        title={text('overview.runsPerMinute')}
        data={runs}
        colors={STATUS_COLORS}
        format={number}
        nameOf={(key) => text(`status.${key as RunStatus}`)}
        label={text('overview.runsLabel', { count })}
      />
      <ChartCard
        {...common}
        title={text('overview.errorRate')}
        data={rate}
        colors={RATE_COLORS}
        format={percent}
        nameOf={() => text('overview.ofRuns')}
        label={text('overview.errorRateLabel', { value: number(Math.max(0, ...present(rate?.lines[0]?.values))) })}
      />
      <ChartCard
        {...common}
        title={text('overview.answerTime')}
        data={times}
        colors={TIME_COLORS}
        format={duration}
        label={text('overview.answerTimeLabel', { value: duration(Math.max(0, ...present(times?.lines[2]?.values))) })}
      />
    </div>
  );
}

function present(values: readonly (number | null)[] = []): number[] {
  return values.filter((value) => value !== null);
}

function axisTime(seconds: number, period: Period, language: 'en' | 'zh'): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const options: Intl.DateTimeFormatOptions =
    period === '7d' ? { month: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat(locale, options).format(seconds * 1000);
}
