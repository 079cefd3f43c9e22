import type { Operator } from '../engine/port.ts';
import type { Schedule, ScheduleDocument, ShownStart } from '../schedule/schedule.ts';
import type { StartStore } from '../schedule/start-store.ts';
import type { Page, PagePosition } from './result-page.ts';

export type ScheduleRef = { readonly id: number } | { readonly name: string };

/** A schedule in a list, with the last run that it has begun. */
export interface ListedSchedule {
  readonly schedule: Schedule;
  readonly last: ShownStart | null;
}

export interface ScheduleFilter {
  /** Prefix of the name. */
  readonly name?: string;
  readonly enabled?: boolean;
}

/** Schedules. Changes are audited; what a change makes of the next moment is found within it. */
export interface ScheduleStore extends StartStore {
  /** Those that were added last first. */
  page(filter: ScheduleFilter, place: PagePosition): Promise<Page<ListedSchedule>>;
  get(ref: ScheduleRef): Promise<ListedSchedule | undefined>;
  /** Of a schedule, the newest first. */
  starts(id: number): Promise<readonly ShownStart[]>;
  /** Undefined: the name is taken. */
  add(document: ScheduleDocument, operator: Operator): Promise<Schedule | undefined>;
  /** @param change makes the new document out of the present one. Undefined: there is no such schedule; 'taken': its new name is. */
  change(
    ref: ScheduleRef,
    change: (document: ScheduleDocument) => ScheduleDocument,
    operator: Operator,
  ): Promise<Schedule | 'taken' | undefined>;
  remove(ref: ScheduleRef, operator: Operator): Promise<boolean>;
  /** What files brought last, as JSON, by the names of the schedules; null: its schedule is not from a file any more. */
  fromFiles(): Promise<ReadonlyMap<string, string>>;
  /** Takes what files hold, as it stands. */
  takeFiles(
    files: readonly { readonly file: string; readonly document: ScheduleDocument }[],
    operator: Operator,
  ): Promise<void>;
}
