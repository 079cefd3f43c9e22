import { StepgateError } from '../error.ts';
import type { Failure } from './answer.ts';
import { NONE_PARKED, firstDue, takeFailure, toRunAgain } from './layer-state.ts';
import type { ComponentEnd, LayerEnd } from './layer-state.ts';
import type {
  Answering,
  AnswerOf,
  Beginning,
  Checkpointing,
  Effect,
  Ended,
  Ending,
  InLayer,
  New,
  Resting,
  RunEvent,
  RunShape,
  RunState,
  Step,
  Stop,
  Suspending,
} from './run-state.ts';
import type { EndStatus } from './run-status.ts';

const DATABASE_AWAY = 'the database was away; the run is kept, and goes on when it is recovered';
const TAKEN_OVER = 'the run was taken over after its lease had run out; look it up by its trx';
const SUCCESS: AnswerOf = { kind: 'success' };

/** A write is under way. */
type Storing = Beginning | Checkpointing | Suspending | Resting | Ending;

const STORING: ReadonlySet<string> = new Set(['beginning', 'checkpointing', 'suspending', 'resting', 'ending']);

type RunFlags = Pick<RunState, 'kept' | 'answered' | 'stop'>;

/**
 * What a run does next. Pure: the same state and event always give the same step. An event that means nothing in a state
 * (a component that ends after the run has) leaves it as it is.
 */
export function advance(shape: RunShape, state: RunState, event: RunEvent): Step {
  switch (event.type) {
    case 'begun':
      return state.name === 'new' ? begin(shape, state) : stay(state);
    case 'component ended':
      return state.name === 'layer' ? componentEnded(shape, state, event.end) : stay(state);
    case 'responded':
      return state.name === 'layer' ? answerEarly(state) : stay(state);
    case 'answer made':
      return state.name === 'answering' ? conclude(state, 'success', null) : stay(state);
    case 'answer failed':
      return state.name === 'answering' ? answerFailed(shape, state, event.error) : stay(state);
    case 'timed out':
      return stop(state, { error: event.error, cause: 'error', isCancel: false });
    case 'cancelled':
      return stop(state, { error: event.error, cause: 'error', isCancel: true });
    case 'shutdown':
      return stop(state, { error: event.error, cause: 'shutdown', isCancel: false });
    case 'lease lost':
      return stop(state, { error: event.error, cause: 'crash', isCancel: false });
    case 'stored':
      return isStoring(state) ? stored(shape, state) : stay(state);
    case 'store away':
      return isStoring(state) ? storeAway(state, event.error) : progressLost(state, event);
    case 'store refused':
      return isStoring(state) ? storeRefused(state, event.error) : progressLost(state, event);
    case 'store lost':
      return isStoring(state) ? storeLost(state, event) : progressLost(state, event);
    default:
      return event satisfies never;
  }
}

function stay(state: RunState): Step {
  return { state, effects: [] };
}

function begin(shape: RunShape, state: New): Step {
  if (!shape.durable || state.kept) return enter(shape, state, state.layer, state.only);
  return { state: { ...state, name: 'beginning' }, effects: [{ do: 'begin' }] };
}

/** Goes on with `layer`; `only`: the components of it that run. */
function enter(shape: RunShape, run: RunFlags, layer: number, only: readonly string[] | null): Step {
  const count = shape.layers[layer - 1];
  if (count === undefined) {
    return { state: { name: 'answering', layer, ...common(run) }, effects: [{ do: 'make answer', answer: SUCCESS }] };
  }
  if (run.stop) return fail(shape, run, { ...failedBy(run.stop, layer), failed: only });
  const pending = only?.length ?? count;
  if (pending === 0) return layerDone(shape, run, layer);
  return {
    state: { name: 'layer', layer, pending, failed: [], parked: NONE_PARKED, end: null, ...common(run) },
    effects: [{ do: 'run', layer, only }],
  };
}

function layerDone(shape: RunShape, run: RunFlags, layer: number): Step {
  const next = layer + 1;
  if (!run.kept || next > shape.layers.length) return enter(shape, run, next, null);
  return {
    state: { name: 'checkpointing', layer: next, ...common(run) },
    effects: [{ do: 'checkpoint', layer: next }],
  };
}

function componentEnded(shape: RunShape, before: InLayer, end: ComponentEnd): Step {
  const effects: Effect[] = [];
  const state = take(shape, { ...before, pending: before.pending - 1 }, end, effects);
  if (state.pending > 0) return { state, effects };
  const failure = state.end && failureOf(state, state.end);
  const next = layerEnded(shape, state, failure);
  const rests = next.state.name === 'resting';
  return { state: next.state, effects: [...effects, { do: 'close layer', failure, rests }, ...next.effects] };
}

/** The state after a component's end while others may be under way. */
function take(shape: RunShape, state: InLayer, end: ComponentEnd, effects: Effect[]): InLayer {
  if (end.kind === 'done') {
    if (!end.answers || state.answered || state.end) return state;
    effects.push({ do: 'answer', answer: SUCCESS, layer: state.layer });
    return { ...state, answered: true };
  }
  if (end.kind === 'parked') return { ...state, parked: [...state.parked, end] };
  const taken = takeFailure(state, end, shape.suspend);
  const { end: layerEnd } = taken.state;
  if (taken.abort) effects.push({ do: 'abort others', ...taken.abort });
  const isKept = shape.suspend || layerEnd?.cause === 'child';
  const answersNow = state.end === null && !state.answered && !state.kept && (end.kind === 'break' || !isKept);
  if (answersNow && layerEnd) {
    effects.push({ do: 'answer', answer: failureAnswer(failureOf(state, layerEnd)), layer: state.layer });
  }
  return { ...taken.state, answered: state.answered || answersNow };
}

/** The failure of a layer; a cancellation replaces whatever had failed before. */
function failureOf(run: RunFlags, { kind, failure }: LayerEnd): Failure {
  return kind === 'failed' && run.stop?.isCancel ? { ...failure, error: run.stop.error } : failure;
}

function layerEnded(shape: RunShape, state: InLayer, failure: Failure | null): Step {
  const { end, layer, parked } = state;
  if (!end || !failure) return parked.length === 0 ? layerDone(shape, state, layer) : rest(shape, state);
  if (end.kind === 'broken') return conclude({ ...state, layer }, 'broken', failure);
  // What a suspended run of another rule gives is waited for, whatever has stopped this one.
  const cause = end.cause === 'child' ? end.cause : (state.stop?.cause ?? end.cause);
  return fail(shape, state, { layer, failure, failed: toRunAgain(state), cause });
}

/** Nothing is left of the layer but what rests. */
function rest(shape: RunShape, run: InLayer): Step {
  const { layer } = run;
  const parked = toRunAgain(run);
  if (run.stop) return fail(shape, run, { ...failedBy(run.stop, layer), failed: parked });
  const state: Resting = { name: 'resting', layer, parked, dueAt: firstDue(run.parked), ...common(run) };
  return { state, effects: [{ do: 'rest', state }] };
}

function failedBy({ error, cause }: Stop, layer: number): Pick<Suspending, 'layer' | 'failure' | 'cause'> {
  return { layer, failure: { error, component: null, layer }, cause };
}

/** The run has failed: given up, lost, or kept. */
function fail(shape: RunShape, run: RunFlags, how: Pick<Suspending, 'layer' | 'failure' | 'failed' | 'cause'>): Step {
  if (run.stop?.isCancel) return conclude({ ...run, layer: how.layer }, 'cancelled', how.failure);
  if (!shape.suspend && how.cause !== 'child') return conclude({ ...run, layer: how.layer }, 'failed', how.failure);
  return suspend(run, { ...how, instead: null });
}

function suspend(run: RunFlags, how: Omit<Suspending, 'name' | 'answer' | keyof RunFlags>): Step {
  const state: Suspending = { name: 'suspending', answer: failureAnswer(how.failure, true), ...how, ...common(run) };
  return { state, effects: [{ do: 'suspend', state }] };
}

function answerFailed(shape: RunShape, state: Answering, error: StepgateError): Step {
  const failure = asFailure(error);
  return fail(shape, state, { layer: state.layer, failure, failed: [], cause: state.stop?.cause ?? 'error' });
}

/** Ends the run for good: where there is a row, once the end is stored. */
function conclude(run: RunFlags & { readonly layer: number }, status: EndStatus, failure: Failure | null): Step {
  const answer = failure ? failureAnswer(failure) : SUCCESS;
  if (!run.kept) return report(run, status, failure, answer);
  const state: Ending = { name: 'ending', layer: run.layer, status, failure, answer, ...common(run) };
  return { state, effects: [{ do: 'end', state }] };
}

function report(run: RunFlags, status: Ended['status'], failure: Failure | null, answer: AnswerOf): Step {
  const state: Ended = { name: 'ended', status, failure, ...common(run) };
  return { state, effects: [{ do: 'report', state, answer, logged: true }] };
}

function isStoring(state: RunState): state is Storing {
  return STORING.has(state.name);
}

function stored(shape: RunShape, state: Storing): Step {
  switch (state.name) {
    case 'beginning':
      return enter(shape, { ...state, kept: true }, state.layer, state.only);
    case 'checkpointing':
      return enter(shape, state, state.layer, null);
    case 'suspending':
      return report(state, 'suspended', state.failure, state.answer);
    case 'resting':
      return report(state, 'waiting', null, { kind: 'waiting' });
    case 'ending':
      return report(state, state.status, state.failure, state.answer);
  }
}

function storeAway(state: Storing, error: StepgateError): Step {
  switch (state.name) {
    case 'beginning':
      return unlogged(state, 'failed', asFailure(error), { transient: 'retry' });
    case 'checkpointing':
      return suspend(state, { ...databaseAway(state.layer, error), failed: null, instead: null });
    case 'resting':
      return suspend(state, { ...databaseAway(state.layer, error), failed: state.parked, instead: null });
    case 'ending':
      // The answer was not given yet: all that is left for a recovery is to give it.
      return suspend(state, { ...databaseAway(state.layer, error), failed: null, instead: state });
    case 'suspending':
      return unlogged(state, 'failed', asFailure(error), { transient: 'pending' });
  }
}

function storeRefused(state: Storing, error: StepgateError): Step {
  // What is too large to be kept would be so again: the run ends here, and its row says so.
  if (error.code === '110003' && state.name !== 'ending' && state.name !== 'beginning')
    return conclude(state, 'failed', asFailure(error));
  const transient = state.name === 'beginning' ? {} : { transient: 'pending' as const };
  return unlogged(state, 'failed', asFailure(error), transient);
}

function databaseAway(layer: number, cause: StepgateError): Pick<Suspending, 'layer' | 'failure' | 'cause'> {
  const error = new StepgateError('000503', DATABASE_AWAY, { cause });
  return { layer, failure: { error, component: null, layer }, cause: 'database' };
}

function storeLost(state: Storing, event: Extract<RunEvent, { type: 'store lost' }>): Step {
  if (state.name === 'suspending' && state.instead && event.hasEnded) {
    const { status, failure, answer } = state.instead;
    return report(state, status, failure, answer);
  }
  return event.status === 'cancelled'
    ? unlogged(state, 'cancelled', asFailure(new StepgateError('110010', event.message ?? 'cancelled')), {})
    : unlogged(state, 'suspended', asFailure(new StepgateError('000503', TAKEN_OVER)), { suspended: true });
}

/** What was done within a layer could not be written: the run stops as if the write after that layer had failed. */
function progressLost(
  state: RunState,
  event: Extract<RunEvent, { type: 'store away' | 'store refused' | 'store lost' }>,
): Step {
  if (state.name !== 'layer') return stay(state);
  if (event.type === 'store lost')
    return stop(state, { error: new StepgateError('000503', TAKEN_OVER), cause: 'crash', isCancel: false });
  const isAway = event.type === 'store away';
  const error = isAway ? new StepgateError('000503', DATABASE_AWAY, { cause: event.error }) : event.error;
  return stop(state, { error, cause: isAway ? 'database' : 'error', isCancel: false });
}

/** The process that has the run now, or has it later, logs it. */
function unlogged(
  run: RunFlags,
  status: Ended['status'],
  failure: Failure,
  how: { readonly suspended?: boolean; readonly transient?: 'retry' | 'pending' },
): Step {
  const answer = { ...failureAnswer(failure, how.suspended), ...(how.transient && { transient: how.transient }) };
  const step = report(run, status, failure, answer);
  return { ...step, effects: step.effects.map((effect) => ({ ...effect, logged: false })) };
}

function answerEarly(state: InLayer): Step {
  // Once the layer has failed, the failure is what is answered.
  if (state.answered || state.end) return stay(state);
  return { state: { ...state, answered: true }, effects: [{ do: 'answer', answer: SUCCESS, layer: state.layer }] };
}

/** Only the first stop counts. */
function stop(state: RunState, why: Stop): Step {
  if (state.stop || state.name === 'ended') return stay(state);
  const effects: Effect[] = state.name === 'layer' ? [{ do: 'abort', error: why.error }] : [];
  return { state: { ...state, stop: why }, effects };
}

function failureAnswer(failure: Failure, suspended = false): AnswerOf & { kind: 'failure' } {
  const isTransient = failure.error.code === '000503' && !suspended;
  return { kind: 'failure', failure, suspended, ...(isTransient && { transient: 'retry' as const }) };
}

function asFailure(error: StepgateError): Failure {
  return { error, component: null, layer: null };
}

function common({ kept, answered, stop: stopped }: RunFlags): RunFlags {
  return { kept, answered, stop: stopped };
}
