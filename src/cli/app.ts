import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import { createApiExecutor } from '../component/api.ts';
import { judgeApi } from '../component/api-judge.ts';
import { createExchange } from '../component/call-auth.ts';
import { createMockedExecutors } from '../component/mocked.ts';
import { OauthTokens } from '../component/oauth-tokens.ts';
import type { ScriptDeps } from '../component/script-deps.ts';
import { createRuleExecutor } from '../component/rule.ts';
import { createScriptExecutor } from '../component/script.ts';
import { createTransformExecutor } from '../component/transform.ts';
import type { Config } from '../config.ts';
import { createResultCache } from '../engine/cache.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { MaintainedEngine } from '../engine/create-engine.ts';
import type { EngineDeps } from '../engine/engine-deps.ts';
import type { FollowedStore } from '../engine/event-port.ts';
import type { StartRuns } from '../engine/start-runs.ts';
import type { ResultCache } from '../engine/port.ts';
import { createCallRule } from '../gateway/call-rule.ts';
import { encodeForKey } from '../gateway/idempotency.ts';
import { createStartRuns } from '../gateway/start-run.ts';
import type { Json } from '../json.ts';
import { createMetrics } from '../observe/metrics.ts';
import type { Metrics } from '../observe/metrics.ts';
import { logScriptLines } from '../observe/log-script-lines.ts';
import { maskLarge } from '../observe/mask-large.ts';
import type { Redactor } from '../observe/redactor.ts';
import { createRunLogWriter } from '../observe/run-log-writer.ts';
import type { RunLogWriter } from '../observe/run-log-writer.ts';
import { createOutbound } from '../outbound/client.ts';
import { createEgress } from '../outbound/egress.ts';
import { createFindProxy } from '../outbound/proxy.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { SharedRedis } from '../redis/redis.ts';
import { createRegistry } from '../registry/create-registry.ts';
import type { Registry } from '../registry/registry.ts';
import { createSandbox } from '../sandbox/pool.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Store } from '../store/store.ts';
import { isRequest } from '../rule/rule-call.ts';
import { version } from '../version.ts';
import { createTurns } from '../turns.ts';
import type { Turns } from '../turns.ts';
import { createAppScheduler } from './app-scheduler.ts';
import { CliError, EXIT } from './cli-error.ts';
import { createCallbackUrl } from '../gateway/callback-url.ts';
import { createCompileCache } from './compile-cache.ts';
import { createFindRule } from './find-rule.ts';
import { figuresOf } from './kept-figures.ts';
import { noteEnd } from './note-end.ts';
import { createIssuedTokens, type IssuedTokens } from './issued-tokens.ts';
import { masterKeyOf } from './master-key.ts';
import { LEASE_MS, openMigrated } from './open-store.ts';
import type { ProcessLog } from './process-log.ts';

/** All parts that run rules, wired together; nothing listens yet. */
export interface App {
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly sandbox: Sandbox;
  /** Nothing is loaded yet. */
  readonly registry: Registry;
  readonly engine: MaintainedEngine;
  readonly startRuns: StartRuns;
  readonly scripts: ScriptDeps;
  readonly metrics: Metrics;
  readonly runLogs: RunLogWriter;
  /** Not started yet. */
  readonly scheduler: Scheduler;
  readonly signInTurns: Turns;
  /** Sets `{var.SELF}`, which is known once the gateway listens. */
  setSelf(url: string): void;
  /** Ends everything; runs must have been drained. */
  close(): Promise<void>;
}

/** Replaces parts, so that tests can make them fail; a private app reads its run logs in this way. */
export interface TestHooks {
  /** How long a kept run stays its process's without being renewed. */
  readonly leaseMs?: number;
  readonly store?: (store: Store) => Store;
  /** Between the engine and the writer of run logs. */
  readonly runLogs?: (writer: RunLogWriter, registry: Registry) => RunLogWriter;
  readonly engine?: (deps: EngineDeps) => EngineDeps;
}

/** How long run logs that the database does not take are tried again at the end. */
const LAST_LOGS_MS = 2_000;

/**
 * Opens the database and makes all parts.
 * @throws CliError when the configuration is wrong or the database cannot be used.
 */
export async function openApp(
  config: Config,
  { log, redactor, showSecrets }: ProcessLog,
  testHooks: TestHooks = {},
): Promise<App> {
  const egress = egressOf(config);
  const findProxy = findProxyOf(config);
  const { leaseMs = LEASE_MS } = testHooks;
  const opened = await openMigrated(config, log, leaseMs);
  const store = testHooks.store?.(opened) ?? opened;
  const { upstreamConnections: connections, upstreamMaxAgeMs: maxAgeMs } = config;
  const outbound = createOutbound({ egress, connections, maxAgeMs, findProxy });
  const sandbox = createSandbox({
    processes: config.sandboxProcesses,
    memoryBytes: config.sandboxMemoryBytes,
    log,
  });
  const varNames = [...Object.keys(config.vars), 'SELF'];
  const redis = await redisOf(config, log);
  const registry = createRegistry({
    store,
    varNames,
    clock: systemClock,
    log,
    ...(redis && { publish: (revision: number) => redis.publish(revision) }),
  });
  // A failure is logged where it happens; the next look into the database tries again.
  redis?.onRevision((revision) => void registry.onRevision(revision).catch(() => undefined));
  const tokens = createIssuedTokens(registry);
  showSecrets(tokens);
  const metrics = createMetrics({
    ...figuresOf(store),
    ...{ sandbox: () => sandbox.status(), live: () => wired.engine.following.connections },
  });
  const writer = createRunLogWriter({
    store: store.runLogs,
    redactor,
    clock: systemClock,
    log,
    dropped: (count) => metrics.runLogsDropped(count),
  });
  const runLogs = testHooks.runLogs?.(writer, registry) ?? writer;
  const owner = `${hostname().slice(0, 60)}:${process.pid}:${randomUUID().slice(0, 8)}`;
  let vars = config.vars;
  const cache = createResultCache(redis?.results);
  const parts = { tokens, config, log, store, redactor, cache, outbound, sandbox, registry, metrics, runLogs, owner };
  const wired = wireEngine({ ...parts, leaseMs, vars: () => vars }, testHooks);
  return {
    ...parts,
    ...wired,
    scheduler: createAppScheduler({ ...parts, ...wired }),
    signInTurns: createTurns(),
    setSelf: (url) => (vars = Object.freeze({ SELF: url, ...config.vars })),
    async close() {
      await runLogs.close(LAST_LOGS_MS);
      await Promise.all([outbound.close(), sandbox.close()]);
      redis?.close();
      await store.close();
    },
  };
}

interface Parts {
  readonly tokens: IssuedTokens;
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly redactor: Redactor;
  readonly cache: ResultCache;
  readonly outbound: Outbound;
  readonly sandbox: Sandbox;
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly runLogs: RunLogWriter;
  readonly owner: string;
  readonly leaseMs: number;
  readonly vars: () => Readonly<Record<string, string>>;
}

function wireEngine(parts: Parts, testHooks: TestHooks): Pick<App, 'engine' | 'scripts' | 'startRuns'> {
  const { log, store, redactor, cache, sandbox, registry, metrics, runLogs } = parts;
  const secrets = (): Readonly<Record<string, string>> => registry.secrets();
  const failed = (code: string): void => metrics.upstreamFailed(code);
  const exchange = createExchange(new OauthTokens(parts.outbound, systemClock, parts.tokens.add), systemClock);
  const api = createApiExecutor({
    outbound: parts.outbound,
    ...{ secrets, failed, maskText: redactor.text, exchange },
  });
  const scripts: ScriptDeps = { sandbox, find: (name) => registry.script(name), api, cache, secrets };
  const readLog = freshLogs(parts);
  const deps: EngineDeps = {
    executors: {
      api,
      rule: createRuleExecutor({
        call: (request, attempt) => callRule(request, attempt),
        endpoint: (name) => `${parts.vars().SELF ?? 'http://localhost'}${parts.config.prefix}/${name}`,
        ...{ exchange, clock: systemClock, maskText: redactor.text },
      }),
      script: logScriptLines(createScriptExecutor(scripts), log),
      transform: createTransformExecutor(sandbox),
    },
    mockedExecutors: (mocks) => createMockedExecutors(scripts, mocks),
    judge: (call, result) => (isRequest(call) ? judgeApi(call, result) : undefined),
    cache,
    clock: systemClock,
    runLogs,
    ...keptIn(store),
    callbackUrl: createCallbackUrl(store, () => parts.config.publicUrl ?? parts.vars().SELF ?? ''),
    self: { id: parts.owner, host: hostname().slice(0, 255), pid: process.pid, version },
    owner: parts.owner,
    leaseMs: parts.leaseMs,
    environment: () => ({ secret: registry.secrets(), var: parts.vars() }),
    compile: createCompileCache(),
    findRule: createFindRule(store),
    databaseAway: () => !registry.databaseReachable || store.refusal() !== undefined,
    audit: ({ operator, ...entry }) => store.audit.add(entry, operator),
    followed: { events: store.events, log: readLog },
    hasLog: async (trx) => (await readLog(trx)) !== undefined,
    redact: <T>(value: T) => redactor.json(value as Json) as T,
    redactLarge: (value) => maskLarge(redactor, value),
    ended: (run) => noteEnd(run, metrics, log),
    attempts: {
      began: (queue, waitedMs) => metrics.attemptBegan(queue, waitedMs),
      expired: (queue) => metrics.attemptEnded(queue, 'expired'),
    },
    componentEnded: (rule, record) => metrics.componentEnded(rule.name, record.component.name, record.runTimeMs),
    encode: (answer, trx) => encodeForKey(answer, trx, log),
    note: (level, fields, message) => log[level](fields, message),
    onError: (error, what) => log.error({ err: error }, `${what} failed`),
  };
  const engine = createEngine(testHooks.engine?.(deps) ?? deps);
  const { prefix, bodyLimitBytes } = parts.config;
  const callRule = createCallRule({
    ...{ registry, engine, prefix, bodyLimitBytes, clock: systemClock, log },
    ...{ children: store.children, idempotency: store.idempotency },
  });
  return { engine, scripts, startRuns: createStartRuns({ engine, registry, prefix, runs: store.runs }) };
}

/** Where runs are kept, and what belongs to them. */
function keptIn({
  runs,
  waits,
  children,
  queues,
}: Store): Pick<EngineDeps, 'repository' | 'waits' | 'children' | 'queues'> {
  return { repository: runs, waits, children, queues };
}

/** Reads run logs, those that wait to be written too. */
function freshLogs({ store, runLogs }: Pick<Parts, 'store' | 'runLogs'>): FollowedStore['log'] {
  return async (trx) => {
    await runLogs.flush();
    return store.runLogs.get(trx);
  };
}

/** Its driver, 50 files, is loaded where it is used only. */
async function redisOf({ redisUrl, ...config }: Config, log: Logger): Promise<SharedRedis | undefined> {
  if (redisUrl === undefined) return undefined;
  const { createRedis } = await import('../redis/redis.ts');
  return createRedis(redisUrl, await masterKeyOf(config, log), log);
}

function egressOf({ egressDeny, egressAllow }: Config): ReturnType<typeof createEgress> {
  try {
    return createEgress({ deny: egressDeny, allow: egressAllow });
  } catch (error) {
    throw new CliError(`STEPGATE_EGRESS_DENY or STEPGATE_EGRESS_ALLOW: ${(error as Error).message}`, EXIT.usage);
  }
}

function findProxyOf({ proxy }: Config): ReturnType<typeof createFindProxy> {
  try {
    return createFindProxy(proxy);
  } catch (error) {
    throw new CliError(`NO_PROXY: ${(error as Error).message}`, EXIT.usage);
  }
}
