import type { Signal } from '../abort.ts';
import type { ErrorDetail } from '../error.ts';

/** One immutable version of a script. */
export interface SandboxScript {
  readonly name: string;
  /** Unique per source: the child compiles once for each. */
  readonly version: string;
  readonly source: string;
  readonly language: Language;
}

/** A version of a script that is stored. */
export interface StoredScript extends SandboxScript {
  readonly language: 'js' | 'ts';
}

/** JavaScript, TypeScript, or the expression of a transform. */
export type Language = 'js' | 'ts' | 'jsonata';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * What the gateway does for a script. Only strings cross the boundary: `args` is the JSON text of the array in the
 * second column, the result is the JSON text of the third. The child has checked the arguments already: their number,
 * their types, 4 MiB each, 16 and 200 requests. What is left to the gateway: that a secret exists and fits, and the
 * 16 MiB of all `ctx.data` and all `ctx.step` of a run (110005).
 *
 * | method                                     | args                           | result                               |
 * | ------------------------------------------ | ------------------------------ | ------------------------------------ |
 * | `request`                                  | `[options, step]`              | the parsed body; with `onlyData: false` `{data, status, header, cookies}` |
 * | `data.store`                               | `[key, value]`                 | `null`                               |
 * | `data.load`                                | `[key]`                        | the value, `null` when missing       |
 * | `step.load`                                | `[name, parent]`               | `{"found":true,"value":…}`, with `"promised":true` where it was stored so; `{"found":false}` |
 * | `step.store`                               | `[name, value]`                | `null`; a third argument `true`: in a plain handler `fn` gave a promise |
 * | `step.fail`                                | `[name, error]`                | `null`; `error` is an `ErrorText`    |
 * | `progress`                                 | `[fraction, message]`          | `null`; the message is a string or null |
 * | `response`                                 | `[value]`                      | `null`                               |
 * | `hmac`                                     | `[algorithm, secretName, text]` | hex; `algorithm` is md5, sha1, sha256 or sha512 |
 * | `aes.encrypt`, `aes.decrypt`               | `[secretName, text]`           | base64 / text                        |
 * | `rsa.encodeToBase64`, `rsa.encodeToHex`    | `[secretName, text, padding]`  | base64 / hex; `padding` is `"pkcs1"` or `"oaep"`, always there |
 * | `rsa.decodeFromBase64`, `rsa.decodeFromHex` | `[secretName, text, padding]` | text                                 |
 * | `rsa.sign`                                 | `[secretName, text]`           | base64                               |
 * | `rsa.verify`                               | `[secretName, text, signature]` | `true` / `false`                    |
 * | `jwt.sign`                                 | `[secretName, claims, options]` | the token                           |
 * | `jwt.verify`                               | `[secretName, token, options]` | the claims                           |
 * | `jwt.decode`                               | `[token]`                      | `{header, payload}`                  |
 *
 * `options` of `request` is the object that the script gave, as JSON: only the fields that `ctx.request` takes, of the right
 * types, `url` always there; defaults are not filled in; the same of `jwt`. `step` and `parent` are the name of the
 * innermost step that makes the request or begins the step, empty when none does.
 */
export interface SandboxHost {
  /** A StepgateError it rejects with is thrown in the script, with its `code`, `status` and `retryable`. */
  call(method: HostMethod, args: string): Promise<string>;
  /** `ctx.log` and `console`, at most 200 lines of 8 KiB; `at`: epoch milliseconds when the script wrote it. */
  log(level: LogLevel, message: string, at: number): void;
  /** What does not fail the call, and its author should know. */
  warn(message: string): void;
  /** The script runs again from its beginning, for its process was lost: its steps so far do not count. */
  begunAnew(): void;
  /** Lines over the limit; at most once per call. */
  logsDropped(count: number): void;
}

/** The methods of `ctx` that need the gateway. */
export type HostMethod =
  | 'request'
  | 'data.store'
  | 'data.load'
  | 'step.load'
  | 'step.store'
  | 'step.fail'
  | 'progress'
  | 'response'
  | 'hmac'
  | 'aes.encrypt'
  | 'aes.decrypt'
  | 'rsa.encodeToBase64'
  | 'rsa.encodeToHex'
  | 'rsa.decodeFromBase64'
  | 'rsa.decodeFromHex'
  | 'rsa.sign'
  | 'rsa.verify'
  | 'jwt.sign'
  | 'jwt.verify'
  | 'jwt.decode';

export interface SandboxCall {
  readonly script: SandboxScript;
  /** JSON text of the handler's `input`. */
  readonly input: string;
  readonly trx: string;
  readonly logId: string;
  /** Wall clock for the whole call, all waiting included. */
  readonly timeoutMs: number;
  readonly signal?: Signal;
  readonly host: SandboxHost;
}

export type SandboxOutcome =
  /** JSON text of the handler's return value. */
  | { readonly kind: 'value'; readonly json: string }
  | { readonly kind: 'suspend'; readonly code: string; readonly reason: string }
  | { readonly kind: 'break'; readonly code: string; readonly status: number; readonly reason: string };

/** What `/health/ready` and `/metrics` show. */
export interface SandboxStatus {
  readonly ready: boolean;
  /** Why not, or what is missing of the isolation. */
  readonly reason?: string;
  /** E.g. `isolate in a child process, Node permission model`. */
  readonly isolation: string;
  readonly processes: number;
  readonly callsRunning: number;
  readonly callsQueued: number;
  readonly restarts: number;
  /** Process ids of the children, for tests and operators. */
  readonly pids: readonly number[];
}

export interface Sandbox {
  /** @throws StepgateError 110001, 110002, 110003, 110005, 110012, 110013, or the code of an uncaught `ctx` error. */
  run(call: SandboxCall): Promise<SandboxOutcome>;
  /**
   * Compiles without running: syntax errors and a missing `handler`, else warnings of names that a script will not find,
   * with line and column. Empty: fine.
   */
  check(source: string, language: Language): Promise<ErrorDetail[]>;
  status(): SandboxStatus;
  /** Ends the children. */
  close(): Promise<void>;
}
