import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { advance } from './advance.ts';
import { CallSlots } from './call-slots.ts';
import { Compensation } from './compensation.ts';
import type { CompensatedRun } from './compensation.ts';
import type { Answer, StartedRun } from './engine.ts';
import { LayerRunner } from './layer-runner.ts';
import { liveRunOf } from './live-run-of.ts';
import type { LiveRun } from './live-run.ts';
import type { Output } from './context.ts';
import type { Parts } from './part-state.ts';
import type { AuditLine, RunHandle, RunStatus } from './port.ts';
import type { PassedAnswer, PassedStream } from './passed-answer.ts';
import { RootPlace } from './root-place.ts';
import { RunData } from './run-data.ts';
import type { RunDeps } from './run-deps.ts';
import type { RunOfData } from './run-data.ts';
import { firstState, mayLeaveChild, shapeOf } from './run-start.ts';
import type { RunStart } from './run-start.ts';
import type { AnswerOf, Effect, Ended, RunEvent, RunShape, RunState, StopEvent } from './run-state.ts';
import { leaseLost, timedOut } from './refusal.ts';
import { keepsLog } from './run-record.ts';
import { ProgressWrites } from './progress-writes.ts';
import { answerPromised } from './answer.ts';
import { RunWrites } from './run-writes.ts';
import { Waiting } from './waiting.ts';

/**
 * One run, while it is under way in this process: carries out what `advance` decides, and reports the outcome to it.
 * The client is answered once: early (`ctx.response`, `nowResponse`), or when the end is committed.
 */
export class Runner implements StartedRun, RunOfData, CompensatedRun {
  readonly answer: Promise<Answer>;
  readonly handle: RunHandle;
  readonly #answered = Promise.withResolvers<Answer>();
  readonly #deps: RunDeps;
  readonly #start: RunStart;
  readonly #shape: RunShape;
  readonly #data: RunData;
  readonly writes: RunWrites;
  readonly layers: LayerRunner;
  readonly #compensation: Compensation | undefined;
  readonly #startedAt: number;
  readonly #cancelTimer: () => void;
  readonly #events: RunEvent[] = [];
  #state: RunState;
  #isAdvancing = false;
  #slots: CallSlots | undefined;
  #waits: Waiting | undefined;
  #writing: Promise<void> | undefined;
  #progress: ProgressWrites | undefined;
  /** A call is under way whose answer goes to the client as it comes. */
  #isForClient = false;
  #isClientGone = false;
  /** The entry of the audit log about the operator who stopped it. */
  #audit: AuditLine | undefined;
  #over: PromiseWithResolvers<RunStatus> | undefined;
  #status: RunStatus | undefined;

  constructor(deps: RunDeps, start: RunStart) {
    const { rule, state } = start;
    this.#deps = deps;
    this.#start = start;
    this.#startedAt = deps.clock.now();
    this.#shape = shapeOf(start);
    this.#data = new RunData(start, this);
    this.handle = this.#data;
    this.writes = new RunWrites(deps, start, this.#data, this, this.#startedAt);
    const place = new RootPlace(start, this.#data, this.writes.record, (end) =>
      this.take({ type: 'component ended', end }),
    );
    this.layers = new LayerRunner(deps, place, this);
    this.answer = this.#answered.promise;
    this.#compensation = rule.undoes || state.givenUp ? new Compensation(deps, this, this.writes) : undefined;
    this.#state = firstState(start, this.#data.left !== undefined);
    this.#cancelTimer = deps.clock.timer(rule.timeoutMs - (state.ranMs ?? 0), () =>
      this.take({ type: 'timed out', error: timedOut(rule) }),
    );
  }

  /** To be called once; a run that waits for nothing is over when this returns. */
  begin(): this {
    this.take({ type: 'begun' });
    return this;
  }

  /** How it ended, or that it is suspended. Nearly nobody asks. */
  get done(): Promise<RunStatus> {
    if (this.#status !== undefined) return Promise.resolve(this.#status);
    this.#over ??= Promise.withResolvers();
    return this.#over.promise;
  }

  get trx(): string {
    return this.#start.ids.trx;
  }

  /** Whether there is a row of it, under a lease of this process. */
  get leased(): boolean {
    return this.#state.kept;
  }

  /** As lists show it; undefined: it is over. Made when it is asked for, as nearly no run is. */
  get underWay(): LiveRun | undefined {
    return liveRunOf(this.#start, this.#state);
  }

  /** Stops the run; `audit`: the operator who did. False: something else has stopped or ended it. */
  stop(event: StopEvent, audit?: AuditLine): boolean {
    this.take(event);
    const isStopped = this.#state.stop?.error === event.error;
    if (isStopped) this.#audit = audit;
    return isStopped;
  }

  /** Its lease was renewed; `since` is when that was requested, on the monotonic clock. */
  renewed(since: number): void {
    this.#start.ledger.renewed(since);
  }

  /** Another process has the run, or may have it: what is under way is given up. */
  leaseLost(): void {
    this.take({ type: 'lease lost', error: leaseLost() });
  }

  /** Events that come while another one is worked on wait for their turn. */
  take(event: RunEvent): void {
    this.#events.push(event);
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    for (let next = this.#events.shift(); next; next = this.#events.shift()) {
      const { state, effects } = advance(this.#shape, this.#state, next);
      this.#state = state;
      for (const effect of effects) this.#carryOut(effect);
    }
    this.#isAdvancing = false;
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'run':
        return this.layers.begin(effect.layer, effect.only);
      case 'close layer':
        return this.layers.close(effect.failure, effect.rests);
      case 'abort':
        // What undoes the run has its turn after its layers.
        if (this.#state.name === 'compensating') return this.#compensation?.abort(effect.error);
        return this.layers.abort(effect.error);
      case 'abort others':
        return this.layers.abortOthers(effect.error, effect.begun);
      case 'answer':
        return this.#send(this.#data.earlyAnswer(effect.answer, effect.layer), effect.answer.kind === 'success');
      case 'make answer':
        return this.take(this.#data.tryAnswer(effect.answer));
      case 'hold':
      case 'undo':
        return this.#compensation?.carryOut(effect, this.#data);
      case 'report':
        return this.#report(effect.state, effect.answer, effect.logged);
      case 'begin':
      case 'checkpoint':
      case 'suspend':
      case 'rest':
      case 'give up':
      case 'end':
        return void (this.#writing = this.#write(effect));
    }
  }

  async #write(effect: Parameters<RunWrites['write']>[0]): Promise<void> {
    // Two writes of one row would wait for each other's epoch.
    if (this.#progress?.idle) await this.#progress.idle;
    this.take(await this.writes.write(effect, this.#audit));
  }

  /** Without the lease, another process may have the run and be past this layer. */
  called(): void {
    if (this.#state.kept && !this.#start.ledger.held) this.leaseLost();
  }

  /** What is kept of a run must be read whole. */
  get #mayStream(): boolean {
    const { rule, ids } = this.#start;
    return !keepsLog(rule) && ids.keyed !== true && !ids.parent;
  }

  streams(): boolean {
    // A client that has its answer already wants no other.
    this.#isForClient = this.#mayStream && !this.#state.answered;
    if (this.#isClientGone) this.clientLeft();
    return this.#isForClient;
  }

  passOn(answer: PassedAnswer, stream: PassedStream): Promise<void> {
    // Both time limits count to the headers.
    this.#cancelTimer();
    this.#data.pass(answer, stream);
    this.take({ type: 'responded' });
    return stream.over;
  }

  /** Nobody else wants what the call that is streamed gives; what other calls do is done for its own sake. */
  clientLeft(): void {
    this.#isClientGone = true;
    // What comes of its body has an end now, too.
    const isUploading = this.#start.rule.uploads && this.#state.name === 'layer' && this.#state.layer === 1;
    if (this.#isForClient || (isUploading && this.#mayStream))
      this.take({ type: 'cancelled', error: new StepgateError('110010', 'the client has left') });
  }

  cancel(error: StepgateError): void {
    this.take({ type: 'cancelled', error });
  }

  get slots(): CallSlots {
    return (this.#slots ??= new CallSlots());
  }

  get waits(): Waiting {
    return (this.#waits ??= new Waiting(this.#deps, this.#start));
  }

  get rule(): CompiledRule {
    return this.#start.rule;
  }

  parts(): Parts | undefined {
    return this.layers.parts();
  }

  answerNow(): void {
    this.take({ type: 'responded' });
  }

  keep(value: Json, output: Output | undefined, note: () => void): void | Promise<void> {
    return this.#data.keep(value, output, note);
  }

  progressed(): Promise<void> | undefined {
    return this.#state.kept ? this.#progressWrites().ask() : undefined;
  }

  #progressWrites(): ProgressWrites {
    return (this.#progress ??= new ProgressWrites(this.writes, this.layers, this));
  }

  async promise(applied: string): Promise<Answer> {
    const promise = answerPromised(this.rule.response, this.trx, applied);
    return (await this.#progressWrites().promise(promise)) ? promise : this.answer;
  }

  get state(): RunState {
    return this.#state;
  }

  get writing(): Promise<void> | undefined {
    return this.#writing;
  }

  /** `ctx.response`; once the client is answered it says nothing any more. */
  respond(value: Json): void {
    if (this.#state.answered) return;
    this.#data.keepResponse(value);
    this.take({ type: 'responded' });
  }

  #send(answer: Answer, stands: boolean): void {
    // Where it could not be made of the stream, nobody reads that.
    if (!answer.passed) this.#data.dropStream();
    this.writes.sent(answer, stands);
    this.#answered.resolve(answer);
  }

  /** The run is over here: its log is handed over before the client is answered, which holds runs back under load. */
  #report(state: Ended, of: AnswerOf, logged: boolean): void {
    this.#cancelTimer();
    this.#compensation?.end();
    const answer = this.#data.answer(of);
    const writing = logged ? this.writes.log(state.status, state.failure, answer) : undefined;
    if (writing) return void writing.then(() => this.#finish(state, answer));
    this.#finish(state, answer);
  }

  #finish({ status, failure, answered }: Ended, answer: Answer): void {
    const { rule, ids, state } = this.#start;
    if (!answered) this.#send(this.writes.final(answer), true);
    this.#status = status;
    const runTimeMs = this.#deps.clock.now() - this.#startedAt;
    const leavesChild = mayLeaveChild(this.#start, this.#waits) && this.#audit === undefined;
    this.#deps.ended({ rule, ids, status, failure: failure ?? undefined, leavesChild, queue: state.queue, runTimeMs });
    this.#over?.resolve(status);
  }

  /** An upstream's answer may repeat a secret: messages go out and are stored without. */
  masked(error: StepgateError): StepgateError {
    return error.withMessage(this.#deps.redact(error.message));
  }
}
