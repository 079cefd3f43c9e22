import { judgeApi } from '../../src/component/api-judge.ts';
import { createResultCache } from '../../src/engine/cache.ts';
import type { EndedRun } from '../../src/engine/ended-run.ts';
import type { Answer } from '../../src/engine/engine.ts';
import { createRunLedger } from '../../src/engine/run-ledger.ts';
import type { Attempt, ComponentResult, Executors, ResolvedApi, RunRepository } from '../../src/engine/port.ts';
import type { RunLog } from '../../src/engine/run-log.ts';
import { newRunLog } from '../../src/engine/run-record.ts';
import type { RunStart } from '../../src/engine/run-start.ts';
import { Runner } from '../../src/engine/runner.ts';
import type { RunDeps } from '../../src/engine/runner.ts';
import type { Json, JsonObject } from '../../src/json.ts';
import { compileRule } from '../../src/rule/compile.ts';
import type { CompiledRule } from '../../src/rule/compiled.ts';
import { createManualClock } from '../fixture/manual-clock.ts';
import type { ManualClock } from '../fixture/manual-clock.ts';
import { createMemoryRepository } from '../model/real/memory-repository.ts';

/** A call under way, which the test ends. */
export interface UnderWay {
  readonly component: string;
  readonly attempt: Attempt;
  readonly call: ResolvedApi;
  answer(body: Json, status?: number): void;
  fail(error: Error): void;
}

/** One runner on a clock, a database and upstreams that the test moves; no process, no socket. */
export class RunnerUnderTest {
  readonly clock: ManualClock = createManualClock(1_000_000);
  readonly repository: RunRepository = createMemoryRepository();
  readonly logs: RunLog[] = [];
  readonly ended: EndedRun[] = [];
  /** Calls that have not been answered, in the order in which they were made. */
  readonly calls: UnderWay[] = [];
  readonly runner: Runner;
  readonly trx = 'TRX00000000000000000000000000000001';

  /** `pendingAnswer`: its request has an `Idempotency-Key`. */
  constructor(rule: JsonObject, body: JsonObject = {}, pendingAnswer = false) {
    const compiled = compileRule({ name: 'x', method: 'POST', rule }, 'V1');
    this.runner = new Runner(this.#deps(), this.#start(compiled, body, pendingAnswer)).begin();
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
    const shutdownSignal = new AbortController().signal;
    const ledger = createRunLedger(
      { repository, clock, leaseMs: 15_000, defer: () => undefined, shutdownSignal },
      this.trx,
    );
    const log = newRunLog(rule, request, ids, clock.now());
    const nothing = { scriptData: {}, steps: {}, failed: null, responded: null, pendingAnswer };
    const state = { ...nothing, data: { request }, log };
    return { rule, ids, environment: { secret: {}, var: {} }, ledger, layer: 1, state, recovery: undefined };
  }

  #deps(): RunDeps {
    return {
      executors: this.#executors(),
      judge: (call, result) => {
        if (call.type === 'api') judgeApi(call, result);
      },
      cache: createResultCache(),
      clock: this.clock,
      runLogs: { fit: (log) => Promise.resolve(log), write: (log) => Promise.resolve(void this.logs.push(log)) },
      owner: 'me',
      redact: (value) => value,
      encode: (answer: Answer) => Promise.resolve(JSON.stringify(answer)),
      ended: (run) => this.ended.push(run),
      componentEnded: () => undefined,
    };
  }

  #executors(): Executors {
    const resolve: Executors['api']['resolve'] = (call, scope) => ({
      type: 'api',
      method: call.method,
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
    const noScripts = (): never => {
      throw new Error('there are no scripts here');
    };
    return { api: { resolve, execute }, script: { resolve: noScripts, execute: noScripts } };
  }
}

/** An api component. */
export function api(name: string, more: JsonObject = {}): JsonObject {
  return { name, type: 'api', url: `http://127.0.0.1/${name}`, outputName: name, ...more };
}
