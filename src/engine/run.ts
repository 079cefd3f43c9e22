import { StepgateError, toStepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { answerFailure, answerSuccess } from './answer.ts';
import type { Failure } from './answer.ts';
import type { ComponentDeps } from './component.ts';
import type { ComponentRecord } from './component-record.ts';
import { Context } from './context.ts';
import type { Output } from './context.ts';
import type { EndedRun } from './ended-run.ts';
import type { Answer, StartedRun } from './engine.ts';
import { childTraceparent } from './ids.ts';
import { RunLost, isAway } from './keeping.ts';
import { runLayer } from './layer.ts';
import type { LayerOutcome } from './layer.ts';
import type { Alongside, KeptRunPatch, NewKeptRun, RunHandle, RunLogSink, RunStatus } from './port.ts';
import { recoverAt } from './recover-at.ts';
import type { RunLog } from './run-log.ts';
import { RunRecord, loggedError } from './run-record.ts';
import { endPatch, newRow, patchOf } from './run-snapshot.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import type { RunStart } from './run-start.ts';

/** What a run needs of the engine. */
export interface RunDeps extends ComponentDeps {
  readonly runLogs: RunLogSink;
  readonly owner: string;
  readonly ended: (run: EndedRun) => void;
  /** Masks secrets. */
  readonly redact: <T>(value: T) => T;
  readonly componentEnded: (rule: CompiledRule, record: ComponentRecord) => void;
  /** Writes an answer as it is kept for who asks again under the `Idempotency-Key`. */
  readonly encode: (answer: Answer, trx: string) => string;
}

/** Why a run is stopped: the cause of its suspension, and who is to be in the audit log for it. */
type Stop = Pick<Alongside, 'audit'> & { readonly cause: string };

/**
 * One run, while it is under way in this process.
 *
 *   running, recovering ──► success | failed | broken | cancelled | suspended
 *
 * The answer goes out once: early (`ctx.response`, `nowResponse`), or when the end is committed.
 */
export class Run implements StartedRun {
  readonly answer: Promise<Answer>;
  readonly done: Promise<RunStatus>;
  readonly #deps: RunDeps;
  readonly #start: RunStart;
  readonly #context: Context;
  readonly #record: RunRecord;
  readonly #handle: RunHandle;
  readonly #abort = new AbortController();
  readonly #answered = Promise.withResolvers<Answer>();
  readonly #startedAt: number;
  #stopped: Stop = { cause: 'error' };
  #sent: Answer | undefined;
  /** A component has failed or ended the run; others may still be under way. */
  #isStopping = false;
  #responded: { readonly value: Json } | null;
  #layer: number;
  #only: readonly string[] | null;
  /** Outputs of the layer under way, in the order in which they came. */
  #outputs: Output[] = [];

  constructor(deps: RunDeps, start: RunStart) {
    this.#deps = deps;
    this.#start = start;
    this.#startedAt = deps.clock.now();
    this.#context = new Context(start.state.data, start.ids, start.surround);
    this.#record = new RunRecord(start.state.log, deps.clock);
    this.#responded = start.state.responded;
    this.#layer = start.layer;
    this.#only = start.state.failed;
    this.#handle = this.#makeHandle();
    this.answer = this.#answered.promise;
    this.done = this.#go();
  }

  get trx(): string {
    return this.#start.ids.trx;
  }

  /** Whether there is a row of it, under a lease of this process. */
  get leased(): boolean {
    return this.#start.keeping.kept;
  }

  /** Ends the run with `reason`: cancelled (110010), or a failure like any other. False: something else has done so. */
  stop(reason: StepgateError, stop: Stop = this.#stopped): boolean {
    if (this.#abort.signal.aborted) return false;
    this.#stopped = stop;
    this.#abort.abort(reason);
    return true;
  }

  /** Its lease was renewed; `since` is when that was asked for, on the monotonic clock. */
  renewed(since: number): void {
    this.#start.keeping.renewed(since);
  }

  /** Another process has the run, or may have it: what is under way is given up. */
  lose(): void {
    const lost = 'the lease of this run has run out, or an operator has ended it; look it up by its trx';
    this.stop(new StepgateError('000503', lost), { cause: 'crash' });
  }

  #makeHandle(): RunHandle {
    const { ids, state } = this.#start;
    return {
      trx: ids.trx,
      logId: ids.logId,
      traceparent: () => childTraceparent(ids.logId),
      scope: this.#context.scope,
      data: new Map(Object.entries(state.scriptData)),
      steps: new Map(Object.entries(state.steps)),
      requests: new Map(Object.entries(state.requests ?? {})),
      respond: (value) => this.#respond(value),
    };
  }

  async #go(): Promise<RunStatus> {
    const { rule, keeping } = this.#start;
    const passed = `the run passed its time limit of ${rule.timeoutMs / 1000} s`;
    const cancelTimer = this.#deps.clock.timer(rule.timeoutMs, () => this.stop(new StepgateError('110014', passed)));
    let begun = keeping.kept;
    try {
      if (rule.durable && !begun) await keeping.begin(this.#newRow('running', {}));
      begun = true;
      return await this.#layers();
    } catch (thrown) {
      // Components and layers end with an outcome: what is thrown here is the store's.
      return thrown instanceof RunLost ? this.#lost(thrown) : this.#notKept(toStepgateError(thrown), begun);
    } finally {
      cancelTimer();
    }
  }

  /** What becomes of the run is told by who has it now. */
  #lost({ row }: RunLost): RunStatus {
    const isCancelled = row?.status === 'cancelled';
    const error = isCancelled
      ? new StepgateError('110010', row.errMsg ?? 'cancelled')
      : new StepgateError('000503', 'the run was taken over after its lease had run out; look it up by its trx');
    const failure = this.#failure(error);
    this.#send(this.#answerTo(failure, !isCancelled));
    return this.#over(isCancelled ? 'cancelled' : 'suspended', failure);
  }

  /** The database took neither the begin nor the suspension. */
  #notKept(error: StepgateError, begun: boolean): RunStatus {
    const failure = this.#failure(error);
    const answer = this.#answerTo(failure, false);
    this.#send(begun ? { ...answer, passing: 'later' } : answer);
    return this.#over('failed', failure);
  }

  #over(status: RunStatus, failure: Failure | undefined): RunStatus {
    const { rule, ids } = this.#start;
    this.#deps.ended({ rule, ids, status, failure, runTimeMs: this.#deps.clock.now() - this.#startedAt });
    return status;
  }

  async #layers(): Promise<RunStatus> {
    const { rule, keeping } = this.#start;
    for (let layer = rule.layers[this.#layer - 1]; layer; layer = rule.layers[this.#layer - 1]) {
      const outcome = await this.#runLayer(layer);
      if (outcome.kind === 'broken') return this.#endFailed('broken', this.#failureOf(outcome));
      if (outcome.kind === 'failed')
        return this.#fail(this.#failureOf(outcome), outcome.failed, outcome.suspendedByScript);
      this.#layer += 1;
      this.#only = null;
      if (keeping.kept && this.#layer <= rule.layers.length) {
        const failure = await this.#checkpoint();
        if (failure) return this.#suspend(failure, 'database');
      }
    }
    return this.#succeed();
  }

  /** The failure, when the database did not take it. */
  async #checkpoint(): Promise<Failure | undefined> {
    try {
      await this.#start.keeping.checkpoint(patchOf(this.#snapshot()));
      return undefined;
    } catch (thrown) {
      return this.#databaseAway(thrown);
    }
  }

  /** A failure of its own, when that is why `thrown` was thrown. */
  #databaseAway(thrown: unknown): Failure {
    if (!isAway(thrown)) throw thrown;
    const message = 'the database was away; the run is kept, and goes on when it is recovered';
    return this.#failure(new StepgateError('000503', message, { cause: thrown }), null, this.#layer);
  }

  async #runLayer(layer: CompiledRule['layers'][number]): Promise<LayerOutcome> {
    const { rule, keeping } = this.#start;
    const only = this.#only;
    const layerLog = rule.record || rule.suspend ? this.#record.beginLayer(this.#layer, layer.length) : undefined;
    this.#outputs = [];
    const outcome = await runLayer(this.#deps, {
      components: only ? layer.filter(({ name }) => only.includes(name)) : layer,
      run: this.#handle,
      signal: this.#abort.signal,
      letSettle: rule.suspend,
      onOutput: (output) => this.#outputs.push(output),
      onNowResponse: () => this.#answerEarly(),
      onStop: (stop) => this.#stopping(stop),
      onCall: () => {
        // Whoever has the run now may be past this layer.
        if (keeping.kept && !keeping.held) this.lose();
      },
      onEnd: (record, end) => {
        layerLog?.add(record.entry(end), record.trace.warnings);
        this.#deps.componentEnded(rule, record);
      },
    });
    this.#context.put(this.#outputs);
    this.#outputs = [];
    layerLog?.end(outcome.kind === 'done' ? null : loggedError(this.#failureOf(outcome)));
    return outcome;
  }

  /** @param failed the components that have to run again; null: the whole layer. */
  #fail(failure: Failure, failed: readonly string[] | null, suspendedByScript = false): Promise<RunStatus> {
    const { signal } = this.#abort;
    if (signal.aborted && (signal.reason as StepgateError).code === '110010')
      return this.#endFailed('cancelled', failure);
    if (!this.#start.rule.suspend) return this.#endFailed('failed', failure);
    this.#only = failed;
    return this.#suspend(failure, signal.aborted ? this.#stopped.cause : suspendedByScript ? 'script' : 'error');
  }

  async #suspend(failure: Failure, cause: string): Promise<RunStatus> {
    const { rule, keeping, recovery } = this.#start;
    const answer = this.#answerTo(failure, true);
    const log = this.#closed('suspended', failure, answer);
    const { code: errCode, message: errMsg } = failure.error;
    const patch = {
      ...patchOf(this.#snapshot(log)),
      ...this.#owed(answer),
      ...{ cause, errCode, errMsg, errComponent: failure.component, log },
      recoverAt: recoverAt(rule, recovery?.count ?? 0, this.#deps.clock.now()),
    };
    // Where there is a row, it holds already that the run is kept.
    await (keeping.kept ? keeping.endSoon('suspended', patch) : keeping.insert(this.#newRow('suspended', patch)));
    return this.#finish('suspended', failure, answer, log);
  }

  #answerTo(failure: Failure, kept: boolean, scope = this.#context.scope): Answer {
    const answer = answerFailure(this.#start.rule.response, scope, failure, this.trx, kept);
    return failure.error.code === '000503' && !kept ? { ...answer, passing: 'again' } : answer;
  }

  /** Written with the end: so that who asks again under the `Idempotency-Key` hears of it, whatever happens now. */
  #owed(answer: Answer): Pick<KeptRunPatch, 'answer'> {
    return this.#start.state.owesAnswer ? { answer: this.#deps.encode(this.#sent ?? answer, this.trx) } : {};
  }

  async #succeed(): Promise<RunStatus> {
    let answer: Answer;
    try {
      answer = answerSuccess(this.#start.rule.response, this.#context.scope, this.#responded ?? undefined);
    } catch (thrown) {
      return this.#fail(this.#failure(toStepgateError(thrown)), []);
    }
    return this.#end('success', undefined, answer);
  }

  #endFailed(status: RunStatus, failure: Failure): Promise<RunStatus> {
    return this.#end(status, failure, this.#answerTo(failure, false));
  }

  async #end(status: RunStatus, failure: Failure | undefined, answer: Answer): Promise<RunStatus> {
    const { keeping } = this.#start;
    const log = this.#closed(status, failure, answer);
    const finish = (): Promise<RunStatus> => this.#finish(status, failure, answer, log);
    if (!keeping.kept) return finish();
    const audit = status === 'cancelled' ? this.#stopped.audit : undefined;
    const patch = { ...endPatch(log, failure), ...this.#owed(answer), ...(this.#isLogged(status) && { log }), audit };
    try {
      await (status === 'success' ? keeping.end(status, patch) : keeping.endSoon(status, patch));
    } catch (thrown) {
      // The answer was not given yet: all that is left for a recovery is to give it. Unless the end had happened.
      return this.#suspend(this.#databaseAway(thrown), 'database').catch((lost: unknown) => {
        if (lost instanceof RunLost && lost.hasEnded) return finish();
        throw lost;
      });
    }
    return finish();
  }

  /** The log as it is when the run ends so. */
  #closed(status: RunStatus, failure: Failure | undefined, answer: Answer): RunLog {
    const record = this.#record.copy();
    if (!this.#sent) record.answered(answer);
    record.ended(status, failure);
    const { recovery } = this.#start;
    if (recovery) record.recovered(recovery.operator, this.#startedAt, status, recovery.changes);
    return record.log;
  }

  #isLogged(status: RunStatus): boolean {
    const { rule, recovery } = this.#start;
    return rule.record || status === 'suspended' || recovery !== undefined;
  }

  async #finish(status: RunStatus, failure: Failure | undefined, answer: Answer, log: RunLog): Promise<RunStatus> {
    if (this.#isLogged(status)) await this.#deps.runLogs.write(log);
    this.#send(answer);
    return this.#over(status, failure);
  }

  /** The first failure; but who cancels a run hears that it was cancelled, whatever had failed before. */
  #failureOf(outcome: Exclude<LayerOutcome, { kind: 'done' }>): Failure {
    const { signal } = this.#abort;
    const isCancelled = signal.aborted && (signal.reason as StepgateError).code === '110010';
    const error = outcome.kind === 'failed' && isCancelled ? (signal.reason as StepgateError) : outcome.error;
    return this.#failure(error, outcome.component, this.#layer);
  }

  /** An upstream's answer may repeat a secret: messages go out and are stored without. */
  #failure(error: StepgateError, component: string | null = null, layer: number | null = null): Failure {
    return { error: error.withMessage(this.#deps.redact(error.message)), component, layer };
  }

  /** Without `suspend`, and on a break, the client does not wait for the layer's other components. */
  #stopping(stop: Exclude<LayerOutcome, { kind: 'done' }>): void {
    this.#isStopping = true;
    const { rule, keeping } = this.#start;
    if (keeping.kept || (rule.suspend && stop.kind !== 'broken')) return;
    this.#send(this.#answerTo(this.#failureOf(stop), false, this.#context.with(this.#outputs)));
  }

  /** `ctx.response`. Only the first answer counts, also that of a session before a recovery. */
  #respond(value: Json): void {
    if (this.#sent) return;
    if (!this.#responded) {
      this.#responded = { value };
      this.#outputs.push({ path: ['response'], value });
    }
    this.#answerEarly();
  }

  /** Answers while the run goes on; not once the layer has failed: then the failure is what is answered. */
  #answerEarly(): void {
    if (this.#sent || this.#isStopping) return;
    const scope = this.#context.with(this.#outputs);
    try {
      const answer = answerSuccess(this.#start.rule.response, scope, this.#responded ?? undefined);
      // Like an output: components of this layer see the context as the layer found it.
      if (!this.#responded) this.#outputs.push({ path: ['response'], value: answer.body });
      this.#send(answer);
    } catch (thrown) {
      this.#send(this.#answerTo(this.#failure(toStepgateError(thrown), null, this.#layer), false, scope));
    }
  }

  #send(answer: Answer): void {
    if (this.#sent) return;
    this.#sent = answer;
    this.#record.answered(answer);
    this.#answered.resolve(answer);
  }

  #snapshot(log = this.#record.log): RunSnapshot {
    const { rule, ids } = this.#start;
    return {
      rule,
      ids,
      layer: this.#layer,
      failed: this.#only,
      data: this.#context.data(),
      handle: this.#handle,
      responded: this.#responded,
      owesAnswer: this.#start.state.owesAnswer && this.#sent === undefined,
      log,
    };
  }

  #newRow(status: RunStatus, patch: KeptRunPatch): NewKeptRun {
    const due = recoverAt(this.#start.rule, 0, this.#deps.clock.now());
    const row = newRow(this.#snapshot(), status, this.#deps.owner, due);
    return { ...row, path: this.#deps.redact(row.path), ...patch };
  }
}
