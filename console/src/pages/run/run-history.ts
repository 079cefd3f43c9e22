import type { EntryOf } from '../../api/api-types.ts';
import type { RunStatus } from '../../parts/status-badge.tsx';
import { isUnderWay, statusOf } from './run-facts.ts';
import type { RunFacts } from './run-facts.ts';

export type AuditEntry = Pick<EntryOf<'/audit/page'>, 'id' | 'created_at' | 'operator' | 'action' | 'before' | 'after'>;

/** Something that happened to a run. */
export interface RunEvent {
  readonly at: string;
  readonly kind:
    'begun' | 'answered' | 'suspended' | 'edited' | 'recovery' | 'recovered' | 'cancelled' | 'ended' | 'asked';
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
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
}

/** Of two at the same time. */
const ORDER: readonly RunEvent['kind'][] = [
  'begun',
  'asked',
  'edited',
  'recovery',
  'answered',
  'suspended',
  'recovered',
  'cancelled',
  'ended',
];

function fromLog({ log, live }: RunFacts): RunEvent[] {
  if (log === undefined) return live ? [{ at: live.started_at, kind: 'begun', status: 'running' }] : [];
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
    ...(answered === null ? [] : [answeredAt(answered, log.http_status ?? log.response?.status)]),
    ...recoveries,
    ...lastOf(log),
  ];
}

function answeredAt(at: string, httpStatus: number | undefined): RunEvent {
  return { at, kind: 'answered', ...(httpStatus !== undefined && { detail: String(httpStatus) }) };
}

/** A run that was recovered ends with its recovery, which is told already. */
function lastOf({ end_datetime: at, status, recoveries, error }: NonNullable<RunFacts['log']>): RunEvent[] {
  const wasRecovered = recoveries.at(-1)?.status === status;
  if (at === null || wasRecovered || isUnderWay(status) || status === 'suspended') return [];
  return [{ at, kind: 'ended', status, ...(error !== null && { detail: error.code }) }];
}

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

function reasonOf(after: unknown): string {
  return isRecord(after) && typeof after.reason === 'string' ? after.reason : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
