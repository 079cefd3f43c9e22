import { StepgateError } from '../error.ts';
import type { Failure } from './answer.ts';
import { afterFailure } from './queue-state.ts';
import type {
  AnswerOf,
  Compensating,
  Ended,
  Ending,
  InLayer,
  Resting,
  Reverting,
  RunShape,
  RunState,
  Step,
  Stop,
  Suspending,
} from './run-state.ts';
import type { EndStatus } from './run-status.ts';

/*
 * How runs end, or are kept: what `advance` decides once there is nothing left to run.
 */

export const DATABASE_AWAY = 'the database was away; the run is kept, and goes on when it is recovered';
export const SUCCESS: AnswerOf = { kind: 'success' };

/** What every state knows. */
export type RunFlags = Pick<RunState, 'kept' | 'answered' | 'stop' | 'left' | 'pause'>;

type Given = RunFlags & { readonly layer: number; readonly failed?: readonly string[] | null };

/** The run has failed: cancelled, given up, or kept. */
export function fail(
  shape: RunShape,
  run: RunFlags,
  how: Pick<Suspending, 'layer' | 'failure' | 'failed' | 'cause'>,
): Step {
  const { layer, failure, failed, cause } = how;
  const at = { ...run, layer, failed };
  if (run.stop?.isCancel) return conclude(at, 'cancelled', failure);
  // The run that it waits for is kept.
  if (cause === 'child') return suspend(run, { ...how, instead: null });
  const then = shape.queue && afterFailure(shape.queue, cause);
  if (then === 'next' || then === 'same') return backToQueue(run, how, then === 'next');
  if (!shape.suspend || then === 'fail') return giveUp(at, 'failed', failure);
  const isGivenUp = shape.givesUp === 'always' || (shape.givesUp === 'error' && cause === 'error');
  return run.left && isGivenUp ? revert({ ...run, layer }, failure) : suspend(run, { ...how, instead: null });
}

/** Ends a run that has come to nothing: once what it has left is undone, where there is any. */
export function giveUp(run: Given, status: EndStatus, failure: Failure): Step {
  return run.left ? revert(run, failure) : conclude(run, status, failure);
}

/** Keeps the run as one that is being undone. */
export function revert(run: Given, failure: Failure): Step {
  // What has stopped its layers does not stop that.
  const stop = isLeaving(run.stop) ? run.stop : null;
  const state: Reverting = { name: 'reverting', layer: run.layer, failure, isLate: false, ...common(run), stop };
  return { state, effects: [...(run.answered ? [] : [{ do: 'hold' } as const]), { do: 'give up', state }] };
}

/** That it is given up is stored. */
export function reverted(before: Reverting): Step {
  const run = { ...before, kept: true };
  if (isLeaving(run.stop)) return leave(run);
  const { layer, failure } = run;
  const isLate = run.isLate && !run.answered;
  const state: Compensating = {
    name: 'compensating',
    layer,
    failure,
    ...common(run),
    answered: run.answered || isLate,
  };
  return { state, effects: [...(isLate ? [answerNow(run)] : []), { do: 'undo', failure }] };
}

/** What has been done so far is written when somebody asks. */
export function isProgressing(state: RunState): state is InLayer | Compensating {
  return state.name === 'layer' || state.name === 'compensating';
}

/** The client has waited for long enough: it hears that the run is being undone, once that is stored. */
export function holdOver(state: Reverting | Compensating): Step {
  if (state.answered) return { state, effects: [] };
  if (state.name === 'reverting') return { state: { ...state, isLate: true }, effects: [] };
  return { state: { ...state, answered: true }, effects: [answerNow(state)] };
}

function answerNow({ failure, layer }: Pick<Compensating, 'failure' | 'layer'>) {
  return { do: 'answer', answer: undoAnswer(failure, 'compensating'), layer } as const;
}

/** All is undone that can be, or this process has come to its end. */
export function undone(state: Compensating, undoing: Failure | null): Step {
  const { failure, layer } = state;
  if (state.stop) return leave(state);
  if (undoing) return suspend(state, { layer, failure, failed: null, cause: 'compensation', instead: null, undoing });
  return conclude(state, 'compensated', failure);
}

/** Another process goes on with it, and logs it. */
export function leave(state: RunFlags & { readonly failure: Failure }): Step {
  return unlogged(state, 'compensating', state.failure, { undo: 'compensating', transient: 'pending' });
}

/** Only what ends this process, or its hold of the run, keeps it from undoing what it has left. */
export function isLeaving(stop: Stop | null): boolean {
  return stop !== null && !stop.isCancel && stop.cause !== 'error';
}

function undoAnswer(failure: Failure, undo: 'compensating' | 'compensated'): AnswerOf {
  return { kind: 'failure', failure, suspended: false, undo };
}

export function suspend(
  run: RunFlags,
  how: Omit<Suspending, 'name' | 'answer' | 'undoing' | keyof RunFlags> & Partial<Pick<Suspending, 'undoing'>>,
): Step {
  const answer = failureAnswer(how.failure, true);
  const state: Suspending = { name: 'suspending', answer, undoing: null, ...how, ...common(run) };
  return { state, effects: [{ do: 'suspend', state }] };
}

/** Keeps a run whose write the database did not take: in its queue, where it has one. */
export function keep(shape: RunShape, run: RunFlags, how: Parameters<typeof suspend>[1]): Step {
  const isQueued = shape.queue && afterFailure(shape.queue, how.cause) === 'same';
  return isQueued ? backToQueue(run, how, false) : suspend(run, how);
}

function backToQueue(
  run: RunFlags,
  { layer, failed, failure }: Pick<Suspending, 'layer' | 'failed' | 'failure'>,
  isNext: boolean,
): Step {
  return restAs('queued', run, { layer, parked: failed, failure, isNext });
}

/** Lets the run rest as a row. */
export function restAs(
  status: Resting['status'],
  run: RunFlags,
  where: Pick<Resting, 'layer' | 'parked'> & Partial<Pick<Resting, 'dueAt' | 'failure' | 'isNext'>>,
): Step {
  const state: Resting = {
    ...{ name: 'resting', status, dueAt: null, failure: null, isNext: false },
    ...where,
    ...common(run),
  };
  return { state, effects: [{ do: 'rest', state }] };
}

/** Ends the run for good: where there is a row, once the end is stored. */
export function conclude(run: Given, status: EndStatus, failure: Failure | null): Step {
  const answer = answerOf(status, failure);
  if (!run.kept) return report(run, status, failure, answer);
  const { layer, failed = null } = run;
  const state: Ending = { name: 'ending', layer, failed, status, failure, answer, ...common(run) };
  return { state, effects: [{ do: 'end', state }] };
}

function answerOf(status: EndStatus, failure: Failure | null): AnswerOf {
  if (!failure) return SUCCESS;
  return status === 'compensated' ? undoAnswer(failure, status) : failureAnswer(failure);
}

export function report(run: RunFlags, status: Ended['status'], failure: Failure | null, answer: AnswerOf): Step {
  const state: Ended = { name: 'ended', status, failure, ...common(run) };
  return { state, effects: [{ do: 'report', state, answer, logged: true }] };
}

export function databaseAway(layer: number, cause: StepgateError): Pick<Suspending, 'layer' | 'failure' | 'cause'> {
  const error = new StepgateError('000503', DATABASE_AWAY, { cause });
  return { layer, failure: { error, component: null, layer }, cause: 'database' };
}

/** The process that has the run now, or has it later, logs it. */
export function unlogged(
  run: RunFlags,
  status: Ended['status'],
  failure: Failure,
  how: { readonly suspended?: boolean; readonly transient?: 'retry' | 'pending'; readonly undo?: 'compensating' },
): Step {
  const { suspended, transient, undo } = how;
  const answer = { ...failureAnswer(failure, suspended), ...(transient && { transient }), ...(undo && { undo }) };
  const step = report(run, status, failure, answer);
  return { ...step, effects: step.effects.map((effect) => ({ ...effect, logged: false })) };
}

export function failureAnswer(failure: Failure, suspended = false): AnswerOf & { kind: 'failure' } {
  const isTransient = failure.error.code === '000503' && !suspended;
  return { kind: 'failure', failure, suspended, ...(isTransient && { transient: 'retry' as const }) };
}

export function asFailure(error: StepgateError): Failure {
  return { error, component: null, layer: null };
}

/** The flags of a state, for the next one. */
export function common({ kept, answered, stop, left, pause }: RunFlags): RunFlags {
  return { kept, answered, stop, left, pause };
}
