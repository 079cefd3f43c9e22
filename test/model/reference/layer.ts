import type { Json } from '../../../src/json.ts';
import type { Witnessed } from '../observation.ts';
import { answerTime } from './composite.ts';
import { failure } from './ended.ts';
import type { Ended, Failure } from './ended.ts';

/** Something that happens in a layer: a script answers the client, or a component settles. */
export type LayerEvent =
  { readonly kind: 'responds'; readonly value: Json } | { readonly kind: 'settles'; readonly ended: Ended };

/** How a layer went, when the time at which each thing happened is known. */
export interface PlayedLayer {
  readonly events: readonly LayerEvent[];
  readonly settled: readonly Ended[];
  /** Those of them that had settled before the layer was stopped; one that settled with what stopped it may have. */
  readonly certain: readonly Ended[];
  /** Those that somebody else's failure or an interruption met under way. */
  readonly stopped: readonly Ended[];
  /** What ended the run; of failures the first. */
  readonly end: LayerEnd | null;
  /** Those that rest. */
  readonly parked: readonly Ended[];
  /** All that have to run again. */
  readonly failed: readonly string[];
  /** How many answers the upstream had given when the last component settled. */
  readonly until: number;
  /** When those that had not settled were stopped. */
  readonly cut: number;
}

export interface LayerEnd {
  readonly status: 'failed' | 'broken' | 'cancelled';
  readonly component: string | null;
  readonly failure: Failure;
  /** A script has asked for a recovery. */
  readonly isAsked?: boolean;
  /** A run that was called is suspended. */
  readonly isChild?: boolean;
}

/** What the layer's rule and the world say about its end. */
export interface LayerRules {
  /** Whether a failure lets the others settle. */
  readonly letSettle: boolean;
  readonly interruption: 'timeout' | 'cancel' | null;
}

/**
 * When each component settles: with the answer that settled it, counted since the run began; without one, when the
 * layer begins. Infinity: never, as far as was seen.
 */
export function settlingTimes(all: readonly Ended[], start: number, seen: Witnessed): Map<Ended, number> {
  return new Map(
    all.map((ended) => {
      const { settledBy, composite } = ended;
      if (composite) return [ended, composite.whole.outcome ? composite.whole.time : Infinity];
      return [ended, settledBy === null ? start : timeOf(settledBy, start, seen)];
    }),
  );
}

function timeOf(answer: string, start: number, seen: Witnessed): number {
  return Math.max(answerTime(answer, seen), start);
}

/** All orders in which components can have settled: those that settle at the same time do so in any order. */
function* settlingOrders(times: Map<Ended, number>): Generator<readonly Ended[]> {
  const sorted = [...new Set(times.values())].sort((a, b) => a - b);
  yield* sequences(sorted.map((time) => [...times.keys()].filter((ended) => times.get(ended) === time)));
}

function* sequences(groups: readonly (readonly Ended[])[]): Generator<readonly Ended[]> {
  const [group, ...rest] = groups;
  if (group === undefined) yield [];
  else for (const head of permutations(group)) for (const tail of sequences(rest)) yield [...head, ...tail];
}

function* permutations(items: readonly Ended[]): Generator<readonly Ended[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}

/** All ways to play a layer: of those that settle with what stops it, some may have done so after it. */
export function* playedLayers(
  times: Map<Ended, number>,
  rules: LayerRules,
  start: number,
  seen: Witnessed,
): Generator<PlayedLayer> {
  for (const order of settlingOrders(times)) {
    let late = 0;
    for (let most = 0; late <= most; late++) {
      const played = playLayer(order, times, rules, start, seen, late);
      yield played;
      const end = played.stopped.findIndex(
        (one) => times.get(one) !== played.cut || isFailure(one.outcome.kind) || one.outcome.kind === 'break',
      );
      if (late === 0) most = end < 0 ? played.stopped.length : end;
    }
  }
}

/** Plays a layer in one order. @param late how many settle, at the same time, after the one that stops it. */
function playLayer(
  order: readonly Ended[],
  times: Map<Ended, number>,
  rules: LayerRules,
  start: number,
  seen: Witnessed,
  late: number,
): PlayedLayer {
  const until = seen.interruptedAfter ?? Infinity;
  const inTime = order.filter((ended) => (times.get(ended) ?? Infinity) <= until);
  // Where a run that was called is suspended, this one is in any case.
  const letSettle = rules.letSettle || inTime.find(({ outcome }) => isFailure(outcome.kind))?.outcome.kind === 'child';
  const stop = inTime.findIndex(({ outcome: { kind } }) => kind === 'break' || (!letSettle && isFailure(kind)));
  const settled = stop < 0 ? inTime : inTime.slice(0, stop + 1 + late);
  const stopped = order.filter((ended) => !settled.includes(ended));
  const last = inTime[stop];
  const lastTime = (last && times.get(last)) ?? until;
  const isInterrupted = stop < 0 && stopped.length > 0;
  return {
    events: eventsOf(order, settled, (ended) => times.get(ended) ?? Infinity, lastTime, start, seen),
    settled,
    certain: last ? settled.filter((ended) => ended === last || times.get(ended) !== lastTime) : settled,
    stopped,
    end: endOf(settled, isInterrupted ? stopped : [], rules.interruption, seen),
    parked: settled.filter(({ outcome }) => outcome.kind === 'parked'),
    failed: [...settled.filter(({ outcome: { kind } }) => isFailure(kind) || kind === 'parked'), ...stopped].map(
      ({ name }) => name,
    ),
    cut: lastTime,
    until: Math.max(...settled.map((ended) => times.get(ended) ?? 0), 0),
  };
}

/** A script that is to be run again has failed too. */
function isFailure(kind: Ended['outcome']['kind']): boolean {
  return kind === 'failed' || kind === 'suspend' || kind === 'child';
}

function eventsOf(
  order: readonly Ended[],
  settled: readonly Ended[],
  timeOfEnd: (ended: Ended) => number,
  lastTime: number,
  start: number,
  seen: Witnessed,
): LayerEvent[] {
  const responses = order.flatMap(({ responds }) =>
    responds
      ? [{ time: timeOf(responds.by, start, seen), event: { kind: 'responds', value: responds.value } as const }]
      : [],
  );
  const ends = settled.map((ended) => ({ time: timeOfEnd(ended), event: { kind: 'settles', ended } as const }));
  // A script answers before it ends: responses come first, and the sort is stable.
  return [...responses.filter(({ time }) => time <= lastTime), ...ends]
    .sort((a, b) => a.time - b.time)
    .map(({ event }) => event);
}

function endOf(
  settled: readonly Ended[],
  interrupted: readonly Ended[],
  interruption: 'timeout' | 'cancel' | null,
  seen: Witnessed,
): LayerEnd | null {
  // A cancelled run ends as cancelled; which component that names is the engine's to say.
  if (interrupted.length > 0 && interruption === 'cancel') {
    return { status: 'cancelled', component: seen.failure?.component ?? null, failure: failure('110010') };
  }
  const broken = settled.find(({ outcome }) => outcome.kind === 'break');
  const first = broken ?? settled.find(({ outcome }) => isFailure(outcome.kind));
  if (first && 'failure' in first.outcome) {
    return {
      status: broken ? 'broken' : 'failed',
      component: first.composite?.whole.failedAt ?? first.name,
      failure: first.outcome.failure,
      isAsked: first.outcome.kind === 'suspend' && interrupted.length === 0,
      isChild: first.outcome.kind === 'child',
    };
  }
  if (interrupted.length === 0) return null;
  const told = seen.failure?.component ?? null;
  const before = interrupted
    .map(({ composite }) => composite?.upTo(seen.interruptedAfter ?? 0).hadFailed)
    .find((one) => one?.at === told);
  if (before) return { status: 'failed', component: told, failure: before.failure };
  const isNamed = interrupted.some(({ name }) => told !== null && isInside(told, name));
  return { status: 'failed', component: isNamed ? told : null, failure: failure('110014') };
}

/** Whether a full name is that of a component of the rule's own layers, or of what is inside it. */
function isInside(full: string, name: string): boolean {
  return full.startsWith(name) && ['', '/', '['].includes(full.charAt(name.length));
}
