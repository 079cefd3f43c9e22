import type { Logger } from 'pino';
import type { Attempt, ComponentExecutor, ResolvedScript } from '../engine/port.ts';
import type { ScriptCall } from '../rule/compiled.ts';

type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** The same executor; what scripts log also goes to the process's log, when their attempt has ended. */
export function logScriptLines(
  executor: ComponentExecutor<ScriptCall, ResolvedScript>,
  log: Log,
): ComponentExecutor<ScriptCall, ResolvedScript> {
  return {
    resolve: (call, scope) => executor.resolve(call, scope),
    async execute(call, attempt) {
      // Attempts of one component share a trace.
      const before = attempt.trace.logs.length;
      try {
        return await executor.execute(call, attempt);
      } finally {
        report(attempt, before, log);
      }
    },
  };
}

function report({ run, component, trace }: Attempt, before: number, log: Log): void {
  const { trx, logId } = run;
  for (const { level, message } of trace.logs.slice(before)) log[level]({ trx, logId, component }, message);
}
