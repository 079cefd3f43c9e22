import { readState } from './kept-state.ts';
import type { KeptRun } from './port.ts';
import type { ComponentLog, RunLog } from './run-log.ts';
import { isEnded } from './run-status.ts';

/** How far a run is, counted by the components of the rule's own layers. */
export interface RunProgress {
  readonly percentage: number;
  readonly total_steps: number;
  readonly completed_steps: number;
  readonly failed_steps: number;
  readonly skipped_steps: number;
  /** What is under way, or rests: `layer-2/coupon`. */
  readonly current: readonly string[];
  readonly message: string | null;
}

/** Of a kept run, as it was last stored. @param log reads that of a run which has ended. */
export async function runProgress(row: KeptRun, log: () => Promise<RunLog | undefined>): Promise<RunProgress> {
  if (isEnded(row.status)) return ofLog(await log(), row);
  const { log: so, rule } = await readState(row.state);
  const layers = namesOf(rule.rule.components);
  const { current, ...counts } = counted(so, layers.flat().length, row);
  const done = new Set(current.done);
  const own = layers[row.curStep - 1] ?? [];
  const under = row.status === 'suspended' ? [] : own.filter((name) => !done.has(`${row.curStep}/${name}`));
  return { ...counts, current: under.map((name) => `layer-${row.curStep}/${name}`) };
}

function ofLog(log: RunLog | undefined, row: KeptRun): RunProgress {
  const total = log?.step_logs.reduce((sum, { action_count }) => sum + action_count, 0) ?? 0;
  return { ...counted(log, total, row), current: [] };
}

function counted(log: RunLog | undefined, total: number, { status }: KeptRun) {
  // Of one that ran again the last counts.
  const entries = new Map<string, ComponentLog>();
  for (const { step, component_logs } of log?.step_logs ?? [])
    for (const entry of component_logs) entries.set(`${step}/${entry.name}`, entry);
  const ended = [...entries].filter(([, { is_resting }]) => !is_resting);
  const failed = ended.filter(([, { error, ignore_error }]) => error !== null && !ignore_error);
  const skipped = ended.filter(([, { is_skip }]) => is_skip);
  const done = ended.filter((one) => !failed.includes(one));
  const share = total === 0 ? 0 : Math.floor((100 * done.length) / total);
  return {
    percentage: status === 'success' ? 100 : Math.min(share, 99),
    total_steps: total,
    completed_steps: done.length - skipped.length,
    failed_steps: failed.length,
    skipped_steps: skipped.length,
    current: { done: done.map(([name]) => name) },
    message: null,
  };
}

function namesOf(components: unknown): string[][] {
  const layers = (components ?? []) as readonly (readonly { readonly name: string }[])[];
  return layers.map((layer) => layer.map(({ name }) => name));
}
