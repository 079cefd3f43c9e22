import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { LoggedError, RequestLog, ScriptLogLine, StepLog } from '../engine/run-log.ts';
import type { StartRuns } from '../engine/start-runs.ts';
import type { Json } from '../json.ts';
import type { Registry } from '../registry/registry.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ScheduleRef } from '../store/schedules.ts';
import type { Store } from '../store/store.ts';
import type { SignIn } from './sign-in.ts';

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

/** The dependencies of the admin API. */
export interface AdminDeps {
  readonly store: Store;
  readonly engine: Engine;
  /** Begins runs without a request. */
  readonly startRuns: StartRuns;
  /** Loaded already. It is refreshed after each change, before that is answered. */
  readonly registry: Registry;
  readonly sandbox: Pick<Sandbox, 'check'>;
  readonly clock: Clock;
  /** Runs a script that is not saved; its `ctx.request` calls are answered from `mocks` in order, none leaves. */
  readonly testScript: (script: ScriptDraft, input: Json, requests: readonly Json[]) => Promise<ScriptTest>;
  /** Begins a run of a schedule; gives its trx, or undefined: there is no such schedule. */
  readonly runSchedule: (ref: ScheduleRef) => Promise<string | undefined>;
  /** True from the first SIGTERM on: not ready, new requests get 503 with `Connection: close`. */
  readonly draining: () => boolean;
  readonly signIn: SignIn;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Of the configured endpoints. */
  readonly prefix: string;
}
