import type { Kysely, Selectable } from 'kysely';
import type { Operator } from '../engine/port.ts';
import { parseJsonText } from '../json-text.ts';
import { stringify } from '../large/stringify.ts';
import type { Schedule, ScheduleDocument, ShownStart, Start } from '../schedule/schedule.ts';
import type { ScheduleStartTable, ScheduleTable } from './schedule-tables.ts';
import type { Tables } from './schema.ts';

/** The columns that a document gives. */
export function documentColumns(document: ScheduleDocument) {
  const { name, enabled, count } = document;
  return {
    ...{ name, document: stringify(document), enabled: enabled ? (1 as const) : (0 as const) },
    most_runs: count ?? null,
  };
}

export function operatorColumns({ id, name }: Operator) {
  return { operator: name, operator_id: id };
}

export function toSchedule(row: Selectable<ScheduleTable>): Schedule {
  return {
    ...{ id: row.id, document: parseJsonText(row.document) as unknown as ScheduleDocument },
    ...{ dueAt: row.due_at, runs: row.runs, file: row.file },
    ...{ operator: row.operator, operatorId: row.operator_id },
    ...{ createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

export function toStart(row: Selectable<ScheduleStartTable>): Start {
  const { id, at, trx, state, begin_at: beginAt, counted } = row;
  return { id, at, trx, state, beginAt, isCounted: counted === 1 };
}

/** Statuses of these runs: of kept ones, and of those of which there is a log only. */
export async function statusesOf(on: Kysely<Tables>, trxs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (trxs.length === 0) return new Map();
  const kept = await on.selectFrom('run').select(['trx', 'status']).where('trx', 'in', trxs).execute();
  const statuses = new Map<string, string>(kept.map(({ trx, status }) => [trx, status]));
  const left = trxs.filter((trx) => !statuses.has(trx));
  if (left.length === 0) return statuses;
  const logs = await on.selectFrom('run_log').select(['trx', 'status']).where('trx', 'in', left).execute();
  for (const { trx, status } of logs) statuses.set(trx, status);
  return statuses;
}

/** Starts as they are shown, in the order of the rows. */
export async function shownStarts(
  on: Kysely<Tables>,
  rows: readonly Selectable<ScheduleStartTable>[],
): Promise<ShownStart[]> {
  const begun = rows.filter(({ state }) => state === 'begun' || state === 'starting').map(({ trx }) => trx);
  const statuses = await statusesOf(on, begun);
  return rows.map(({ at, trx, state, error }) => ({ at, trx, state, status: statuses.get(trx) ?? null, error }));
}
