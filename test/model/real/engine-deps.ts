import { noQueues, testSelf } from '../../engine/no-queues.ts';
import { createApiExecutor } from '../../../src/component/api.ts';
import { judgeApi } from '../../../src/component/api-judge.ts';
import type { EngineDeps } from '../../../src/engine/engine-deps.ts';
import { encodeForKey } from '../../../src/gateway/idempotency.ts';
import { isRequest } from '../../../src/rule/rule-call.ts';
import type { RunLog } from '../../../src/engine/run-log.ts';
import { callbackUrl, environment } from '../program.ts';
import { createScriptActor } from './script-actor.ts';
import { transformActor } from './transform-actor.ts';
import type { Upstream } from './upstream.ts';

/** What one engine has of its run's world, and whom it tells. */
interface EngineWorld extends Pick<
  EngineDeps,
  'clock' | 'cache' | 'children' | 'compile' | 'componentEnded' | 'repository' | 'waits' | 'ended'
> {
  /** Runs other rules. */
  readonly called: EngineDeps['executors']['rule'];
  readonly upstream: Upstream;
  readonly logged: (log: RunLog) => void;
}

/** What the engine of one process is given. */
export function engineDeps({ upstream, called, logged, ...world }: EngineWorld): EngineDeps {
  const { clock } = world;
  const api = createApiExecutor({ outbound: upstream, secrets: () => environment.secret, clock });
  const executors = { api, rule: called, script: createScriptActor(upstream), transform: transformActor };
  return {
    ...world,
    queues: noQueues,
    self: testSelf,
    executors,
    judge: (call, result) => (isRequest(call) ? judgeApi(call, result) : undefined),
    runLogs: {
      fit: (log) => Promise.resolve(log),
      write: (log) => {
        logged(log);
        return Promise.resolve();
      },
    },
    owner: 'this process',
    // What cannot be written as XML is compared all the same.
    encode: (answer, trx) => encodeForKey(answer, trx, { error: () => undefined }),
    callbackUrl,
    environment: () => environment,
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
