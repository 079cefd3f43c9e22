import type { Clock } from '../clock.ts';
import type { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CompiledComponent, ResultScope, Scope } from '../rule/compiled.ts';
import type { CallSlots } from './call-slots.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { ComponentRecord } from './component-record.ts';
import type { PassedAnswer, PassedStream } from './passed-answer.ts';
import type { ComponentResult, Executors, ResultCache, RunHandle } from './port.ts';

/** What components need of the engine. */
export interface ComponentDeps {
  readonly executors: Executors;
  /** Judges an api's result; gives the output where the rule says that of such a failure. @throws StepgateError 110006. */
  readonly judge: (call: CompiledComponent['call'], result: ResultScope) => { readonly output: Json } | undefined;
  readonly cache: ResultCache;
  readonly clock: Clock;
  /** Mocks a component's call (`POST /rule/test`). @throws StepgateError the failure that is mocked. */
  readonly mock?: (component: CompiledComponent, name: string) => { readonly output: Json } | undefined;
}

/** What a component needs of its run. */
export interface ComponentHost {
  readonly run: RunHandle;
  /** What its templates see. */
  readonly scope: Scope;
  /** Of the run, inside flows and loops: the rule's own layers are never that large. */
  readonly slots: CallSlots | undefined;
  /** Called before each call; may abort the signal. */
  called(): void;
  /**
   * Takes what the component gives, before it counts as done.
   * @throws StepgateError 110003 it is too large to be kept, at once or as the promise.
   */
  keep(record: ComponentRecord, output: Json): void | Promise<void>;
  /** Takes why the component failed, which is passed over; `{failed.NAME}` is read. @throws StepgateError as `keep`. */
  keepFailure(record: ComponentRecord, error: StepgateError): void | Promise<void>;
  /** Whether the component's answer goes to the client while it comes. */
  streams(record: ComponentRecord): boolean;
  /** Answers the client so; resolves at the end of the stream. */
  passOn(answer: PassedAnswer, stream: PassedStream): Promise<void>;
  /** Runs the layers inside a flow, or waits. @throws StepgateError that has failed. */
  inside(record: ComponentRecord, scope: Scope): Promise<ComponentOutcome | ComponentResult>;
  ended(record: ComponentRecord, outcome: ComponentOutcome): void;
}

/** What a loop needs of its run. */
export interface LoopHost extends ComponentHost {
  /** Takes why the first of its elements failed whose failure is passed over. @throws StepgateError as `keep`. */
  putFailure(record: ComponentRecord, failure: JsonObject): void | Promise<void>;
}
