import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import classes from './overview.module.css';
import type { ChartData } from './series-data.ts';

export interface ChartProps {
  readonly data: ChartData;
  /** The accessible name: what it shows, in words and numbers. */
  readonly label: string;
  /** A CSS colour for each line's key. */
  readonly colors: Readonly<Record<string, string>>;
  /** What the axis writes at a value. */
  readonly format: (value: number) => string;
  readonly timeFormat: (seconds: number) => string;
}

const HEIGHT_PX = 170;

/** Fewer values than these are drawn as points too. */
const FEW_POINTS = 30;

/** Lines over time, drawn by uPlot; as wide as there is room. */
export function Chart({ data, label, colors, format, timeFormat }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const css = getComputedStyle(element);
    const named = (name: string) => css.getPropertyValue(name).trim();
    const axis = {
      stroke: named('--mantine-color-dimmed'),
      font: `11px ${css.fontFamily}`,
      grid: { stroke: named('--stepgate-line'), width: 1 },
      ticks: { show: false },
    };
    const options: uPlot.Options = {
      width: Math.max(200, element.clientWidth),
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      padding: [8, 8, 0, 0],
      axes: [
        { ...axis, size: 28, space: 80, values: (_chart, splits) => splits.map(timeFormat) },
        { ...axis, size: 58, space: 34, values: (_chart, splits) => splits.map(format) },
      ],
      scales: { y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
      series: [
        {},
        ...data.lines.map(({ key, values }) => ({
          stroke: named(colors[key] ?? '--mantine-color-blue-6'),
          width: 1.5,
          // A lone value has no line.
          points: { show: values.filter((value) => value !== null).length < FEW_POINTS, size: 5 },
        })),
      ],
    };
    const values = [data.times, ...data.lines.map((line) => line.values)] as unknown as uPlot.AlignedData;
    const chart = new uPlot(options, values, element);
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT_PX }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [data, colors, format, timeFormat, scheme]);
  return <div ref={box} className={classes.chart} role="img" aria-label={label} />;
}
