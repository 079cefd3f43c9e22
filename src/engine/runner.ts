import { StepgateError, toStepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { advance } from './advance.ts';
import type { EndedRun } from './ended-run.ts';
import type { Answer, StartedRun } from './engine.ts';
import { LayerRunner } from './layer-runner.ts';
import type { LayerDeps, RunOfLayer } from './layer-runner.ts';
import type { AuditLine, RunStatus } from './port.ts';
import { RunData } from './run-data.ts';
import type { RunOfData } from './run-data.ts';
import type { RunStart } from './run-start.ts';
import type { AnswerOf, ComponentEnd, Effect, Ended, RunEvent, RunShape, RunState, StopEvent } from './run-state.ts';
import { RunWrites } from './run-writes.ts';
import type { WriteDeps } from './run-writes.ts';

/** What a run needs of the engine. */
export interface RunDeps extends LayerDeps, WriteDeps {
  readonly ended: (run: EndedRun) => void;
}

/**
 * One run, while it is under way in this process: carries out what `advance` decides, and reports the outcome to it.
 * The client is answered once: early (`ctx.response`, `nowResponse`), or when the end is committed.
 */
export class Runner implements StartedRun, RunOfData, RunOfLayer {
  readonly answer: Promise<Answer>;
  readonly #answered = Promise.withResolvers<Answer>();
  readonly #deps: RunDeps;
  readonly #start: RunStart;
  readonly #shape: RunShape;
  readonly #data: RunData;
  readonly #writes: RunWrites;
  readonly #layers: LayerRunner;
  readonly #startedAt: number;
  readonly #cancelTimer: () => void;
  readonly #events: RunEvent[] = [];
  #state: RunState;
  #isAdvancing = false;
  /** The entry of the audit log about the operator who stopped it. */
  #audit: AuditLine | undefined;
  #over: PromiseWithResolvers<RunStatus> | undefined;
  /** Once it is over. */
  #status: RunStatus | undefined;

  constructor(deps: RunDeps, start: RunStart) {
    const { rule, state, layer, ledger } = start;
    this.#deps = deps;
    this.#start = start;
    this.#startedAt = deps.clock.now();
    this.#shape = { layers: rule.layers.map(({ length }) => length), suspend: rule.suspend, durable: rule.durable };
    this.#data = new RunData(start, this);
    this.#writes = new RunWrites(deps, start, this.#data, this, this.#startedAt);
    this.#layers = new LayerRunner(deps, start, this.#data, this.#writes.record, this);
    this.answer = this.#answered.promise;
    const only = this.#inLayer(layer, state.failed);
    this.#state = { name: 'new', layer, only, kept: ledger.kept, answered: false, stop: null };
    this.#cancelTimer = deps.clock.timer(rule.timeoutMs, () => this.#timeOut());
  }

  /** To be called once; a run that waits for nothing is over when this returns. */
  begin(): this {
    this.#take({ type: 'begun' });
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

  /** Stops the run; `audit`: the operator who did. False: something else has stopped or ended it. */
  stop(event: StopEvent, audit?: AuditLine): boolean {
    this.#take(event);
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
    const lost = 'the lease of this run has run out, or an operator has ended it; look it up by its trx';
    this.#take({ type: 'lease lost', error: new StepgateError('000503', lost) });
  }

  #timeOut(): void {
    const passed = `the run passed its time limit of ${this.#start.rule.timeoutMs / 1000} s`;
    this.#take({ type: 'timed out', error: new StepgateError('110014', passed) });
  }

  /** Events that come while another one is worked on wait for their turn. */
  #take(event: RunEvent): void {
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
        return this.#layers.begin(effect.layer, effect.only);
      case 'close layer':
        return this.#layers.close(effect.failure);
      case 'abort':
        return this.#layers.abort(effect.error);
      case 'abort others':
        return this.#layers.abortOthers(effect.error, effect.begun);
      case 'answer':
        return this.#send(this.#data.earlyAnswer(effect.answer, effect.layer));
      case 'make answer':
        return this.#makeAnswer(effect.answer);
      case 'report':
        return this.#report(effect.state, effect.answer, effect.logged);
      case 'begin':
      case 'checkpoint':
      case 'suspend':
      case 'end':
        return void this.#writes.write(effect, this.#audit).then((event) => this.#take(event));
    }
  }

  /** Without the lease, another process may have the run and be past this layer. */
  called(): void {
    if (this.#state.kept && !this.#start.ledger.held) this.leaseLost();
  }

  componentEnded(end: ComponentEnd): void {
    this.#take({ type: 'component ended', end });
  }

  /** `ctx.response`; once the client is answered it says nothing any more. */
  respond(value: Json): void {
    if (this.#state.answered) return;
    this.#data.keepResponse(value);
    this.#take({ type: 'responded' });
  }

  #makeAnswer(of: AnswerOf): void {
    try {
      this.#data.answer(of);
      this.#take({ type: 'answer made' });
    } catch (thrown) {
      this.#take({ type: 'answer failed', error: this.masked(toStepgateError(thrown)) });
    }
  }

  #send(answer: Answer): void {
    this.#writes.sent(answer);
    this.#answered.resolve(answer);
  }

  /** The run is over here: its log is handed over before the client is answered, which holds runs back under load. */
  #report(state: Ended, of: AnswerOf, logged: boolean): void {
    this.#cancelTimer();
    const answer = this.#data.answer(of);
    const writing = logged ? this.#writes.log(state.status, state.failure, answer) : undefined;
    if (writing) void writing.then(() => this.#finish(state, answer));
    else this.#finish(state, answer);
  }

  #finish({ status, failure, answered }: Ended, answer: Answer): void {
    const { rule, ids } = this.#start;
    if (!answered) this.#send(this.#writes.final(answer));
    const runTimeMs = this.#deps.clock.now() - this.#startedAt;
    this.#status = status;
    this.#deps.ended({ rule, ids, status, failure: failure ?? undefined, runTimeMs });
    this.#over?.resolve(status);
  }

  /** The components that a recovery runs. */
  #inLayer(layer: number, only: readonly string[] | null): readonly string[] | null {
    return (
      only && (this.#start.rule.layers[layer - 1] ?? []).map(({ name }) => name).filter((one) => only.includes(one))
    );
  }

  /** An upstream's answer may repeat a secret: messages go out and are stored without. */
  masked(error: StepgateError): StepgateError {
    return error.withMessage(this.#deps.redact(error.message));
  }
}
