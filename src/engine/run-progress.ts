import type { JsonObject } from '../json.ts';
import type { RuleDocument } from '../rule/compiled.ts';
import type { RunProgress } from './followed-event.ts';
import { readState } from './kept-state.ts';
import type { KeptRun } from './port.ts';
import type { ComponentLog, RunLog } from './run-log.ts';
import { isEnded } from './run-status.ts';
import type { RunStatus } from './run-status.ts';

/** How a component has ended; a failure that is passed over is a success here. */
interface EndedComponent {
  readonly step: number;
  readonly name: string;
  readonly status: 'success' | 'failed' | 'skipped';
}

/** Reads what the row of a run that has ended does not say. */
interface EndedReads {
  readonly log: () => Promise<RunLog | undefined>;
  readonly rule?: () => Promise<RuleDocument | undefined>;
}

/** Of a kept run, as it was last stored. */
export async function runProgress(row: KeptRun, { log: readLog, rule: readRule }: EndedReads): Promise<RunProgress> {
  if (isEnded(row.status)) return ofLog(await readLog(), (await readRule?.())?.rule, row);
  const { log: so, rule } = await readState(row.state);
  const layers = namesOf(rule.rule.components);
  const ended = countsOf(so);
  const counts = counted(ended, layers.flat().length, row);
  const done = new Set(ended.filter(({ status }) => status !== 'failed').map(({ step, name }) => `${step}/${name}`));
  const own = layers[row.curStep - 1] ?? [];
  const under = row.status === 'suspended' ? [] : own.filter((name) => !done.has(`${row.curStep}/${name}`));
  return { ...counts, current: under.map((name) => `layer-${row.curStep}/${name}`) };
}

function ofLog(log: RunLog | undefined, rule: JsonObject | undefined, row: KeptRun): RunProgress {
  const begun = log?.step_logs.reduce((sum, { action_count }) => sum + action_count, 0) ?? 0;
  const total = rule ? namesOf(rule.components).flat().length : begun;
  const counts = counted(countsOf(log), total, row);
  // Without a log nothing tells which of them were skipped.
  return { ...counts, ...(!log && row.status === 'success' && { completed_steps: total }), current: [] };
}

function counted(ended: readonly EndedComponent[], total: number, { status }: KeptRun) {
  const [completed, failed, skipped] = (['success', 'failed', 'skipped'] as const).map(
    (one) => ended.filter(({ status: of }) => of === one).length,
  ) as [number, number, number];
  return {
    percentage: percentageOf(completed + skipped, total, status),
    total_steps: total,
    completed_steps: completed,
    failed_steps: failed,
    skipped_steps: skipped,
    message: null,
  };
}

/** How the components of the rule's own layers have ended. */
export function countsOf(log: RunLog | undefined): readonly EndedComponent[] {
  // Of one that ran again the last counts.
  const entries = new Map<string, ComponentLog>();
  for (const { step, component_logs } of log?.step_logs ?? [])
    for (const entry of component_logs) entries.set(`${step}/${entry.name}`, entry);
  return [...entries.values()]
    .filter(({ is_resting }) => !is_resting)
    .map(({ step, name, error, ignore_error, is_skip }) => {
      const status = is_skip ? 'skipped' : error !== null && !ignore_error ? 'failed' : 'success';
      return { step, name, status };
    });
}

/** Rounded down; 100 at the end only. @param done how many components of `total`, and of those under way their parts. */
export function percentageOf(done: number, total: number, status: RunStatus): number {
  if (status === 'success') return 100;
  // Parts add up to a little less than they are.
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total + 1e-9));
}

function namesOf(components: unknown): string[][] {
  const layers = (components ?? []) as readonly (readonly { readonly name: string }[])[];
  return layers.map((layer) => layer.map(({ name }) => name));
}
