import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { AdminDeps } from '../admin/admin-deps.ts';
import type { ProxyTrust } from '../http/client.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Turns } from '../turns.ts';

/** What the server needs of the configuration. */
export interface ServerOptions {
  /** Starts with a slash, does not end with one: `/ps`. */
  readonly prefix: string;
  readonly bodyLimitBytes: number;
  /** Runs under way in this process, above which new ones get 503. */
  readonly maxRuns: number;
  /** How far the event loop may be behind before new runs get 503. */
  readonly maxLagMs: number;
  /** Origins whose pages may call the rules. */
  readonly compress: boolean;
  readonly corsOrigins: readonly string[];
  /** Proxies in front of it. */
  readonly trustProxy: ProxyTrust;
  /** `/metrics` without a token. */
  readonly metricsOpen: boolean;
  /** The program's version, for the OpenAPI documents. */
  readonly version: string;
}

/** The dependencies of `createServer`. `cli/app.ts` makes the parts and closes them; the server only uses them. */
export interface ServerDeps extends Omit<AdminDeps, 'log' | 'prefix' | 'sandbox' | 'signIn'> {
  readonly options: ServerOptions;
  readonly sandbox: Pick<Sandbox, 'check' | 'status'>;
  readonly log: Logger;
  /** Of all processes that serve together: by name and address of who signs in. */
  readonly signInTurns: Turns;
  /** For `/metrics`: all of them as text. */
  readonly metrics: { readonly contentType: string; readonly exposition: () => Promise<string> };
  /** How long answers under way may still take when the server is closed, milliseconds; at least 2 s. */
  readonly drainLeftMs: () => number;
  /** Asked once for each request: whether its connection ends with the answer, since another process takes the next. */
  readonly endsConnection: () => boolean;
  /** False until the migrations have been applied. */
  readonly migrated: () => boolean;
  /** The JSON Schema at `/schemas/rule.json`. */
  readonly ruleSchema: object;
  /** Where the built console lies; it is served from there. */
  readonly consoleFolder: string;
  /** Further parts of the process's HTTP surface. */
  readonly plugins?: readonly FastifyPluginAsync[];
}
