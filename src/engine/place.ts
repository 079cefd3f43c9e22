import type { Signal } from '../abort.ts';
import type { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledComponent, CompiledRule, Scope } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import type { CallSlots } from './call-slots.ts';
import type { ComponentRecord } from './component-record.ts';
import type { Named } from './named.ts';
import type { ComponentDeps } from './component-host.ts';
import type { Output } from './context.ts';
import type { Parts } from './part-state.ts';
import type { PassedAnswer, PassedStream } from './passed-answer.ts';
import type { RunHandle } from './port.ts';
import type { LayerRecord } from './run-record.ts';
import type { ComponentEnd } from './layer-state.ts';
import type { UndoEntry } from './undo-state.ts';
import type { Waiting } from './waiting.ts';

/** What a layer needs of the engine. */
export interface LayerDeps extends ComponentDeps {
  readonly componentEnded: (rule: CompiledRule, record: ComponentRecord) => void;
}

/** What layers need of their run. */
export interface RunOfLayer {
  readonly handle: RunHandle;
  readonly slots: CallSlots;
  readonly rule: CompiledRule;
  /** A component is about to call. */
  called(): void;
  /** Whether an answer may go to the client while it comes. */
  streams(): boolean;
  /** Answers so; resolves at the end of the stream. */
  passOn(answer: PassedAnswer, stream: PassedStream): Promise<void>;
  /** A component inside a flow answers the client. */
  answerNow(): void;
  /**
   * Takes room for an output that is going to be kept.
   * @throws StepgateError 110003 there is none, at once or as the promise.
   */
  keep(value: Json, output: Output | undefined, note: () => void): void | Promise<void>;
  /** Something inside a layer has ended: what is kept of the run is written, together with what others ask for. */
  progressed(): Promise<void> | undefined;
  readonly waits: Waiting;
  /** Takes secrets out of an error's message. */
  masked(error: StepgateError): StepgateError;
}

/** A list of layers under way: those of the rule, or those inside a flow. */
export interface Place {
  readonly layers: readonly (readonly CompiledComponent[])[];
  /** The layer that it begins with. */
  readonly first: number;
  /** What is kept of the flows and loops of the first layer. */
  readonly parts: Parts | undefined;
  readonly isRoot: boolean;
  /** What of its first layer runs had begun before the run rested. */
  readonly isWoken: boolean;
  readonly scope: Scope;
  /** What its components are called in the run. */
  named(component: CompiledComponent): Named;
  /** Aborts all of it. */
  readonly signal: Signal | undefined;
  /** Takes an output of the layer under way: its components see the context as the layer found it. */
  add(output: Output): void;
  /** Takes what a component has left to be undone. */
  leave(entry: UndoEntry): void;
  /** The component that `response.from` names has answered: one of the rule's own layers. */
  pass?(answer: PassedAnswer): void;
  /** The outputs of the layer count from now on. */
  closeLayer(): void;
  /** Where its components' logs go; undefined: nowhere. */
  beginLog(layer: number, size: number): LayerRecord | undefined;
  componentEnded(end: ComponentEnd): void;
}

/** Runs the layers of a place, one after another. */
export interface Layers {
  /** Runs a layer; `only` these of its components, where that is not null. */
  begin(layer: number, only: readonly string[] | null): void;
  /** The layer is over, or `rests`: what its components gave is in the context from here on. */
  close(failure: Failure | null, rests: boolean): void;
  /** Aborts the components under way, because one of them has ended the layer; `begun`: all of them have begun. */
  abortOthers(error: StepgateError, begun: boolean): void;
  /** What is kept of the flows and loops of the layer under way, or of one that has failed. */
  parts(): Parts | undefined;
  /** What the components under way have done, each from 0 to 1. */
  readonly fraction: number;
}
