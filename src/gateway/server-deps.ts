import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { LoggedError, RequestLog, ScriptLogLine, StepLog } from '../engine/run-log.ts';
import type { Json } from '../json.ts';
import type { Registry } from '../registry/registry.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Store } from '../store/store.ts';

/** What the server needs of the configuration. */
export interface ServerOptions {
  /** Starts with a slash, does not end with one: `/ps`. */
  readonly prefix: string;
  readonly bodyLimitBytes: number;
  /** Runs under way in this process, above which new ones get 503. */
  readonly maxRuns: number;
  /** Origins whose pages may call the rules. */
  readonly corsOrigins: readonly string[];
  /** `/metrics` without a token. */
  readonly metricsOpen: boolean;
  /** The program's version, for the OpenAPI documents. */
  readonly version: string;
}

/** A script as `POST /script/test` sends it: not saved, perhaps never. */
export interface ScriptDraft {
  readonly source: string;
  readonly language: 'js' | 'ts';
}

/** What one run of a script gave. */
export interface ScriptTest {
  readonly status: 'success' | 'failed' | 'broken' | 'suspended';
  readonly output: Json;
  readonly error: LoggedError | null;
  readonly logs: readonly ScriptLogLine[];
  readonly steps: readonly StepLog[];
  readonly warnings: readonly string[];
  readonly request_logs: readonly RequestLog[];
  /** Milliseconds. */
  readonly run_time: number;
}

/** Everything `createServer` stands on. `cli/start.ts` makes the parts and ends them; the server only uses them. */
export interface ServerDeps {
  readonly options: ServerOptions;
  readonly store: Store;
  readonly engine: Engine;
  /** Loaded already. The admin API refreshes it after each change, before it answers. */
  readonly registry: Registry;
  readonly sandbox: Pick<Sandbox, 'check' | 'status'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** For `/metrics`: all of them as text. */
  readonly metrics: { readonly contentType: string; readonly exposition: () => Promise<string> };
  /** True from the first SIGTERM on: not ready, new requests get 503 with `Connection: close`. */
  readonly draining: () => boolean;
  /** How long answers under way may still take when the server is closed, milliseconds; at least 2 s. */
  readonly drainLeftMs: () => number;
  /** False until the migrations have been applied. */
  readonly migrated: () => boolean;
  /** Runs a script that is not saved; its `ctx.request` calls are answered from `mocks` in order, none leaves. */
  readonly testScript: (script: ScriptDraft, input: Json, requests: readonly Json[]) => Promise<ScriptTest>;
  /** The JSON Schema at `/schemas/rule.json`. */
  readonly ruleSchema: object;
  /** Further parts of the process's HTTP surface, such as the console's files under `/console/`. */
  readonly plugins?: readonly FastifyPluginAsync[];
}

/*
 * src/gateway/server.ts exports
 *   createServer(deps: ServerDeps): Promise<FastifyInstance>   ready to listen: `await app.listen({host, port})`
 * src/gateway/stop-listening.ts exports
 *   stopListening(app: FastifyInstance): Promise<void>   no new connections; open ones stay until they are answered
 * src/registry/create-registry.ts exports
 *   createRegistry(deps: { store, varNames: readonly string[], clock, log }): Registry
 * src/admin/password.ts exports
 *   hashPassword(password: string): Promise<string>
 * src/gateway/idempotency.ts exports
 *   encodeForKey(answer, trx, log): string   the engine's `encode`
 *
 * Shutting down: draining() turns true → stopListening(app) → engine.drain(deadlineMs) → app.close().
 */
