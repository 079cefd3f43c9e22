import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { loggedState, loggedStates } from '../../designer/model/logged-states.ts';
import { timeScale } from './time-scale.ts';
import type { Interval, TimeMark } from './time-scale.ts';
import { insideOf, undoOf } from './run-log.ts';
import type { ComponentLog, LayerLog, RunLog } from './run-log.ts';

/** A part of the time axis, in percent of its width. */
export interface Span {
  readonly left: number;
  readonly width: number;
}

/** One attempt of a component. */
export interface Bar extends Span {
  /** `1.2` of layer 1, component 2; `1.2.3` of its third attempt; `1.2/0` of the first that is inside; `1.2/u` of what undoes it. */
  readonly id: string;
  readonly name: string;
  readonly layer: number;
  readonly state: ComponentState;
  /** From 1; above it: a recovery ran it again. */
  readonly attempt: number;
  readonly retries: number;
  readonly runTimeMs: number;
  readonly requests: readonly RequestBar[];
  /** What is inside: of a flow its components, of a loop its elements; last what undoes it. */
  readonly bars: readonly Bar[];
  /** How many flows and loops are around it. */
  readonly depth: number;
  /** It undoes the one that it is in. */
  readonly isUndo: boolean;
  readonly log: ComponentLog;
}

/** A call within a component. */
export interface RequestBar extends Span {
  readonly label: string;
  readonly isFailed: boolean;
}

/** A layer. */
export interface Band extends Span {
  readonly layer: number;
  readonly runTimeMs: number;
  readonly isFailed: boolean;
  readonly bars: readonly Bar[];
}

export interface Timeline {
  readonly bands: readonly Band[];
  readonly marks: readonly TimeMark[];
}

/**
 * Lays out a run's log on one time axis. Long spans in which nothing ran, until somebody recovered it, are cut short.
 */
export function timelineOf(log: TimelineLog): Timeline {
  const begin = Date.parse(log.start_datetime);
  const components = log.step_logs.flatMap(({ component_logs: logs }) => logs);
  const busy = [...components, ...components.flatMap(undoings)].map((component) => intervalOf(component, begin));
  const scale = timeScale([{ from: 0, to: 0 }, ...busy]);
  const spanOf = ({ from, to }: Interval): Span => {
    const left = scale.at(from);
    return { left, width: Math.max(0, scale.at(to) - left) };
  };
  const axis = { begin, spanOf, isOver: isOver(log) };
  return { bands: log.step_logs.map((layer) => bandOf(layer, axis)), marks: scale.marks };
}

/** What is read of a log; without a status it is of a run that goes on. */
export type TimelineLog = Pick<RunLog, 'start_datetime' | 'step_logs'> & Partial<Pick<RunLog, 'status'>>;

const GOING_ON: readonly (RunLog['status'] | undefined)[] = [
  'running',
  'recovering',
  'waiting',
  'paused',
  'suspended',
  undefined,
];

/** Whether nothing is waited for any more. */
function isOver({ status }: Partial<Pick<RunLog, 'status'>>): boolean {
  return !GOING_ON.includes(status);
}

interface Axis {
  /** When the run began, in epoch milliseconds. */
  readonly begin: number;
  readonly spanOf: (interval: Interval) => Span;
  readonly isOver: boolean;
}

function bandOf({ step, error, run_time, component_logs: logs }: LayerLog, axis: Axis): Band {
  const { begin, spanOf } = axis;
  const attempts = new Map<number, number>();
  const bars = logs
    .map((component) => {
      const attempt = (attempts.get(component.action) ?? 0) + 1;
      attempts.set(component.action, attempt);
      const id = `${component.step}.${component.action}`;
      return barOf(
        component,
        {
          ...{ id: attempt === 1 ? id : `${id}.${attempt}`, layer: step, depth: 0, attempt },
          // Where its process had died, what undoes a component stands beside those of its layer.
          isUndo: component.name.endsWith('/undo'),
        },
        axis,
      );
    })
    .sort((a, b) => a.log.action - b.log.action || a.attempt - b.attempt);
  const intervals = logs.map((component) => intervalOf(component, begin));
  const from = Math.min(...intervals.map((one) => one.from));
  const to = Math.max(...intervals.map((one) => one.to));
  const span = logs.length === 0 ? { left: 0, width: 0 } : spanOf({ from, to });
  return { layer: step, runTimeMs: run_time, isFailed: error !== null, bars, ...span };
}

/** What a bar is known by; the layer is the rule's own. */
type Known = Pick<Bar, 'id' | 'layer' | 'depth' | 'attempt' | 'isUndo'>;

function barOf(log: ComponentLog, known: Known, axis: Axis): Bar {
  const { begin, spanOf } = axis;
  const inner = (one: ComponentLog, id: string, isUndo: boolean): Bar =>
    barOf(one, { ...known, id: `${known.id}/${id}`, depth: known.depth + 1, attempt: 1, isUndo }, axis);
  const undo = undoOf(log);
  return {
    ...spanOf(intervalOf(log, begin)),
    ...known,
    name: log.name,
    state: loggedState(log, axis.isOver),
    bars: [
      ...insideOf(log).map((one, index) => inner(one, String(index), false)),
      ...(undo === undefined ? [] : [inner(undo, 'u', true)]),
    ],
    retries: log.retry_count,
    runTimeMs: log.run_time,
    requests: log.request_logs.map(({ method, url, status_code: status, run_time, start_datetime, error }) => {
      const from = Date.parse(start_datetime) - begin;
      return {
        ...spanOf({ from, to: from + run_time }),
        label: `${method} ${url} ${status ?? error?.code ?? ''}`.trimEnd(),
        isFailed: error !== null || (status ?? 0) >= 400,
      };
    }),
    log,
  };
}

function intervalOf({ start_datetime: start, run_time: ms }: ComponentLog, begin: number): Interval {
  const from = Math.max(0, Date.parse(start) - begin);
  return { from, to: from + ms };
}

/** What undoes a component, and what is inside it. */
export function undoings(log: ComponentLog): readonly ComponentLog[] {
  const own = undoOf(log);
  return [...(own === undefined ? [] : [own]), ...insideOf(log).flatMap(undoings)];
}

/** All bars, from above, those inside flows and loops too. */
export function barsOf({ bands }: Timeline): readonly Bar[] {
  const withInner = (bar: Bar): readonly Bar[] => [bar, ...bar.bars.flatMap(withInner)];
  return bands.flatMap(({ bars }) => bars.flatMap(withInner));
}

/** Whether a bar is inside another one. */
export function isInside(id: string | undefined, bar: Bar): boolean {
  return id?.startsWith(`${bar.id}/`) === true;
}

/** How each component stands after its last attempt: what the drawn rule shows. */
export function statesOf(log: Omit<TimelineLog, 'start_datetime'>): Map<string, ComponentState> {
  return loggedStates(log.step_logs, isOver(log));
}
