import { after, before } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { createSandbox } from '../../src/sandbox/pool.ts';
import type { HostMethod, Language, LogLevel, Sandbox, SandboxOutcome } from '../../src/sandbox/sandbox.ts';

const MIB = 1024 * 1024;

/** How a test runs a script; everything has a default. */
export interface RunOptions {
  readonly input?: unknown;
  readonly language?: Language;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Unique per source; by default the source. */
  readonly version?: string;
  readonly name?: string;
  /** Answers a host method with a value; throws what the script is to get. */
  readonly host?: (method: HostMethod, args: readonly unknown[]) => unknown;
}

/** What came of it, errors too. */
export type Ran =
  | (SandboxOutcome & Traces)
  | ({
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
      readonly status: number;
    } & Traces);

interface Traces {
  readonly logs: readonly { readonly level: LogLevel; readonly message: string; readonly at: number }[];
  readonly dropped: readonly number[];
  readonly warnings: readonly string[];
  /** Host methods called, with their arguments. */
  readonly calls: readonly { readonly method: HostMethod; readonly args: readonly unknown[] }[];
}

export interface TestSandbox {
  readonly sandbox: Sandbox;
  readonly run: (source: string, options?: RunOptions) => Promise<Ran>;
  /** The returned value. @throws when the script did not return one. */
  readonly value: (source: string, options?: RunOptions) => Promise<unknown>;
  /** What the pool logged. */
  readonly logged: readonly { readonly level: string; readonly fields: unknown; readonly message: string }[];
}

/** A real sandbox for the tests of a file: opened before them, closed after them. */
export function openSandbox(settings: { processes?: number; memoryBytes?: number } = {}): TestSandbox {
  let sandbox: Sandbox | undefined;
  const logged: { level: string; fields: unknown; message: string }[] = [];
  const write =
    (level: string) =>
    (fields: unknown, message?: string): void => {
      logged.push({ level, fields, message: message ?? '' });
    };
  const get = (): Sandbox => {
    if (sandbox === undefined) throw new Error('the sandbox is open inside of tests only');
    return sandbox;
  };
  before(async () => {
    const log = { info: write('info'), warn: write('warn'), error: write('error') };
    sandbox = createSandbox({ processes: 1, memoryBytes: 256 * MIB, log, ...settings });
    // A first call waits until the processes have started: that is no test's time.
    await run(sandbox, 'function handler() {}', { timeoutMs: 30_000 });
  });
  after(() => get().close());
  return {
    get sandbox() {
      return get();
    },
    logged,
    run: (source, options = {}) => run(get(), source, options),
    value: async (source, options = {}) => {
      const ran = await run(get(), source, options);
      if (ran.kind === 'value') return JSON.parse(ran.json) as unknown;
      throw new Error(`the script did not return: ${JSON.stringify(ran)}`);
    },
  };
}

async function run(sandbox: Sandbox, source: string, options: RunOptions): Promise<Ran> {
  const logs: Traces['logs'][number][] = [];
  const dropped: number[] = [];
  const calls: Traces['calls'][number][] = [];
  const warnings: string[] = [];
  const traces = { logs, dropped, warnings, calls };
  try {
    const outcome = await sandbox.run({
      script: {
        name: options.name ?? 'test/script',
        version: options.version ?? `${options.language ?? 'js'} ${source}`,
        source,
        language: options.language ?? 'js',
      },
      input: JSON.stringify(options.input ?? null),
      trx: 'TRX0198D0A0000070008000000000000001',
      logId: '0af7651916cd43dd8448eb211c80319c',
      timeoutMs: options.timeoutMs ?? 20_000,
      ...(options.signal && { signal: options.signal }),
      host: {
        async call(method, text) {
          const args = JSON.parse(text) as unknown[];
          calls.push({ method, args });
          const answer = options.host
            ? await options.host(method, args)
            : method === 'step.load'
              ? { found: false }
              : null;
          return JSON.stringify(answer ?? null);
        },
        log: (level, message, at) => void logs.push({ level, message, at }),
        warn: (message) => void warnings.push(message),
        begunAnew: () => undefined,
        logsDropped: (count) => void dropped.push(count),
      },
    });
    return { ...outcome, ...traces };
  } catch (error) {
    if (!(error instanceof StepgateError)) throw error;
    const { code, message, retryable, status } = error;
    return { kind: 'error', code, message, retryable, status, ...traces };
  }
}
