import { judgeApi } from '../../src/component/api-judge.ts';
import { createResultCache } from '../../src/engine/cache.ts';
import type { EndedRun } from '../../src/engine/ended-run.ts';
import type { Answer } from '../../src/engine/engine.ts';
import { createRunLedger } from '../../src/engine/run-ledger.ts';
import { readState } from '../../src/engine/kept-state.ts';
import type { KeptState } from '../../src/engine/kept-state.ts';
import type {
  Attempt,
  ComponentResult,
  Executors,
  KeptRun,
  ResolvedApi,
  RunRepository,
} from '../../src/engine/port.ts';
import type { RunLog } from '../../src/engine/run-log.ts';
import { newRunLog } from '../../src/engine/run-record.ts';
import type { RunStart } from '../../src/engine/run-start.ts';
import { Runner } from '../../src/engine/runner.ts';
import type { RunDeps } from '../../src/engine/run-deps.ts';
import type { Json, JsonObject } from '../../src/json.ts';
import { compileRule } from '../../src/rule/compile.ts';
import type { CompiledRule } from '../../src/rule/compiled.ts';
import { createManualClock } from '../fixture/manual-clock.ts';
import type { ManualClock } from '../fixture/manual-clock.ts';
import type { WaitRepository } from '../../src/engine/wait-port.ts';
import { createMemoryRepository } from '../model/real/memory-repository.ts';
import { createMemoryWaits } from '../model/real/memory-waits.ts';

/** A call under way, which the test ends. */
export interface UnderWay {
  readonly component: string;
  readonly attempt: Attempt;
  readonly call: ResolvedApi;
  answer(body: Json, status?: number): void;
  fail(error: Error): void;
}

const never = new AbortController().signal;

/** A kept run that goes on. */
interface Recovered {
  readonly run: RunnerUnderTest;
  readonly row: KeptRun;
  readonly state: KeptState;
}

/** One runner on a clock, a database and upstreams that the test moves; no process, no socket. */
export class RunnerUnderTest {
  readonly clock: ManualClock;
  readonly repository: RunRepository;
  readonly waits: WaitRepository;
  readonly logs: RunLog[] = [];
  readonly ended: EndedRun[] = [];
  /** Calls that have not been answered, in the order in which they were made. */
  readonly calls: UnderWay[] = [];
  readonly runner: Runner;
  readonly trx = 'TRX00000000000000000000000000000001';

  /**
   * `pendingAnswer`: its request has an `Idempotency-Key`. `from`: it goes on at that layer with the data of a kept run.
   * `before`: it goes on where that run was kept.
   */
  constructor(
    rule: JsonObject,
    body: JsonObject = {},
    pendingAnswer = false,
    from?: Pick<KeptState, 'data' | 'failed'> & Pick<RunStart, 'layer'>,
    before?: Recovered,
  ) {
    this.clock = before?.run.clock ?? createManualClock(1_000_000);
    this.repository = before?.run.repository ?? createMemoryRepository();
    this.waits = before?.run.waits ?? createMemoryWaits();
    const compiled = compileRule({ name: 'x', method: 'POST', rule }, 'V1');
    const start = before ? this.#resumed(compiled, before) : this.#start(compiled, body, pendingAnswer);
    const goesOn = from && { layer: from.layer, state: { ...start.state, data: from.data, failed: from.failed } };
    this.runner = new Runner(this.#deps(), { ...start, ...goesOn }).begin();
  }

  /** Another run that goes on with what is kept of this one; `edit` changes that before. */
  async recover(rule: JsonObject, edit: (state: KeptState) => KeptState = (state) => state): Promise<RunnerUnderTest> {
    const row = await this.repository.claim(this.trx, 'me');
    if (typeof row === 'string') throw new Error(`the run cannot be claimed: ${row}`);
    return new RunnerUnderTest(rule, {}, false, undefined, { run: this, row, state: edit(await readState(row.state)) });
  }

  /** Another process goes on undoing what this run has left: its own has died. */
  async takeOver(rule: JsonObject): Promise<RunnerUnderTest> {
    await this.repository.reapExpired();
    const row = await this.repository.claimUndo(this.trx, 'other');
    if (!row) throw new Error('the run cannot be taken over');
    return new RunnerUnderTest(rule, {}, false, undefined, { run: this, row, state: await readState(row.state) });
  }

  #resumed(rule: CompiledRule, { row, state }: Recovered): RunStart {
    const { repository, clock, trx } = this;
    const deps = { repository, clock, leaseMs: 15_000, defer: () => undefined, shutdownSignal: never };
    const ledger = createRunLedger(deps, trx, { row, since: clock.elapsed() });
    const recovery = { operator: 'op', changes: {} };
    const ids = { trx, logId: row.logId };
    const kept = { ...rule, suspend: true };
    const place = { layer: row.curStep, state, recoveries: row.recoverCount, recovery };
    return { rule: kept, ids, environment: { secret: {}, var: {} }, ledger, ...place };
  }

  /** The call of a component that is under way; it is the test's to end. */
  take(component: string): UnderWay {
    const at = this.calls.findIndex((call) => call.component === component);
    const [call] = at < 0 ? [] : this.calls.splice(at, 1);
    if (!call) throw new Error(`no call of ${component} is under way`);
    return call;
  }

  /** Lets everything happen that can without the test. */
  settle(): Promise<void> {
    return this.clock.pass(0);
  }

  #start(rule: CompiledRule, body: JsonObject, pendingAnswer: boolean): RunStart {
    const ids = { trx: this.trx, logId: '1'.repeat(32) };
    const request = { method: 'POST', path: '/ps/x', params: {}, query: {}, header: {}, body, ip: '127.0.0.1' };
    const { repository, clock } = this;
    const ledger = createRunLedger(
      { repository, clock, leaseMs: 15_000, defer: () => undefined, shutdownSignal: never },
      this.trx,
    );
    const log = newRunLog(rule, request, ids, clock.now());
    const nothing = { scriptData: {}, steps: {}, failed: null, responded: null, pendingAnswer };
    const state = { ...nothing, data: { request }, log };
    return {
      rule,
      ids,
      environment: { secret: {}, var: {} },
      ledger,
      layer: 1,
      state,
      recoveries: 0,
      recovery: undefined,
    };
  }

  #deps(): RunDeps {
    return {
      callers: { suspended: () => undefined, left: () => undefined, settled: () => undefined },
      executors: this.#executors(),
      judge: (call, result) => (call.type === 'api' ? judgeApi(call, result) : undefined),
      cache: createResultCache(),
      clock: this.clock,
      runLogs: { fit: (log) => Promise.resolve(log), write: (log) => Promise.resolve(void this.logs.push(log)) },
      owner: 'me',
      waits: this.waits,
      callbackUrl: (trx, key) => `http://127.0.0.1/callback/${trx}/${key}`,
      redact: (value) => value,
      encode: (answer: Answer) => Promise.resolve(JSON.stringify(answer)),
      ended: (run) => this.ended.push(run),
      componentEnded: () => undefined,
    };
  }

  #executors(): Executors {
    const resolve: Executors['api']['resolve'] = (call, scope) => ({
      type: 'api',
      method: call.method ?? 'GET',
      url: call.url.evaluate(scope),
      header: {},
      auth: undefined,
      input: call.input?.evaluate(scope),
      call,
    });
    const execute: Executors['api']['execute'] = (call, attempt) => {
      const { promise, resolve: settle, reject } = Promise.withResolvers<ComponentResult>();
      attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason ?? new Error('aborted')));
      this.calls.push({
        component: attempt.component,
        attempt,
        call,
        answer: (body, status = 200) => settle({ kind: 'value', result: { body, status, header: {} } }),
        fail: reject,
      });
      return promise;
    };
    const none = (): never => {
      throw new Error('there are only apis here');
    };
    const others = { resolve: none, execute: none };
    return { api: { resolve, execute }, rule: others, script: others, transform: others };
  }
}

/** An api component. */
export function api(name: string, more: JsonObject = {}): JsonObject {
  return { name, type: 'api', url: `http://127.0.0.1/${name}`, outputName: name, ...more };
}
