import { Skeleton, Title } from '@mantine/core';
import { Suspense, lazy, useId } from 'react';
import type { ChartProps } from './chart.tsx';
import classes from './overview.module.css';

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));

interface ChartCardProps extends Omit<ChartProps, 'data'> {
  readonly title: string;
  /** Undefined while it is read. */
  readonly data: ChartProps['data'] | undefined;
  /** A line's name, by its key. */
  readonly nameOf: (key: string) => string;
}

/** A chart with its title and what its lines are; uPlot is loaded with the first one. */
export function ChartCard({ title, data, nameOf, ...chart }: ChartCardProps) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <Title order={2} id={id} mb={2}>
        {title}
      </Title>
      <div className={classes.legend}>
        {data?.lines.map(({ key }) => (
          <span key={key}>
            <i className={classes.dot} style={{ background: `var(${chart.colors[key] ?? ''})` }} />
            {nameOf(key)}
          </span>
        ))}
      </div>
      {data === undefined ? (
        <Skeleton height={170} />
      ) : (
        <Suspense fallback={<Skeleton height={170} />}>
          <Chart data={data} {...chart} />
        </Suspense>
      )}
    </section>
  );
}
