import type { Draw, ScheduleView } from './plan-starts.ts';
import type { Schedule, Start } from './schedule.ts';

/** A start whose run is to be begun now. */
export interface StartToBegin {
  readonly schedule: Schedule;
  readonly start: Pick<Start, 'id' | 'at' | 'trx' | 'isCounted'>;
}

/** What came of the moments of a schedule. */
export interface SeenTo {
  /** Of the schedule. */
  readonly name: string;
  readonly begin: readonly StartToBegin[];
  readonly skipped: number;
  readonly missed: number;
}

/** What the scheduler asks of the database, on the clock of which all times are. */
export interface StartStore {
  /** Whether there is a schedule that is enabled, or a start that has not begun: most gateways have none. */
  hasWork(): Promise<boolean>;
  /** Ids of schedules that have something to be seen to, and when a process looked last. */
  due(): Promise<{ readonly ids: readonly number[]; readonly seenAt: number | null; readonly now: number }>;
  /** Notes that all that was due at `now` has been seen to. */
  noteSeen(now: number): Promise<void>;
  /** Sees to the due moments of one schedule; one process at a time. */
  seeTo(id: number, seenAt: ScheduleView['seenAt'], draw: Draw): Promise<SeenTo>;
  /** Takes starts whose runs should have been begun: their process has died, or could not. */
  takeOver(): Promise<readonly StartToBegin[]>;
  /** Whether a run with this trx was begun, by what is kept of it. */
  hasRun(trx: string): Promise<boolean>;
  /** False: another process has noted it already. */
  noteBegun(id: number): Promise<boolean>;
  noteRefused(start: StartToBegin, error: string): Promise<boolean>;
  /** A start that somebody asked for; undefined: there is no such schedule. */
  addStart(ref: { readonly id: number } | { readonly name: string }, trx: string): Promise<StartToBegin | undefined>;
}
