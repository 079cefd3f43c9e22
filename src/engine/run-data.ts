import { randomUUID } from 'node:crypto';
import type { StepgateError } from '../error.ts';
import { toStepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../rule/compiled.ts';
import { answerFailure, answerSuccess, answerResting } from './answer.ts';
import { Context } from './context.ts';
import type { Output } from './context.ts';
import type { Answer } from './engine.ts';
import { childTraceparent } from './ids.ts';
import type { Parts } from './part-state.ts';
import type { PassedAnswer, PassedStream } from './passed-answer.ts';
import type { RememberedStep, RunHandle } from './port.ts';
import { AUTO } from './resumed.ts';
import type { RunStart } from './run-start.ts';
import type { AnswerOf, RunEvent } from './run-state.ts';
import { StateRoom } from './state-room.ts';
import type { CountedState } from './state-room.ts';
import { UndoList } from './undo-state.ts';
import type { UndoEntry } from './undo-state.ts';
import type { Waiting } from './waiting.ts';

const NONE: readonly string[] = [];
const LARGE_STATE_CHARS = 256 * 1024;

/** What a run's data needs of it. */
export interface RunOfData {
  /** Takes secrets out of an error's message. */
  masked(error: StepgateError): StepgateError;
  /** `ctx.response` was called. */
  respond(value: Json): void;
  /** What is kept of the flows and loops of the layer under way. */
  parts(): Parts | undefined;
  readonly waits: Pick<Waiting, 'urls'>;
}

/**
 * What a run has gathered: the context, what scripts keep, and the answers that are made of it. It is what components
 * see of the run.
 */
export class RunData implements RunHandle {
  readonly trx: string;
  readonly logId: string;
  message?: string;
  feed: RunHandle['feed'];
  /** It is kept while it is undone, whatever its rule says. */
  isGivenUp = false;
  /** `{uuid}`. */
  readonly uuid: string;
  readonly #start: RunStart;
  readonly #run: RunOfData;
  readonly #context: Context;
  // Only scripts need them.
  #scriptData: Map<string, Json> | undefined;
  #steps: Map<string, RememberedStep> | undefined;
  #requests: Map<string, string[]> | undefined;
  /** Outputs of the layer under way, in the order of its components: who was first does not show in what is kept. */
  #outputs: Output[] = [];
  /** What a script gave to `ctx.response`, in this session or before a recovery. */
  #responded: { readonly value: Json } | null;
  /** The last answer that was made at the end, and of what. */
  #made: { readonly of: AnswerOf; readonly answer: Answer } | undefined;
  #room: StateRoom | undefined;
  /** What the component answered that `response.from` names. */
  #passed: PassedAnswer | null;
  #undo: UndoList | undefined;
  /** Nearly no run has any. */
  #beforeKept: (() => Promise<void>)[] | undefined;
  /** Its body, where it is passed on as it comes. */
  #stream: PassedStream | undefined;

  constructor(start: RunStart, run: RunOfData) {
    const { ids, state, environment } = start;
    this.trx = ids.trx;
    this.logId = ids.logId;
    this.#start = start;
    this.#run = run;
    this.uuid = state.uuid ?? randomUUID();
    const { callbacks } = start.rule;
    const birth = { now: state.log.start_datetime, uuid: this.uuid };
    this.#context = new Context(state.data, ids, environment, birth, callbacks && run.waits.urls(callbacks, ''));
    this.#responded = state.responded;
    this.#passed = state.passed ?? null;
    if (state.undo) this.#undo = new UndoList(state.undo);
  }

  traceparent(): string {
    return childTraceparent(this.logId);
  }

  get forwarded(): readonly string[] {
    return this.#start.state.forwarded ?? NONE;
  }

  get keeps(): boolean {
    return this.isGivenUp || this.#start.rule.suspend;
  }

  get recoveredBy(): string | undefined {
    const { recovery, state, isAgain } = this.#start;
    return recovery?.operator ?? (state.givenUp || isAgain ? AUTO : undefined);
  }

  get depth(): number {
    return (this.#start.ids.parent?.depth ?? 0) + 1;
  }

  get scope(): Scope {
    return this.#context.scope;
  }

  get data(): Map<string, Json> {
    return (this.#scriptData ??= new Map(Object.entries(this.#start.state.scriptData)));
  }

  get steps(): Map<string, RememberedStep> {
    return (this.#steps ??= new Map(Object.entries(this.#start.state.steps)));
  }

  get requests(): Map<string, string[]> {
    return (this.#requests ??= new Map(Object.entries(this.#start.state.requests ?? {})));
  }

  respond(value: Json): void {
    this.#run.respond(value);
  }

  beforeKept(act: () => Promise<void>): void {
    (this.#beforeKept ??= []).push(act);
  }

  /** Does what is to be done before the run is suspended. */
  async prepareToKeep(): Promise<void> {
    for (const act of this.#beforeKept?.splice(0) ?? []) await act();
  }

  get responded(): { readonly value: Json } | null {
    return this.#responded;
  }

  /** `request`, outputs and `response`: what is kept. */
  kept(): JsonObject {
    return this.#context.data();
  }

  /** An output of the layer under way: its components see the context as the layer found it. */
  add(output: Output): void {
    const outputs = this.#outputs;
    let at = outputs.length;
    while (at > 0 && (outputs[at - 1]?.at ?? 0) > output.at) at--;
    if (at === outputs.length) outputs.push(output);
    else outputs.splice(at, 0, output);
  }

  /**
   * Takes room for an output that is kept; later where it takes long to measure.
   * @param output undefined: it is one inside a flow or a loop. @param note called once there is room.
   * @throws StepgateError 110003 when that would be too much, at once or as the promise.
   */
  keep(value: Json, output: Output | undefined, note: () => void): void | Promise<void> {
    const state = (): CountedState => ({
      data: this.#context.dataWith(output ? [...this.#outputs, output] : this.#outputs),
      scriptData: Object.fromEntries(this.data),
      steps: Object.fromEntries(this.steps),
      responded: this.#responded,
      ...(this.#passed && { passed: this.#passed }),
      ...(this.#undo && { undo: this.#undo.entries }),
      parts: this.#run.parts(),
    });
    const { rule, state: begun } = this.#start;
    this.#room ??= new StateRoom(rule.source, begun.data);
    return this.#room.take(value, state, note);
  }

  /** Whether so much is kept that the log, which repeats it, is cut first. */
  get isLarge(): boolean {
    return (this.#room?.size ?? 0) > LARGE_STATE_CHARS;
  }

  /** Takes what a component has left to be undone. */
  leave(entry: UndoEntry): void {
    (this.#undo ??= new UndoList()).add(entry);
  }

  /** What its components have left to be undone; undefined: nothing. */
  get left(): readonly UndoEntry[] | undefined {
    const entries = this.#undo?.entries;
    return entries && entries.length > 0 ? entries : undefined;
  }

  closeLayer(): void {
    this.#context.put(this.#outputs);
    this.#outputs = [];
  }

  /** What was given to `ctx.response`: only the first counts. */
  keepResponse(value: Json): void {
    if (this.#responded) return;
    this.#responded = { value };
    this.add({ at: Infinity, path: ['response'], value });
  }

  get passed(): PassedAnswer | null {
    return this.#passed;
  }

  /** The component that `response.from` names has answered. */
  pass(answer: PassedAnswer, stream?: PassedStream): void {
    this.#passed = answer;
    this.#stream = stream;
  }

  dropStream(): void {
    this.#stream?.destroy();
  }

  /** An answer while `layer` is under way: it sees the outputs so far. Never throws. */
  earlyAnswer(of: AnswerOf, layer: number | null): Answer {
    const scope = this.#context.with(this.#outputs);
    if (of.kind === 'failure') return this.#failure(of, scope);
    try {
      const answer = this.#success(scope);
      if (!this.#responded) this.add({ at: Infinity, path: ['response'], value: answer.body });
      return answer;
    } catch (thrown) {
      const failure = { error: this.#run.masked(toStepgateError(thrown)), component: null, layer };
      return this.#failure({ kind: 'failure', failure, suspended: false }, scope);
    }
  }

  /** The answer at the end; made once. @throws StepgateError where `response` gives what is no answer. */
  answer(of: AnswerOf): Answer {
    if (this.#made?.of !== of) {
      const { scope } = this.#context;
      this.#made = { of, answer: this.#answer(of, scope) };
    }
    return this.#made.answer;
  }

  /** Makes it: what became of that. */
  tryAnswer(of: AnswerOf): RunEvent {
    try {
      this.answer(of);
      return { type: 'answer made' };
    } catch (thrown) {
      return { type: 'answer failed', error: this.#run.masked(toStepgateError(thrown)) };
    }
  }

  #answer(of: AnswerOf, scope: Scope): Answer {
    if (of.kind === 'failure') return this.#failure(of, scope);
    return of.kind === 'success' ? this.#success(scope) : answerResting(this.#start.rule.response, this.trx, of.kind);
  }

  #success(scope: Scope): Answer {
    const given = { responded: this.#responded, passed: this.#passed, stream: this.#stream };
    return answerSuccess(this.#start.rule.response, scope, given);
  }

  #failure({ failure, suspended, undo, transient }: Extract<AnswerOf, { kind: 'failure' }>, scope: Scope): Answer {
    const { rule, ids } = this.#start;
    const standing = undo ?? (suspended ? 'suspended' : undefined);
    const answer = answerFailure(rule.response, scope, failure, ids.trx, standing);
    return transient ? { ...answer, transient } : answer;
  }
}
