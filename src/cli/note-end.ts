import type { Logger } from 'pino';
import type { EndedRun } from '../engine/ended-run.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { AttemptOutcome } from '../observe/queue-metrics.ts';

const OUTCOMES: ReadonlySet<string> = new Set<AttemptOutcome>([
  'success',
  'failed',
  'broken',
  'suspended',
  'cancelled',
]);

/** Counts a run that has ended, or rests, and logs it. */
export function noteEnd(run: EndedRun, metrics: Metrics, log: Logger): void {
  const { status, queue, failure } = run;
  metrics.runEnded(run.rule.name, status, run.runTimeMs);
  if (queue) {
    // Back in its queue without an error of its own, the attempt goes on elsewhere.
    const isRetry = status === 'queued' && failure?.error.code !== '000503';
    const outcome = isRetry ? 'retry' : isOutcome(status) ? status : undefined;
    if (outcome) metrics.attemptEnded(queue.name, outcome);
  }
  logEnd(log, run);
}

/** One line per run; successful ones at the level debug. */
function logEnd(log: Logger, { rule, ids, status, failure, runTimeMs }: EndedRun): void {
  if (failure === undefined && !log.isLevelEnabled('debug')) return;
  const { trx, logId } = ids;
  const fields = { trx, logId, rule: `${rule.method} ${rule.name}`, version: rule.version, status, runTimeMs };
  if (failure === undefined) {
    log.debug(fields, 'the run ended');
    return;
  }
  const { error, component, layer } = failure;
  const level = error.code === '110000' ? 'error' : 'warn';
  // A bug is found by its stack; of all else the message says enough.
  const cause = error.code === '110000' ? { err: error.cause ?? error } : {};
  log[level]({ ...fields, code: error.code, component, layer, ...cause }, `the run ended: ${error.message}`);
}

function isOutcome(status: string): status is AttemptOutcome {
  return OUTCOMES.has(status);
}
