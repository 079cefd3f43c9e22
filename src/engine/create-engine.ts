import { StepgateError, toStepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { isLarge } from '../large/size.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import { cancelKept, compensateKept, expireQueued } from './at-rest.ts';
import { cancelChildren, createCallers, undoChildren } from './callers.ts';
import type { EndedRun } from './ended-run.ts';
import type { EngineDeps } from './engine-deps.ts';
import { editKept } from './edit-kept.ts';
import type { Answer, Engine, KeptChange, KeptEdit, KeptView, Mocks, Preview, RunIds, StartedRun } from './engine.ts';
import { createRunLedger, noLedger } from './run-ledger.ts';
import type { RunLedgerDeps } from './run-ledger.ts';
import { RunFollowing } from './following.ts';
import { readState } from './kept-state.ts';
import { refuseOtherRevision } from './kept-revision.ts';
import { viewWhole } from './kept-view.ts';
import { newestRuns } from './live-run.ts';
import type { RunsUnderWay } from './live-run.ts';
import { LiveRuns } from './live-runs.ts';
import { logErrors } from './log-errors.ts';
import { createMaintenance } from './maintenance.ts';
import type { Maintenance } from './maintenance.ts';
import { planKept } from './plan-kept.ts';
import type { KeptRun, Operator } from './port.ts';
import { previewKept } from './preview-kept.ts';
import { CANCELLED, COMPENSATED, conflict, isGivenUp, shuttingDown } from './refusal.ts';
import { answerRefused, refusedBy, refusedRun } from './refused-request.ts';
import { refuseReserved } from './reserved-names.ts';
import { claimRecovery } from './recovery.ts';
import { AUTO, CHILD, takeUndone } from './resumed.ts';
import { keepsLog, mayBeKept } from './run-record.ts';
import { freshStart } from './run-start.ts';
import { isEnded } from './run-status.ts';
import { Runner } from './runner.ts';
import type { RunDeps } from './run-deps.ts';
import { runTest } from './run-test.ts';
import { createWaitDesk } from './wait-desk.ts';
import { Wakes } from './wakes.ts';
import { takeResting } from './woken.ts';
import type { Taking } from './woken.ts';
import { EngineQueues } from './queues.ts';
import { createPauses } from './pauses.ts';

/** An engine that maintains the runs it keeps. */
export interface MaintainedEngine extends Engine {
  /** Starts the maintenance of kept runs. `own`: those of this process; `all`: also crashed runs and due recoveries. */
  startMaintenance(scope?: 'own' | 'all'): void;
}

/** Runs rules, keeps and recovers runs. */
export function createEngine(deps: EngineDeps): MaintainedEngine {
  return new RunEngine({ ...deps, runLogs: logErrors(deps) });
}

class RunEngine implements MaintainedEngine {
  readonly #deps: EngineDeps;
  readonly #runDeps: RunDeps;
  readonly #ledgerDeps: RunLedgerDeps;
  readonly #maintenance: Maintenance;
  readonly waits: Engine['waits'];
  readonly pauses: Engine['pauses'];
  readonly queues: EngineQueues;
  readonly following: RunFollowing;
  readonly #wakes: Wakes;
  readonly #live = new LiveRuns<Runner>();
  /** There is no time left to wait for the database. */
  readonly #shutdown = new AbortController();
  #draining = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    const ended = (run: EndedRun): void => {
      this.#live.delete(run.ids.trx);
      this.following.ended(run.ids.trx, run.status);
      if (run.status === 'waiting') void this.#wakes.rests(run.ids.trx);
      if (run.queue) this.queues.left(run.ids.trx, run.queue);
      if (run.leavesChild && isEnded(run.status)) callers.left(run.ids.trx, run.status === 'compensated');
      deps.ended(run);
    };
    const callers = createCallers({
      ...deps,
      settled: async (trx) => this.#live.get(trx)?.done,
      goOn: (trx) => this.recover(trx, {}, CHILD),
      wake: (trx) => this.#wakes.ask(trx),
      by: this,
    });
    this.#runDeps = { ...deps, ended, callers };
    this.#maintenance = createMaintenance(deps, {
      recover: async (trx) => {
        await this.recover(trx, {}, (await deps.children.succeeded(trx)) ? CHILD : AUTO);
      },
      wake: (trx) => this.#wakes.ask(trx),
      undo: (trx) => this.#undo(trx),
      leasedRuns: () => this.#live.values().filter(({ leased }) => leased),
    });
    const { repository, clock, leaseMs } = deps;
    const { defer } = this.#maintenance;
    this.#ledgerDeps = { repository, clock, leaseMs, defer, shutdownSignal: this.#shutdown.signal };
    this.#wakes = new Wakes({
      clock,
      wake: (trx) => this.#wake(trx),
      isDue: async (trx) => (await repository.due(1, trx)).length > 0,
      onError: deps.onError,
    });
    this.pauses = createPauses({
      ...deps,
      live: (trx) => this.#live.get(trx),
      unknown: (trx) => this.#unknown(trx),
      goOn: (trx, operator) => this.#wake(trx, { from: 'paused', operator }),
      putBack: (row, operator) => this.queues.putBack(row, operator),
    });
    this.queues = new EngineQueues({
      engine: deps,
      refusalOf: (rule, request, ids) => this.#refused(rule, request, ids),
      refuse: (rule, request, ids, error) => this.refuse(rule, request, ids, toStepgateError(error)),
      goOn: (trx) => this.#wake(trx, { from: 'queued' }),
      expire: (trx) => expireQueued({ ...deps, callers }, trx),
      unknown: (trx) => this.#unknown(trx),
      defer,
    });
    this.following = new RunFollowing({ ...deps, live: this.#live });
    this.waits = createWaitDesk(deps, (trx) => this.#wakes.ask(trx));
  }

  get running(): number {
    // Their queues say how many of those there are.
    return this.#live.size - this.queues.active;
  }

  live(most: number): Promise<RunsUnderWay> {
    const list = this.#live.values().flatMap(({ underWay }) => underWay ?? []);
    return Promise.resolve(newestRuns([{ list, unkept: list.filter(({ kept }) => !kept).length }], most));
  }

  startMaintenance(scope: 'own' | 'all' = 'all'): void {
    this.#maintenance.start(scope);
    this.queues.start();
  }

  refuse(rule: CompiledRule, request: JsonObject, ids: RunIds, error: StepgateError): Answer {
    return answerRefused(this.#deps, rule, request, ids, error);
  }

  async preview(trx: string, change: KeptChange): Promise<Preview> {
    refuseReserved(change.data ?? {});
    const row = await this.#suspended(trx, change.revision);
    const plan = await planKept(this.#deps, row, change);
    if (plan.state.givenUp) throw isGivenUp(row);
    return this.#masked(previewKept(plan, row, this.#deps.environment()));
  }

  edit(row: KeptRun, edit: KeptEdit, operator: Operator): Promise<void> {
    return editKept(this.#deps, row, edit, operator);
  }

  async view(state: string): Promise<KeptView> {
    return viewWhole(await readState(state), this.#deps);
  }

  async #masked<T>(value: T): Promise<T> {
    const { redact, redactLarge } = this.#deps;
    return isLarge(value) ? ((await redactLarge(value as Json)) as T) : redact(value);
  }

  run(rule: CompiledRule, request: RequestContext, ids: RunIds): StartedRun {
    const refusal = this.#refused(rule, request, ids);
    if (refusal) return refusedRun(ids.trx, { ...refusal, transient: 'retry' });
    const ledger = mayBeKept(rule) ? createRunLedger(this.#ledgerDeps, ids.trx) : noLedger;
    const direct = this.queues.direct(rule);
    return this.#track(new Runner(this.#runDeps, freshStart(this.#deps, rule, request, ids, ledger, direct)));
  }

  #refused(rule: CompiledRule, request: RequestContext, ids: RunIds): Answer | undefined {
    const refusal = this.#refusalOf(rule, ids) ?? refusedBy(this.#deps, rule, request, ids);
    return refusal && this.refuse(rule, request, ids, refusal);
  }

  #refusalOf(rule: CompiledRule, { parent }: RunIds): StepgateError | undefined {
    // What a run that is under way calls belongs to that one.
    if (this.#draining && !parent) return shuttingDown('send the request');
    if (!keepsLog(rule) || !this.#deps.databaseAway()) return undefined;
    return new StepgateError('000503', 'the database is away; send the request again later', { retryAfterMs: 1000 });
  }

  #track(started: Runner): Runner {
    this.#live.set(started.trx, started);
    this.following.begin(started, () => started.begin());
    return started;
  }

  async recover(trx: string, change: KeptChange, operator: Operator | string): Promise<StartedRun> {
    refuseReserved(change.data ?? {});
    this.#refuseWhileDraining();
    if (this.#live.has(trx)) throw conflict(trx, 'running');
    const start = await claimRecovery(this.#deps, this.#ledgerDeps, trx, change, operator, {
      suspended: (one, revision) => this.#suspended(one, revision),
      unknown: (one) => this.#unknown(one),
      refuse: () => this.#refuseWhileDraining(),
    });
    return this.#track(new Runner(this.#runDeps, start));
  }

  async #wake(trx: string, taking: Taking = { from: 'waiting' }): Promise<StartedRun | undefined> {
    if (this.#draining || this.#live.has(trx)) return undefined;
    const start = await takeResting(this.#deps, this.#ledgerDeps, trx, () => this.#refuseWhileDraining(), taking);
    return start && this.#track(new Runner(this.#runDeps, start));
  }

  async cancel(trx: string, given: string, operator: Operator): Promise<void> {
    const reason = this.#deps.redact(given);
    const error = new StepgateError('110010', `cancelled: ${reason}`);
    const audit = { operator, action: 'run.cancel', target: trx, before: null, after: { reason } };
    const own = this.#live.get(trx);
    if (own?.underWay?.status === 'compensating') throw conflict(trx, 'compensating', CANCELLED);
    if (own) {
      const isStopped = own.stop({ type: 'cancelled', error }, audit);
      const status = await own.done;
      if (status !== 'cancelled') throw conflict(trx, status, CANCELLED);
      // Where there is a row, the entry came with its change.
      if (isStopped && !own.leased) await this.#deps.audit(audit);
      return this.#cancelChildren(trx, given, operator);
    }
    const row = await this.#deps.repository.get(trx);
    if (!row) throw await this.#unknown(trx);
    if (!(await cancelKept({ ...this.#deps, callers: this.#runDeps.callers }, row, error, audit)))
      throw conflict(trx, (await this.#deps.repository.get(trx))?.status, CANCELLED);
    await this.#cancelChildren(trx, given, operator);
  }

  /** Those that are under way in this process have been stopped with their caller. */
  #cancelChildren(caller: string, reason: string, operator: Operator): Promise<void> {
    return cancelChildren(this.#deps.children, caller, (trx) => this.cancel(trx, reason, operator));
  }

  async compensate(trx: string, given: string, operator: Operator): Promise<void> {
    const row = await this.#deps.repository.get(trx);
    if (!row) throw await this.#unknown(trx);
    if (!(await compensateKept(this.#deps, row, this.#deps.redact(given), operator)))
      throw conflict(trx, (await this.#deps.repository.get(trx))?.status, COMPENSATED);
    // Where that fails, whichever process looks next takes it.
    this.#undo(trx).catch((failure: unknown) => this.#deps.onError(failure, `the undoing of ${trx}`));
    await undoChildren(this.#deps.children, trx, this, given, operator);
  }

  #refuseWhileDraining(): void {
    if (this.#draining) throw shuttingDown('recover the run');
  }

  /** Takes a run that is being undone by no process. */
  async #undo(trx: string): Promise<void> {
    if (this.#draining || this.#live.has(trx)) return;
    const start = await takeUndone(this.#deps, this.#ledgerDeps, trx);
    if (start) this.#track(new Runner(this.#runDeps, start));
  }

  async test(rule: CompiledRule, request: RequestContext, ids: RunIds, mocks: Mocks): ReturnType<Engine['test']> {
    const refused = refusedBy(this.#deps, rule, request, ids);
    if (refused) return { status: 'failed', answer: this.refuse(rule, request, ids, refused), log: null };
    const start = freshStart(this.#deps, { ...rule, record: true }, request, ids, noLedger);
    const { status, answer, log } = await runTest(this.#runDeps, this.#deps.mockedExecutors(mocks), start, mocks);
    return { status, answer, log: await this.#masked(log) };
  }

  async #suspended(trx: string, revision: number | undefined): Promise<KeptRun> {
    const row = await this.#deps.repository.get(trx);
    if (!row) throw await this.#unknown(trx);
    if (row.status !== 'suspended') throw conflict(trx, row.status);
    refuseOtherRevision(row, revision);
    return row;
  }

  /** Why a run that is not kept cannot be recovered or cancelled. */
  async #unknown(trx: string): Promise<StepgateError> {
    if (this.#live.has(trx)) return conflict(trx, 'running');
    if (await this.#deps.hasLog(trx))
      return new StepgateError('000409', `run ${trx} has ended; only a suspended run can be recovered or cancelled`);
    return new StepgateError('000404', `no run ${trx} is kept; check the trx`);
  }

  async drain(deadlineMs: number): Promise<void> {
    this.#draining = true;
    this.following.leave();
    const callOff = this.#deps.clock.timer(deadlineMs, () => {
      this.#shutdown.abort();
      const error = new StepgateError('000503', 'the gateway is shutting down', { retryAfterMs: 1000 });
      for (const one of this.#live.values()) one.stop({ type: 'shutdown', error });
    });
    this.#wakes.stop();
    await this.queues.stop();
    await this.#maintenance.stopRecovering();
    // Those under way may begin others.
    while (this.#live.size > 0) await Promise.all(this.#live.values().map((one) => one.done));
    callOff();
    this.#shutdown.abort();
    await Promise.all([this.following.stop(), this.#maintenance.stop()]);
  }
}
