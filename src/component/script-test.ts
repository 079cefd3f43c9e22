import type { Clock } from '../clock.ts';
import { loggedError } from '../engine/logged-error.ts';
import { toStepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { AttemptTrace, ComponentResult } from '../engine/port.ts';
import type { LoggedError, RequestLog, ScriptLogLine, StepLog } from '../engine/run-log.ts';
import { childTraceparent, newTrx, traceOf } from '../engine/ids.ts';
import { createMockedExecutors } from './mocked.ts';
import type { ScriptDeps } from './script-deps.ts';

const NAME = 'script';
const TIMEOUT_MS = 60_000;

/** What one run of a script gave. */
export interface TestedScript {
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

/** A script that is not saved. */
interface Draft {
  readonly source: string;
  readonly language: 'js' | 'ts';
}

/** Runs a script by itself; its `ctx.request` calls are answered from `requests` in order. */
export function createScriptTest(
  deps: ScriptDeps,
  clock: Clock,
): (draft: Draft, input: Json, requests: readonly Json[]) => Promise<TestedScript> {
  return async (draft, input, requests) => {
    const trace: AttemptTrace = { requests: [], isLogged: true, logs: [], steps: [], warnings: [], logsDropped: 0 };
    const start = clock.elapsed();
    const outcome = await run(deps, draft, input, requests, trace);
    return {
      ...outcome,
      logs: trace.logs,
      steps: trace.steps,
      warnings: trace.warnings,
      request_logs: trace.requests.map((request) => request.log()),
      run_time: Math.round(clock.elapsed() - start),
    };
  };
}

type ScriptOutcome = Pick<TestedScript, 'status' | 'output' | 'error'>;

async function run(
  deps: ScriptDeps,
  draft: Draft,
  input: Json,
  requests: readonly Json[],
  trace: AttemptTrace,
): Promise<ScriptOutcome> {
  const trx = newTrx();
  const logId = traceOf(undefined);
  const { script } = createMockedExecutors(deps, { [NAME]: { requests } });
  try {
    return outcomeOf(
      await script.execute(
        { type: 'script', script: NAME, version: `test ${trx}`, ...draft, input },
        {
          run: {
            trx,
            logId,
            traceparent: () => childTraceparent(logId),
            depth: 1,
            keeps: false,
            recoveredBy: undefined,
            forwarded: [],
            scope: {},
            data: new Map(),
            steps: new Map(),
            requests: new Map(),
            respond: () => undefined,
            beforeKept: () => undefined,
          },
          component: NAME,
          key: `1-${NAME}`,
          idempotencyKey: `${trx}-1-${NAME}`,
          timeoutMs: TIMEOUT_MS,
          signal: new AbortController().signal,
          trace,
        },
      ),
    );
  } catch (thrown) {
    return { status: 'failed', output: null, error: loggedError(toStepgateError(thrown)) };
  }
}

function outcomeOf(result: ComponentResult): ScriptOutcome {
  if (result.kind === 'child' || result.kind === 'waiting') throw new Error('a script runs no other rule');
  if (result.kind === 'value') return { status: 'success', output: result.result.body, error: null };
  const status = result.kind === 'break' ? 'broken' : 'suspended';
  return { status, output: null, error: { code: result.code, msg: result.reason, kind: 'business' } };
}
