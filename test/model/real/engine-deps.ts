import { noChildren } from '../../fixture/no-children.ts';
import { createApiExecutor } from '../../../src/component/api.ts';
import { judgeApi } from '../../../src/component/api-judge.ts';
import type { ComponentRecord } from '../../../src/engine/component-record.ts';
import type { EngineDeps } from '../../../src/engine/engine-deps.ts';
import type { RunLog } from '../../../src/engine/run-log.ts';
import type { CompiledRule } from '../../../src/rule/compiled.ts';
import { callbackUrl, environment } from '../program.ts';
import { createScriptActor } from './script-actor.ts';
import { transformActor } from './transform-actor.ts';
import type { Upstream } from './upstream.ts';

/** What one engine has of its run's world, and whom it tells. */
interface EngineWorld extends Pick<EngineDeps, 'clock' | 'cache' | 'repository' | 'waits' | 'ended'> {
  readonly rule: CompiledRule;
  readonly upstream: Upstream;
  readonly logged: (log: RunLog) => void;
  readonly componentEnded: (record: ComponentRecord) => void;
}

/** What the engine of one process is given. */
export function engineDeps({ rule, upstream, logged, componentEnded, ...world }: EngineWorld): EngineDeps {
  const { clock } = world;
  const api = createApiExecutor({ outbound: upstream, secrets: () => environment.secret, clock });
  const called = { resolve: noRule, execute: noRule };
  const executors = { api, rule: called, script: createScriptActor(upstream), transform: transformActor };
  return {
    ...world,
    executors,
    judge: (call, result) => {
      if (call.type === 'api') judgeApi(call, result);
    },
    runLogs: {
      fit: (log) => Promise.resolve(log),
      write: (log) => {
        logged(log);
        return Promise.resolve();
      },
    },
    owner: 'this process',
    componentEnded: (_, record) => componentEnded(record),
    encode: (answer) => Promise.resolve(JSON.stringify(answer)),
    callbackUrl,
    children: noChildren,
    environment: () => environment,
    compile: () => rule,
    findRule: () => Promise.resolve(undefined),
    databaseAway: () => false,
    audit: () => Promise.resolve(),
    hasLog: () => Promise.resolve(false),
    redact: (value) => value,
    redactLarge: (value) => Promise.resolve(value),
    mockedExecutors: () => executors,
    leaseMs: 15_000,
    note: () => undefined,
    onError: (error) => {
      throw error;
    },
  };
}

function noRule(): never {
  throw new Error('no component of a program runs a rule');
}
