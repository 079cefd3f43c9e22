import type { Operator } from '../engine/port.ts';
import type { StartRequest } from './port.ts';

export const OVERLAPS = ['skip', 'queue', 'allow'] as const;
export const MISSED = ['skip', 'once', 'all'] as const;

/** What becomes of a due moment while a run of the schedule is under way. */
export type Overlap = (typeof OVERLAPS)[number];

/** What becomes of moments that passed while nothing was up. */
export type Missed = (typeof MISSED)[number];

/** A schedule as it is stored: as it was given, with what was left out. */
export interface ScheduleDocument {
  readonly name: string;
  /** `POST reports/nightly`. */
  readonly rule: string;
  /** One of the three is there. */
  readonly cron?: string;
  /** Seconds. */
  readonly every?: number;
  /** ISO 8601 UTC, as `until`. */
  readonly at?: string;
  readonly timezone: string;
  readonly request: StartRequest;
  readonly queue: string;
  readonly overlap: Overlap;
  readonly missed: Missed;
  /** Seconds. */
  readonly jitter: number;
  readonly enabled: boolean;
  readonly until?: string;
  /** Runs that it begins at most. */
  readonly count?: number;
}

/** A schedule with what the database knows of it. Times are epoch milliseconds. */
export interface Schedule {
  readonly id: number;
  readonly document: ScheduleDocument;
  /** The first moment that has not been seen to; null: none comes any more. */
  readonly dueAt: number | null;
  /** Runs that its due moments have begun. */
  readonly runs: number;
  /** The file that brought it last, below the folder of such files. */
  readonly file: string | null;
  readonly operator: string;
  readonly operatorId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * What has become of a due moment: `due`: it will begin a run, later (jitter) or after the one that is under way;
 * `starting`: its run is being begun, and will be whatever dies.
 */
export type StartState = 'due' | 'starting' | StartOutcome;

export type StartOutcome = 'begun' | 'skipped' | 'missed' | 'refused';

/** A due moment of a schedule. */
export interface Start {
  readonly id: number;
  readonly at: number;
  /** Of the run that it begins, drawn before that is begun. */
  readonly trx: string;
  readonly state: StartState;
  /** When it is looked at next. */
  readonly beginAt: number;
  /** Counts among the runs of its schedule; one that somebody has asked for does not. */
  readonly isCounted: boolean;
}

/** A start as it is shown. */
export interface ShownStart extends Pick<Start, 'at' | 'trx' | 'state'> {
  /** Of its run; null: there is none, or it is no longer known. */
  readonly status: string | null;
  /** Why the run was refused. */
  readonly error: string | null;
}

/** Who may change a schedule. */
export type { Operator };

/** Warns of a rule that is not there, as yet. */
export function scheduleWarning(
  document: Pick<ScheduleDocument, 'rule'>,
  rules: readonly { readonly method: string; readonly name: string }[],
): { readonly pointer: string; readonly message: string } | undefined {
  const { method, name } = ruleOf(document);
  if (rules.some((rule) => rule.name === name && (rule.method === method || rule.method === 'ANY'))) return undefined;
  return { pointer: '/rule', message: `there is no rule ${method} ${name}: until there is, its runs are refused` };
}

/** The method and the name of a schedule's rule. */
export function ruleOf({ rule }: Pick<ScheduleDocument, 'rule'>): { readonly method: string; readonly name: string } {
  const space = rule.indexOf(' ');
  return { method: rule.slice(0, space), name: rule.slice(space + 1) };
}
