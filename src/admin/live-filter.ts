import type { LiveRun } from '../engine/live-run.ts';
import type { KeptRunFilter } from '../store/store.ts';

/** So many of the runs that are under way are looked at. */
export const MOST_LIVE = 500;

/** Whether a run that is in no row, and has not failed so far, is one that a filter finds. */
export function isFound(run: LiveRun, filter: KeptRunFilter): boolean {
  const { trx, trxs, method, path, version, logId, clientId, statuses, start = 0, end = Infinity } = filter;
  const isIts = [
    [trx, run.trx],
    [method, run.method],
    [path, run.path],
    [version, run.version],
    [logId, run.logId],
    [clientId, run.clientId],
  ].every(([wanted, its]) => wanted === undefined || wanted === its);
  return (
    isIts &&
    (trxs?.includes(run.trx) ?? true) &&
    (statuses?.includes(run.status) ?? true) &&
    filter.queue === undefined &&
    !filter.isOfQueue &&
    !filter.errCode &&
    !filter.errComponent &&
    isOfRule(run, filter.rule) &&
    Object.entries(filter.metadata ?? {}).every(([name, value]) => run.metadata?.[name] === value) &&
    run.startedAt >= start &&
    run.startedAt <= end
  );
}

function isOfRule({ rule: { name, method } }: LiveRun, wanted: KeptRunFilter['rule']): boolean {
  if (wanted === undefined) return true;
  return wanted?.name === name && (wanted.method ?? method) === method;
}
