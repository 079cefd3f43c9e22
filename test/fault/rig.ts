import { testSelf } from '../engine/no-queues.ts';
import { createApiExecutor } from '../../src/component/api.ts';
import { judgeApi } from '../../src/component/api-judge.ts';
import { systemClock } from '../../src/clock.ts';
import { createResultCache } from '../../src/engine/cache.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { MaintainedEngine } from '../../src/engine/create-engine.ts';
import type { EngineDeps } from '../../src/engine/engine-deps.ts';
import type { Answer, StartedRun } from '../../src/engine/engine.ts';
import { newTrx, traceOf } from '../../src/engine/ids.ts';
import { createOutbound } from '../../src/outbound/client.ts';
import { createEgress } from '../../src/outbound/egress.ts';
import { reap } from '../../src/engine/at-rest.ts';
import { compileRule } from '../../src/rule/compile.ts';
import type { CompiledRule } from '../../src/rule/compiled.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Store } from '../../src/store/store.ts';
import { writeLogs } from '../store/log-at.ts';

/** The engine on a real database and real HTTP, without the rest of the gateway. */
export interface Rig {
  readonly engine: MaintainedEngine;
  /** Starts a run of a rule, for a request that says its `id`. */
  run(rule: CompiledRule, id: string, trx?: string): StartedRun;
  /** Looks once for runs whose lease has run out. */
  reap(): Promise<void>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly store: Store;
  /** Names the process that it stands for. */
  readonly owner: string;
  /** What stands between the engine and what it needs. */
  readonly between?: (deps: EngineDeps) => EngineDeps;
}

const LEASE_MS = 15_000;

/** Makes one. Its engine has not been started. */
export function createRig({ store, owner, between = (deps) => deps }: RigOptions): Rig {
  const outbound = createOutbound({ egress: createEgress({ deny: [], allow: [] }) });
  const api = createApiExecutor({ outbound, secrets: () => ({}) });
  const executors = { api, rule: none, script: none, transform: none };
  const deps: EngineDeps = between({
    executors,
    mockedExecutors: () => executors,
    judge: (call, result) => {
      if (call.type === 'api') judgeApi(call, result);
    },
    cache: createResultCache(),
    clock: systemClock,
    repository: store.runs,
    waits: store.waits,
    callbackUrl: (trx, key) => `http://127.0.0.1/callback/${trx}/${key}`,
    children: store.children,
    queues: store.queues,
    self: testSelf,
    runLogs: { fit: (log) => Promise.resolve(log), write: (log) => writeLogs(store.runLogs, [log]) },
    owner,
    leaseMs: LEASE_MS,
    environment: () => ({ secret: {}, var: {} }),
    compile: compileRule,
    findRule: () => Promise.resolve(undefined),
    databaseAway: () => false,
    audit: ({ operator, ...entry }) => store.audit.add(entry, operator),
    hasLog: async (trx) => (await store.runLogs.get(trx)) !== undefined,
    redact: (value) => value,
    redactLarge: (value) => Promise.resolve(value),
    encode: (answer: Answer) => Promise.resolve(JSON.stringify(answer)),
    ended: () => undefined,
    componentEnded: () => undefined,
    note: () => undefined,
    onError: () => undefined,
  });
  const engine = createEngine(deps);
  return {
    engine,
    run(rule, id, trx = newTrx()) {
      const raw = {
        method: 'POST',
        path: '/ps/rule',
        params: {},
        query: {},
        header: {},
        body: { id },
        ip: '127.0.0.1',
      };
      const checked = rule.check(raw);
      if (checked instanceof Promise) throw new Error('a request is large');
      if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
      return engine.run(rule, checked.request, { trx, logId: traceOf(undefined) });
    },
    reap: () => reap(deps),
    close: () => outbound.close(),
  };
}

/** A rule as a rig runs it. */
export function compiled(rule: JsonObject): CompiledRule {
  return compileRule({ name: 'rule', method: 'POST', rule }, 'V1');
}

const none = {
  resolve: (): never => {
    throw new Error('there are only apis here');
  },
  execute: () => Promise.reject(new Error('there are only apis here')),
};
