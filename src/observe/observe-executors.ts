import type { Logger } from 'pino';
import type { Attempt, ComponentExecutor, Executors, ResolvedCall } from '../engine/port.ts';
import type { ApiCall, ScriptCall } from '../rule/compiled.ts';

export interface Observers {
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** A call that got no answer, or one with a status of 400 or more. */
  readonly upstreamFailed: (code: string) => void;
}

/** The same executors; what scripts log also goes to the process's log, and failed calls are counted. */
export function observeExecutors(executors: Executors, observers: Observers): Executors {
  return { api: observe(executors.api, observers), script: observe(executors.script, observers) };
}

function observe<C extends ApiCall | ScriptCall, R extends ResolvedCall>(
  executor: ComponentExecutor<C, R>,
  observers: Observers,
): ComponentExecutor<C, R> {
  return {
    resolve: (call, scope) => executor.resolve(call, scope),
    async execute(call, attempt) {
      // Attempts of one component share a trace.
      const seen = { logs: attempt.trace.logs.length, requests: attempt.trace.requests.length };
      try {
        return await executor.execute(call, attempt);
      } finally {
        report(attempt, seen, observers);
      }
    },
  };
}

function report({ run, component, trace }: Attempt, seen: { logs: number; requests: number }, to: Observers): void {
  const { trx, logId } = run;
  for (const { level, message } of trace.logs.slice(seen.logs)) to.log[level]({ trx, logId, component }, message);
  for (const { error, status_code } of trace.requests.slice(seen.requests)) {
    if (error !== null) to.upstreamFailed(error.code);
    else if (status_code !== null && status_code >= 400) to.upstreamFailed('110006');
  }
}
