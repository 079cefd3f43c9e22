import type { StepgateError } from '../error.ts';
import type { Failure } from './answer.ts';
import type { ComponentEnd, LayerState } from './layer-state.ts';
import type { QueuedRun } from './queue-state.ts';
import type { EndStatus, RestStatus, RunStatus } from './run-status.ts';

/*
 * The states of a run in this process; `advance.ts` has the transitions, `runner.ts` carries out the effects. Their
 * diagram is in ARCHITECTURE.md.
 */

/** What of a rule decides how its runs go on. */
export interface RunShape {
  /** How many components each layer has. */
  readonly layers: readonly number[];
  /** A run that fails is kept. */
  readonly suspend: boolean;
  /** A run is kept from its beginning on. */
  readonly durable: boolean;
  /** There are components that can be undone. */
  readonly undoes: boolean;
  /** Which failures give a run up, where one that fails is kept: none, those of the run itself, or any. */
  readonly givesUp: 'never' | 'error' | 'always';
  /** The queue that it takes its turn in; null: none, or an operator has recovered it. */
  readonly queue: QueuedRun | null;
}

/** Why a run is stopped from outside. */
export interface Stop {
  readonly error: StepgateError;
  /** `cause` of the suspension, if it becomes one. */
  readonly cause: string;
  /** An operator has given the run up: it ends, and is not kept. */
  readonly isCancel: boolean;
}

/** What every state knows. */
interface RunFlags {
  /** There is a row of the run, under a lease of this process. */
  readonly kept: boolean;
  /** The client has its answer. */
  readonly answered: boolean;
  readonly stop: Stop | null;
  /** There is something to undo, where it is given up. */
  readonly left: boolean;
  /** It rests before its next layer. */
  readonly pause: boolean;
}

/** Nothing has been done yet; `only`: components of `layer` that a recovery runs, all where it is null. */
export interface New extends RunFlags {
  readonly name: 'new';
  readonly layer: number;
  readonly only: readonly string[] | null;
  /** It has been given up, and is undone; why. */
  readonly givenUp: Failure | null;
}

/** Its row is being inserted. */
export interface Beginning extends Omit<New, 'name'> {
  readonly name: 'beginning';
}

/** Components of a layer are under way. */
export interface InLayer extends RunFlags, LayerState {
  readonly name: 'layer';
}

/** The layer before `layer` is being stored. */
export interface Checkpointing extends RunFlags {
  readonly name: 'checkpointing';
  readonly layer: number;
}

/** All layers are done; the answer is being made. */
export interface Answering extends RunFlags {
  readonly name: 'answering';
  /** One past the last layer. */
  readonly layer: number;
}

/** The suspension is being stored. */
export interface Suspending extends RunFlags {
  readonly name: 'suspending';
  readonly layer: number;
  /** Components of `layer` that have to run again; null: all of them. */
  readonly failed: readonly string[] | null;
  readonly failure: Failure;
  readonly cause: string;
  readonly answer: AnswerOf;
  /** The end that the database did not take, or of which it did not say so. */
  readonly instead: Ending | null;
  /** A compensation that has failed: the row says so, the answer and the log say why the run was given up. */
  readonly undoing: Failure | null;
}

/** The run is given up: that is being stored. */
export interface Reverting extends RunFlags {
  readonly name: 'reverting';
  readonly layer: number;
  readonly failure: Failure;
  /** The client waits no longer. */
  readonly isLate: boolean;
}

/** What it has left is being undone. */
export interface Compensating extends RunFlags {
  readonly name: 'compensating';
  readonly layer: number;
  readonly failure: Failure;
}

/**
 * Nothing is left of the layer but what rests, or the run is paused before it, or goes back to its queue: that is being
 * stored.
 */
export interface Resting extends RunFlags {
  readonly name: 'resting';
  readonly status: RestStatus;
  readonly layer: number;
  /** The components of it that go on; null: all of them. */
  readonly parked: readonly string[] | null;
  /** When the first of them is due, epoch milliseconds; null: none is by itself. */
  readonly dueAt: number | null;
  /** Of an attempt that has failed. */
  readonly failure: Failure | null;
  /** Another attempt follows; false: this one goes on. */
  readonly isNext: boolean;
}

/** The end is being stored. */
export interface Ending extends RunFlags {
  readonly name: 'ending';
  readonly layer: number;
  readonly status: EndStatus;
  /** Components of `layer` that an operator's next attempt has to run; null: all of them. */
  readonly failed: readonly string[] | null;
  readonly failure: Failure | null;
  readonly answer: AnswerOf;
}

/** Nothing of it is under way here any more. */
export interface Ended extends RunFlags {
  readonly name: 'ended';
  readonly status: RunStatus;
  readonly failure: Failure | null;
}

export type RunState =
  | New
  | Beginning
  | InLayer
  | Checkpointing
  | Answering
  | Suspending
  | Resting
  | Reverting
  | Compensating
  | Ending
  | Ended;

/** What stops a run from outside. */
export interface StopEvent {
  readonly type: 'timed out' | 'cancelled' | 'shutdown' | 'lease lost';
  readonly error: StepgateError;
}

export type RunEvent =
  | { readonly type: 'begun' }
  | { readonly type: 'component ended'; readonly end: ComponentEnd }
  /** `ctx.response`. */
  | { readonly type: 'responded' }
  /** The answer of a run that did not fail was made. */
  | { readonly type: 'answer made' }
  /** It could not be made: the rule's `response` gave what is no answer. */
  | { readonly type: 'answer failed'; readonly error: StepgateError }
  | StopEvent
  /** An operator lets it rest before its next layer. */
  | { readonly type: 'paused' }
  /** The client has waited for compensations as long as the rule says. */
  | { readonly type: 'hold over' }
  /** All is undone that can be; `failure`: a compensation has failed. */
  | { readonly type: 'undone'; readonly failure: Failure | null }
  /** The write under way is committed. */
  | { readonly type: 'stored' }
  /** The database did not take it. */
  | { readonly type: 'store away'; readonly error: StepgateError }
  /** It never will: what was to be written cannot be. */
  | { readonly type: 'store refused'; readonly error: StepgateError }
  /** Another process, or an operator, has the row; `status` is that of the row. */
  | {
      readonly type: 'store lost';
      readonly status: RunStatus | null;
      readonly message: string | null;
      /** A write of this run's that was not answered has ended it. */
      readonly hasEnded: boolean;
    };

/** What the client is answered: by `response`, that the run waits, or by a failure, with `suspended` where the run is kept. */
export type AnswerOf =
  | { readonly kind: 'success' }
  /** The run rests; how it ends is answered elsewhere. */
  | { readonly kind: RestStatus }
  | {
      readonly kind: 'failure';
      readonly failure: Failure;
      readonly suspended: boolean;
      /** The run is given up: what it has left is being undone, or is. */
      readonly undo?: 'compensating' | 'compensated';
      /** Not how the run ended. `retry`: the request may be sent again; `pending`: the outcome is kept later. */
      readonly transient?: 'retry' | 'pending';
    };

export type Effect =
  /** Start the components of a layer. */
  | { readonly do: 'run'; readonly layer: number; readonly only: readonly string[] | null }
  /** All components of the layer have ended, or rest: their outputs count from now on. */
  | { readonly do: 'close layer'; readonly failure: Failure | null; readonly rests: boolean }
  /** Abort the components under way. */
  | { readonly do: 'abort'; readonly error: StepgateError }
  /** The same, because one of them has ended the layer; `begun`: all of them have begun. */
  | { readonly do: 'abort others'; readonly error: StepgateError; readonly begun: boolean }
  /** Answer the client, if it has no answer yet. */
  | { readonly do: 'answer'; readonly answer: AnswerOf; readonly layer: number }
  /** Make the final answer; gives `answer made` or `answer failed`. */
  | { readonly do: 'make answer'; readonly answer: AnswerOf }
  | { readonly do: 'begin' }
  | { readonly do: 'checkpoint'; readonly layer: number }
  | { readonly do: 'suspend'; readonly state: Suspending }
  | { readonly do: 'rest'; readonly state: Resting }
  | { readonly do: 'give up'; readonly state: Reverting }
  /** Give `hold over` when the client has waited for long enough. */
  | { readonly do: 'hold' }
  /** Undo what the run has left; gives `undone`. */
  | { readonly do: 'undo'; readonly failure: Failure }
  | { readonly do: 'end'; readonly state: Ending }
  /** The run is over here: log, answer, report. */
  | { readonly do: 'report'; readonly state: Ended; readonly answer: AnswerOf; readonly logged: boolean };

export interface Step {
  readonly state: RunState;
  readonly effects: readonly Effect[];
}
