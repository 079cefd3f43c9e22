import type { Clock } from '../clock.ts';
import { toStepgateError } from '../error.ts';
import { repeat } from '../repeat.ts';
import type { Draw } from './plan-starts.ts';
import type { StartRun } from './port.ts';
import type { StartOutcome } from './schedule.ts';
import { ruleOf } from './schedule.ts';
import type { StartStore, StartToBegin } from './start-store.ts';

/** How often is looked for due moments. */
const SCAN_MS = 500;
/** When a process looked last is written less often. */
const NOTE_SEEN_MS = 1_000;
/** Runs that are begun at once. */
const AT_ONCE = 16;

export interface SchedulerDeps {
  readonly store: StartStore;
  readonly startRun: StartRun;
  readonly clock: Clock;
  readonly draw: Draw;
  /** Counts what has become of due moments. */
  readonly counted: (schedule: string, outcome: StartOutcome, count: number) => void;
  readonly onError: (error: unknown, what: string) => void;
}

/** Begins the runs of schedules. */
export interface Scheduler {
  start(): void;
  /** No more runs begin. */
  stop(): Promise<void>;
  /**
   * Begins a run of a schedule now, whatever else there is; gives its trx, or undefined: there is no such schedule.
   * @throws StepgateError as `StartRun` does.
   */
  runNow(ref: { readonly id: number } | { readonly name: string }): Promise<string | undefined>;
}

/** Any number of processes have one: the database decides which of them begins the run of a due moment. */
export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { clock, store, onError } = deps;
  let notedAt = -Infinity;
  const scan = async (): Promise<void> => {
    if (!(await store.hasWork())) return;
    await beginAll(deps, await store.takeOver(), true);
    const { ids, seenAt, now } = await store.due();
    for (const id of ids) await seeTo(deps, id, seenAt);
    if (now - notedAt < NOTE_SEEN_MS) return;
    await store.noteSeen(now);
    notedAt = now;
  };
  const scanning = repeat(clock, SCAN_MS, scan, (error) => onError(error, 'the search for due schedules'));
  return {
    start: () => scanning.start(),
    stop: () => scanning.stop(),
    async runNow(ref) {
      const begun = await store.addStart(ref, deps.draw.newTrx());
      if (!begun) return undefined;
      const failure = await begin(deps, begun, false);
      if (failure !== undefined) throw failure;
      return begun.start.trx;
    },
  };
}

async function seeTo(deps: SchedulerDeps, id: number, seenAt: number | null): Promise<void> {
  const { store, draw, counted, onError } = deps;
  try {
    const { name, begin: starts, skipped, missed } = await store.seeTo(id, seenAt, draw);
    if (skipped > 0) counted(name, 'skipped', skipped);
    if (missed > 0) counted(name, 'missed', missed);
    await beginAll(deps, starts, false);
  } catch (error) {
    // The database is away: the rest need not try.
    if (toStepgateError(error).code === '000503') throw error;
    onError(error, `the schedule with the id ${id}`);
  }
}

async function beginAll(deps: SchedulerDeps, starts: readonly StartToBegin[], isTakenOver: boolean): Promise<void> {
  for (let from = 0; from < starts.length; from += AT_ONCE)
    await Promise.all(starts.slice(from, from + AT_ONCE).map((one) => begin(deps, one, isTakenOver)));
}

/**
 * Gives what the run was refused for, or why it has not begun yet: then it is tried again.
 * @param isTakenOver it may have begun, and even be over, before its process died.
 */
async function begin(deps: SchedulerDeps, begun: StartToBegin, isTakenOver: boolean): Promise<Error | undefined> {
  const { store, startRun, counted, onError } = deps;
  const { schedule, start } = begun;
  const { name, request, queue } = schedule.document;
  try {
    const at = new Date(start.at).toISOString();
    const hasBegun = isTakenOver && (await store.hasRun(start.trx));
    if (!hasBegun)
      await startRun({ trx: start.trx, ...ruleOf(schedule.document), request, queue, schedule: { name, at } });
    if (await store.noteBegun(start.id)) counted(name, 'begun', 1);
    return undefined;
  } catch (error) {
    const refusal = toStepgateError(error);
    if (refusal.code === '000503') return refusal;
    if (refusal.code === '110000') onError(error, `a run of the schedule ${name}`);
    const isNoted = await store.noteRefused(begun, `${refusal.code} ${refusal.message}`).catch(() => false);
    if (isNoted) counted(name, 'refused', 1);
    return refusal;
  }
}
