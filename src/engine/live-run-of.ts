import type { LiveRun } from './live-run.ts';
import type { RunStart } from './run-start.ts';
import type { RunState } from './run-state.ts';

/** A run that is under way, as lists show it; undefined: it is over. */
export function liveRunOf({ ids, rule, recovery, state: kept }: RunStart, state: RunState): LiveRun | undefined {
  if (state.name === 'ended') return undefined;
  const isGivenUp = state.name === 'reverting' || state.name === 'compensating';
  const { method, path, start_datetime, metadata } = kept.log;
  const { clientId } = ids;
  return {
    ...{ trx: ids.trx, logId: ids.logId, method, path, version: rule.version },
    rule: { name: rule.name, method: rule.method },
    layers: rule.layers.length,
    ...(metadata && { metadata }),
    ...(clientId !== undefined && { clientId }),
    status: isGivenUp ? 'compensating' : recovery ? 'recovering' : 'running',
    startedAt: Date.parse(start_datetime),
    // Where the answer is being made, it is one past the last.
    step: Math.min(state.layer, rule.layers.length),
    kept: state.kept,
  };
}
