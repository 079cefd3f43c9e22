import type { Generated } from 'kysely';
import type { StartState } from '../schedule/schedule.ts';

/** The tables of schedules; `schema.ts` says how columns hold what. */
export interface ScheduleTables {
  schedule: ScheduleTable;
  schedule_start: ScheduleStartTable;
  /** What the file of a schedule brought last; stays when the schedule is deleted. */
  schedule_file: { name: string; document: string };
  /** When a process looked for due moments last. */
  schedule_clock: { id: number; seen_at: number };
}

export interface ScheduleTable {
  id: Generated<number>;
  name: string;
  /** JSON. */
  document: string;
  enabled: 0 | 1;
  due_at: number | null;
  runs: number;
  /** `count` of the document. */
  most_runs: number | null;
  file: string | null;
  operator: string;
  operator_id: number;
  created_at: number;
  updated_at: number;
}

/** A due moment: its row decides that it begins one run, and which. */
export interface ScheduleStartTable {
  id: Generated<number>;
  schedule_id: number;
  at: number;
  trx: string;
  state: StartState;
  begin_at: number;
  counted: 0 | 1;
  /** 1: it begins no run, or its run is known to be over. */
  ended: 0 | 1;
  error: string | null;
}
