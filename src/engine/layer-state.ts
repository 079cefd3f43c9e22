import { StepgateError } from '../error.ts';
import type { Failure } from './answer.ts';

/**
 * How a component of the layer ended; `answers`: it is a `nowResponse` component; `left`: there is something of it that a run
 * that is given up undoes.
 */
export type ComponentEnd =
  | { readonly kind: 'done'; readonly answers: boolean; readonly left?: true }
  | Parked
  | {
      readonly left?: true;
      readonly kind: 'failed' | 'suspend' | 'child' | 'break';
      readonly component: string;
      /** The component inside it, or the element, that failed, in full. */
      readonly at?: string | undefined;
      readonly error: StepgateError;
      /** False: it failed before its call, by its condition or a template. */
      readonly called: boolean;
    };

/** A component that rests, until `dueAt` (epoch milliseconds) at the latest; null: until it is woken. */
export interface Parked {
  readonly kind: 'parked';
  readonly left?: true;
  readonly component: string;
  readonly dueAt: number | null;
}

/** The first failure of a layer, or the break that ends the run. */
export interface LayerEnd {
  readonly kind: 'failed' | 'broken';
  readonly failure: Failure;
  readonly cause: 'error' | 'script' | 'child';
}

/** A layer whose components are under way: of the rule, or inside a flow. */
export interface LayerState {
  /** From 1. */
  readonly layer: number;
  /** How many have not ended. */
  readonly pending: number;
  /** Those that have to run again. */
  readonly failed: readonly string[];
  readonly parked: readonly Parked[];
  readonly end: LayerEnd | null;
}

/** Where nothing rests. */
export const NONE_PARKED: readonly Parked[] = [];

type FailedEnd = Exclude<ComponentEnd, { kind: 'done' | 'parked' }>;

/** Those of a layer that has ended which have to run again. */
export function toRunAgain({ failed, parked }: LayerState): readonly string[] {
  return parked.length === 0 ? failed : [...failed, ...parked.map(({ component }) => component)];
}

/** When the first of them is due; null: none is by itself. */
export function firstDue(parked: readonly Pick<Parked, 'dueAt'>[]): number | null {
  const due = parked.flatMap(({ dueAt }) => dueAt ?? []);
  return due.length === 0 ? null : due.reduce((first, one) => Math.min(first, one));
}

/** Why the components that are still under way are given up; `begun`: all of them have begun. */
export interface AbortOthers {
  readonly error: StepgateError;
  readonly begun: boolean;
}

/**
 * A component of the layer has failed, or has broken the run.
 * @param keeps with `suspend` the others are allowed to settle, so that nothing that succeeded runs again. So they are
 * where a run of another rule is suspended, for then this one is in any case.
 */
export function takeFailure<S extends LayerState>(
  before: S,
  end: FailedEnd,
  keeps: boolean,
): { readonly state: S; readonly abort: AbortOthers | undefined } {
  const broken = end.kind === 'break';
  const failed = broken ? before.failed : [...before.failed, end.component];
  // A break ends the run whatever else happened; of failures the first one counts.
  const isFirst = before.end === null || (broken && before.end.kind === 'failed');
  const state = { ...before, failed, end: isFirst ? layerEndOf(before, end) : before.end };
  const isKept = keeps || state.end.cause === 'child';
  return { state, abort: before.pending > 0 && (broken || !isKept) ? abortOf(end) : undefined };
}

function layerEndOf({ layer }: LayerState, { kind, error, component, at = component }: FailedEnd): LayerEnd {
  return {
    kind: kind === 'break' ? 'broken' : 'failed',
    failure: { error, component: at, layer },
    cause: kind === 'suspend' ? 'script' : kind === 'child' ? 'child' : 'error',
  };
}

function abortOf({ component, at = component, error, called }: FailedEnd): AbortOthers {
  const why = `given up because ${at} ended the layer`;
  return { error: new StepgateError(error.code, why, { kind: error.kind, retryable: false }), begun: called };
}
