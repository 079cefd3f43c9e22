import type { EntryOf } from '../../api/api-types.ts';
import type { RunStatus } from '../../parts/status-badge.tsx';
import { isAtRest, isUnderWay, statusOf } from './run-facts.ts';
import { loggedState } from '../../designer/model/logged-states.ts';
import { insideOf } from './run-log.ts';
import type { ComponentLog, RunLog } from './run-log.ts';
import { undoings } from './timeline.ts';
import type { RunFacts } from './run-facts.ts';

export type AuditEntry = Pick<EntryOf<'/audit/page'>, 'id' | 'created_at' | 'operator' | 'action' | 'before' | 'after'>;

/** In their order, where two have the same time. */
const EVENTS = [
  ...(['begun', 'asked', 'rested', 'completed', 'edited', 'recovery', 'answered', 'suspended', 'recovered'] as const),
  ...(['givenUp', 'undoing', 'undone', 'notUndone', 'cancelled', 'ended'] as const),
] as const;

export type EventKind = (typeof EVENTS)[number];

/** Something that happened to a run. */
export interface RunEvent {
  readonly at: string;
  readonly kind: EventKind;
  /** Whom the audit log, or the run's log, names. */
  readonly by?: string;
  /** The state after it. */
  readonly status?: RunStatus;
  /** A status, a cause, names of fields. */
  readonly detail?: string;
}

/** What happened to a run, in order: by its log, the kept run and, where the caller may read it, the audit log. */
export function historyOf(facts: RunFacts, audit: readonly AuditEntry[] = []): readonly RunEvent[] {
  const events = [...fromLog(facts), ...fromKept(facts), ...audit.flatMap((entry) => fromAudit(entry, facts))];
  return events.toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || EVENTS.indexOf(a.kind) - EVENTS.indexOf(b.kind),
  );
}

function fromLog({ log, live }: RunFacts): RunEvent[] {
  if (log === undefined) return live ? [{ at: live.created_at, kind: 'begun', status: 'running' }] : [];
  const recoveries = log.recoveries.flatMap(
    ({ operator, start_datetime, end_datetime, status, changes }): RunEvent[] => {
      const names = [...(changes?.data ?? []), ...(changes?.edited ?? [])].join(', ');
      return [
        {
          at: start_datetime,
          kind: 'recovery',
          by: operator,
          status: 'recovering',
          ...(names !== '' && { detail: names }),
        },
        { at: end_datetime, kind: 'recovered', by: operator, status },
      ];
    },
  );
  const answered = log.resp_datetime;
  return [
    { at: log.start_datetime, kind: 'begun', status: 'running' },
    ...(answered === null ? [] : [answeredAt(answered, firstStatus(log))]),
    ...waitsIn(log),
    ...recoveries,
    ...undoingOf(log),
    ...lastOf(log),
  ];
}

/** The log has the status of the last answer: that of the first one only where there was no other. */
function firstStatus(log: RunLog): number | undefined {
  const status = log.http_status ?? log.response?.status;
  const isOnly = log.recoveries.length === 0 && waitsIn(log).every(({ kind }) => kind !== 'rested');
  return isOnly || status === 202 ? status : undefined;
}

function answeredAt(at: string, httpStatus: number | undefined): RunEvent {
  return { at, kind: 'answered', ...(httpStatus !== undefined && { detail: String(httpStatus) }) };
}

/** A run that was recovered ends with its recovery, which is told already. */
function lastOf({ end_datetime: at, status, recoveries, error }: NonNullable<RunFacts['log']>): RunEvent[] {
  const wasRecovered = recoveries.at(-1)?.status === status;
  if (at === null || wasRecovered || isUnderWay(status) || isAtRest(status)) return [];
  return [{ at, kind: 'ended', status, ...(error !== null && { detail: error.code }) }];
}

/** Where it rested, and who has completed what it waited for. */
function waitsIn({ step_logs }: RunLog): RunEvent[] {
  const waits = step_logs
    .flatMap(({ component_logs: logs }) => logs.flatMap(withInside))
    .filter(({ wait }) => wait !== undefined);
  return waits.slice(-MOST_TOLD).flatMap((log): RunEvent[] => {
    const { wait, name, end_datetime: end } = log;
    const isOver = loggedState(log) !== 'waiting';
    return [
      ...(wait?.since ? [{ at: wait.since, kind: 'rested', status: 'waiting', detail: name } as const] : []),
      ...(isOver ? [{ at: end, kind: 'completed', detail: name, ...(wait?.by && { by: wait.by }) } as const] : []),
    ];
  });
}

function withInside(log: ComponentLog): readonly ComponentLog[] {
  return [log, ...insideOf(log).flatMap(withInside)];
}

/** What was undone, in the order in which it was; of a loop with many elements the last of them. */
function undoingOf({ step_logs }: RunLog): RunEvent[] {
  const logs = step_logs.flatMap(({ component_logs: of }) => of);
  // Where its process had died, what undoes a component stands beside those of its layer.
  const all = [...logs.filter(({ name }) => name.endsWith('/undo')), ...logs.flatMap(undoings)];
  const [first] = all.toSorted((a, b) => Date.parse(a.start_datetime) - Date.parse(b.start_datetime));
  if (first === undefined) return [];
  const told = all.toSorted((a, b) => Date.parse(a.end_datetime) - Date.parse(b.end_datetime)).slice(-MOST_TOLD);
  return [
    { at: first.start_datetime, kind: 'undoing', status: 'compensating', detail: String(all.length) },
    ...told.map(({ name, error, end_datetime: at }): RunEvent => {
      const detail = error === null ? name : `${name} ${error.code}`;
      return { at, kind: error === null ? 'undone' : 'notUndone', detail };
    }),
  ];
}

/** Of events of one kind. */
const MOST_TOLD = 100;

function fromKept(facts: RunFacts): RunEvent[] {
  const { kept, log } = facts;
  if (kept === undefined) return [];
  const cause = kept.cause === null ? {} : { detail: kept.cause };
  const wasSuspended = kept.cause !== null || kept.status === 'suspended';
  // The row of a durable run is made when it begins.
  const at = log === undefined || kept.created_at > log.start_datetime ? kept.created_at : kept.updated_at;
  const isLast = kept.recover_count === 0 && statusOf(facts) === 'suspended';
  return wasSuspended && (isLast || at === kept.created_at)
    ? [{ at, kind: 'suspended', status: 'suspended', ...cause }]
    : [];
}

function fromAudit({ action, operator, created_at: at, before, after }: AuditEntry, { log }: RunFacts): RunEvent[] {
  switch (action) {
    case 'suspend.edit':
      return [{ at, kind: 'edited', by: operator, detail: fieldsOf(before, after) }];
    case 'run.cancel':
      return [{ at, kind: 'cancelled', by: operator, status: 'cancelled', detail: reasonOf(after) }];
    case 'run.compensate':
      return [{ at, kind: 'givenUp', by: operator, status: 'compensating', detail: reasonOf(after) }];
    case 'wait.complete':
      // The log has it once the run has gone on.
      return isTold(log, after) ? [] : [{ at, kind: 'completed', by: operator, detail: componentOf(after) }];
    case 'suspend.recover':
      // The log has the recovery itself.
      return log === undefined ? [{ at, kind: 'recovery', by: operator }] : [];
    default:
      return [{ at, kind: 'asked', by: operator, detail: action }];
  }
}

function fieldsOf(before: unknown, after: unknown): string {
  return [...new Set([before, after].flatMap((one) => (isRecord(one) ? Object.keys(one) : [])))].join(', ');
}

function componentOf(after: unknown): string {
  return isRecord(after) && typeof after.component === 'string' ? after.component : '';
}

function isTold(log: RunLog | undefined, after: unknown): boolean {
  return (
    log !== undefined && waitsIn(log).some(({ kind, detail }) => kind === 'completed' && detail === componentOf(after))
  );
}

function reasonOf(after: unknown): string {
  return isRecord(after) && typeof after.reason === 'string' ? after.reason : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
