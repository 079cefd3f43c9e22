import { StepgateError } from '../error.ts';
import type { Failure } from './answer.ts';
import { NONE_PARKED, firstDue, takeFailure, toRunAgain } from './layer-state.ts';
import type { ComponentEnd, LayerEnd } from './layer-state.ts';
import type {
  Answering,
  Beginning,
  Checkpointing,
  Effect,
  Ending,
  InLayer,
  New,
  Resting,
  Reverting,
  RunEvent,
  RunShape,
  RunState,
  Step,
  Stop,
  Suspending,
} from './run-state.ts';
import {
  DATABASE_AWAY,
  SUCCESS,
  asFailure,
  common,
  conclude,
  databaseAway,
  fail,
  failureAnswer,
  giveUp,
  holdOver,
  isLeaving,
  isProgressing,
  leave,
  report,
  restAs,
  revert,
  reverted,
  keep,
  undone,
  unlogged,
} from './run-ends.ts';
import type { RunFlags } from './run-ends.ts';

const TAKEN_OVER = 'the run was taken over after its lease had run out; look it up by its trx';

/** A write is under way. */
type Storing = Beginning | Checkpointing | Suspending | Resting | Reverting | Ending;

const STORING: ReadonlySet<string> = new Set([
  ...(['beginning', 'checkpointing', 'suspending', 'resting', 'reverting', 'ending'] as const),
]);

/** A layer comes next, or may. */
const PAUSABLE: ReadonlySet<string> = new Set(['new', 'beginning', 'layer', 'checkpointing'] as const);

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
    case 'paused':
      return PAUSABLE.has(state.name) ? stay({ ...state, pause: true }) : stay(state);
    case 'hold over':
      return state.name === 'reverting' || state.name === 'compensating' ? holdOver(state) : stay(state);
    case 'undone':
      return state.name === 'compensating' ? undone(state, event.failure) : stay(state);
    case 'stored':
      return isStoring(state) ? stored(shape, state) : stay(state);
    case 'store away':
      return isStoring(state) ? storeAway(shape, state, event.error) : progressLost(state, event);
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
  if (state.givenUp) return revert(state, state.givenUp);
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
  if (run.pause) return restAs('paused', run, { layer, parked: only });
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
  const left = before.left || end.left === true;
  const state = take(shape, { ...before, left, pending: before.pending - 1 }, end, effects);
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
  // Whether anything is to be undone is known when all of the layer have ended.
  const mayEnd = !state.kept && !shape.undoes && (end.kind === 'break' || !isKept);
  const answersNow = mayEnd && state.end === null && !state.answered;
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
  if (end.kind === 'broken') return giveUp({ ...state, layer }, 'broken', failure);
  // What a suspended run of another rule gives is waited for, whatever has stopped this one.
  const cause = end.cause === 'child' ? end.cause : (state.stop?.cause ?? end.cause);
  return fail(shape, state, { layer, failure, failed: toRunAgain(state), cause });
}

/** Nothing is left of the layer but what rests. */
function rest(shape: RunShape, run: InLayer): Step {
  const { layer } = run;
  const parked = toRunAgain(run);
  if (run.stop) return fail(shape, run, { ...failedBy(run.stop, layer), failed: parked });
  return restAs('waiting', run, { layer, parked, dueAt: firstDue(run.parked) });
}

function failedBy({ error, cause }: Stop, layer: number): Pick<Suspending, 'layer' | 'failure' | 'cause'> {
  return { layer, failure: { error, component: null, layer }, cause };
}

function answerFailed(shape: RunShape, state: Answering, error: StepgateError): Step {
  const failure = asFailure(error);
  return fail(shape, state, { layer: state.layer, failure, failed: [], cause: state.stop?.cause ?? 'error' });
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
      return report(state, state.status, state.failure, { kind: state.status });
    case 'reverting':
      return reverted(state);
    case 'ending':
      return report(state, state.status, state.failure, state.answer);
  }
}

function storeAway(shape: RunShape, state: Storing, error: StepgateError): Step {
  switch (state.name) {
    case 'beginning':
      return unlogged(state, 'failed', asFailure(error), { transient: 'retry' });
    case 'checkpointing':
      return keep(shape, state, { ...databaseAway(state.layer, error), failed: null, instead: null });
    case 'resting':
      return keep(shape, state, { ...databaseAway(state.layer, error), failed: state.parked, instead: null });
    case 'reverting':
      return leave(state);
    case 'ending':
      // All is undone: the process that has the row next finds nothing left to do.
      if (state.status === 'compensated' && state.failure) return leave({ ...state, failure: state.failure });
      // The answer was not given yet: all that is left for a recovery is to give it.
      return keep(shape, state, { ...databaseAway(state.layer, error), failed: null, instead: state });
    case 'suspending':
      return unlogged(state, 'failed', asFailure(error), { transient: 'pending' });
  }
}

function storeRefused(state: Storing, error: StepgateError): Step {
  // What is too large to be kept would be so again: the run ends here, and its row says so.
  if (error.code === '110003' && state.name === 'reverting') return conclude(state, 'failed', state.failure);
  if (error.code === '110003' && state.name !== 'ending' && state.name !== 'beginning')
    return giveUp(state, 'failed', asFailure(error));
  const transient = state.name === 'beginning' ? {} : { transient: 'pending' as const };
  return unlogged(state, 'failed', asFailure(error), transient);
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
  if (!isProgressing(state)) return stay(state);
  if (event.type === 'store lost')
    return stop(state, { error: new StepgateError('000503', TAKEN_OVER), cause: 'crash', isCancel: false });
  const isAway = event.type === 'store away';
  const error = isAway ? new StepgateError('000503', DATABASE_AWAY, { cause: event.error }) : event.error;
  return stop(state, { error, cause: isAway || state.name === 'compensating' ? 'database' : 'error', isCancel: false });
}

function answerEarly(state: InLayer): Step {
  // Once the layer has failed, the failure is what is answered.
  if (state.answered || state.end) return stay(state);
  return { state: { ...state, answered: true }, effects: [{ do: 'answer', answer: SUCCESS, layer: state.layer }] };
}

/** Only the first stop counts; a run that is given up is not stopped by its time limit, and cannot be cancelled. */
function stop(state: RunState, why: Stop): Step {
  if (state.stop || state.name === 'ended') return stay(state);
  const isGivenUp = state.name === 'reverting' || state.name === 'compensating';
  if (isGivenUp && !isLeaving(why)) return stay(state);
  const effects: Effect[] =
    state.name === 'layer' || state.name === 'compensating' ? [{ do: 'abort', error: why.error }] : [];
  return { state: { ...state, stop: why }, effects };
}
