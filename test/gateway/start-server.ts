import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { hashPassword } from '../../src/admin/password.ts';
import { consoleFolder } from '../../src/cli/console-folder.ts';
import { openApp } from '../../src/cli/app.ts';
import type { App } from '../../src/cli/app.ts';
import { createProcessLog } from '../../src/cli/process-log.ts';
import { systemClock } from '../../src/clock.ts';
import { createScriptTest } from '../../src/component/script-test.ts';
import { loadConfig } from '../../src/config.ts';
import type { ServerDeps } from '../../src/server/server-deps.ts';
import { createTurns } from '../../src/turns.ts';
import { createServer } from '../../src/server/server.ts';
import { ruleSchema } from '../../src/rule/schema/rule.ts';
import { request, temporaryDir } from '../fixture/gateway.ts';
import type { Reply } from '../fixture/gateway.ts';

const PASSWORD = 'a password of the tests';

/** What the admin API answers. */
export interface Envelope<T> {
  readonly code: number | string;
  readonly msg: string;
  readonly data: T;
  readonly errors?: readonly { readonly path?: string; readonly pointer?: string; readonly message: string }[];
}

/** The server in this process, over a real SQLite file, sandbox and engine. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly fastify: FastifyInstance;
  readonly app: App;
  /** The admin's session. */
  readonly token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Calls the admin API, as the admin unless another token is given; null: without one. */
  api<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    token?: string | null,
  ): Promise<Reply<Envelope<T>>>;
  /** Saves a rule and makes it the active one. */
  rule(method: string, name: string, rule: unknown): Promise<void>;
  login(username: string, password: string): Promise<Reply<Envelope<{ token: string }>>>;
  close(): Promise<void>;
}

/** @param change what is to be otherwise than in a started gateway. */
export async function startServer(
  env: Readonly<Record<string, string>> = {},
  change: (deps: ServerDeps) => Partial<ServerDeps> = () => ({}),
): Promise<TestServer> {
  const dir = await temporaryDir();
  const config = loadConfig(
    {
      DATABASE_URL: `sqlite:${join(dir, 'test.db')}`,
      STEPGATE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      STEPGATE_RULES_DIR: '',
      STEPGATE_SCRIPTS_DIR: '',
      STEPGATE_SANDBOX_PROCESSES: '1',
      // A machine that runs all tests at once may give a process no time for a second.
      STEPGATE_MAX_LAG_MS: '60000',
      LOG_LEVEL: 'silent',
      ...env,
    },
    dir,
  );
  const app = await openApp(config, createProcessLog(config.logLevel, 'stderr'));
  const admin = { username: 'admin', role: 'admin', passwordHash: await hashPassword(PASSWORD) } as const;
  await app.store.users.add(admin, { id: 0, name: 'test', ip: '' });
  await app.registry.refresh();
  const deps = depsOf(app);
  const fastify = await createServer({ ...deps, ...change(deps) });
  await fastify.listen({ host: '127.0.0.1', port: 0 });
  const { port } = fastify.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  app.setSelf(url);
  app.engine.startMaintenance();
  app.engine.queues.work({});

  const login: TestServer['login'] = (username, password) =>
    request('POST', `${url}/api/v1/login`, { username, password });
  const token = (await login('admin', PASSWORD)).body.data.token;
  const server: TestServer = {
    url,
    port,
    fastify,
    app,
    token,
    login,
    call: (method, path, body, headers) => request(method, `${url}/ps/${path}`, body, headers),
    api: (method, path, body, by = token) =>
      request(method, `${url}/api/v1/${path}`, body, by === null ? {} : { authorization: `Bearer ${by}` }),
    async rule(method, name, rule) {
      const saved = await server.api('POST', 'rule', { name, method, rule, activate: true });
      if (saved.status !== 201) throw new Error(`rule ${name} was not saved: ${saved.text}`);
    },
    async close() {
      await app.engine.drain(0);
      await fastify.close();
      await app.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return server;
}

function depsOf(app: App): ServerDeps {
  const { config, store, engine, startRuns, registry, sandbox, log, metrics, scripts } = app;
  const { prefix, bodyLimitBytes, maxRuns, maxLagMs, compress, corsOrigins, trustProxy, metricsOpen } = config;
  return {
    options: {
      prefix,
      bodyLimitBytes,
      maxRuns,
      maxLagMs,
      compress,
      corsOrigins,
      trustProxy,
      metricsOpen,
      version: '0.0.0',
    },
    store,
    engine,
    startRuns,
    registry,
    sandbox,
    clock: systemClock,
    log,
    metrics,
    draining: () => false,
    drainLeftMs: () => 0,
    endsConnection: () => false,
    signInTurns: createTurns(),
    migrated: () => true,
    testScript: createScriptTest(scripts, systemClock),
    runSchedule: (ref) => app.scheduler.runNow(ref),
    ruleSchema,
    consoleFolder,
  };
}

/** Sends bytes as they are and gives back all that comes until the connection ends. */
export async function sendRaw(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  return (await sendBytes(port, ...parts)).toString();
}

/** `sendRaw`, for answers that are no UTF-8. */
export function sendBytes(port: number, ...parts: readonly (string | Buffer)[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    for (const part of parts) socket.write(part);
  });
}
