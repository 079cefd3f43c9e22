import { sql } from 'kysely';
import type { CompiledQuery, Kysely, SqlBool } from 'kysely';
import type { Metadata } from '../engine/port.ts';
import type { Database } from './database.ts';
import { wordColumn } from './run-log-row.ts';
import type { Tables } from './schema.ts';

/*
 * What is noted of runs, by name: of kept runs with their rows, of others with their logs, of both once. A table of its own:
 * nearly no run has any, and names are the rules' own.
 */

/** What is noted of a run. */
export interface OfRun {
  readonly trx: string;
  readonly metadata: Metadata;
}

/** Notes these, with the rows of their runs or their logs; what is there stays. Undefined: there are none. */
export function noteMetadata({ read, can }: Database, runs: readonly OfRun[]): CompiledQuery | undefined {
  const rows = runs.flatMap(({ trx, metadata }) =>
    Object.entries(metadata).map(([name, value]) => ({ trx, name, value, value_cut: wordColumn(value) })),
  );
  if (rows.length === 0) return undefined;
  const insert = read.insertInto('run_metadata').values(rows);
  return insert.modifyEnd(can.onConflict(['trx', 'name'], { keep: true })).compile();
}

/** What is noted of these runs, by trx. */
export async function readMetadata({ read }: Database, trxs: readonly string[]): Promise<Map<string, Metadata>> {
  const found = new Map<string, Metadata>();
  // MySQL takes no empty list.
  if (trxs.length === 0) return found;
  const rows = await read
    .selectFrom('run_metadata')
    .select(['trx', 'name', 'value'])
    .where('trx', 'in', trxs)
    .execute();
  for (const { trx, name, value } of rows) found.set(trx, { ...found.get(trx), [name]: value });
  return found;
}

/** The same of the runs of a list, put to its entries. */
export async function withMetadata<T extends { readonly trx: string }>(
  db: Database,
  list: readonly T[],
): Promise<(T & { readonly metadata?: Metadata })[]> {
  const metadata = await readMetadata(db, [...new Set(list.map(({ trx }) => trx))]);
  return list.map((one) => {
    const noted = metadata.get(one.trx);
    return noted ? { ...one, metadata: noted } : one;
  });
}

/** Forgets what is noted of these runs, unless it is of their `others`: rows, or logs. */
export function dropMetadata(read: Kysely<Tables>, trxs: readonly string[], others: 'run' | 'run_log'): CompiledQuery {
  const other = sql<SqlBool>`exists (select 1 from ${sql.table(others)} where ${sql.ref(`${others}.trx`)} = run_metadata.trx)`;
  return read
    .deleteFrom('run_metadata')
    .where('trx', 'in', trxs)
    .where((of) => of.not(other))
    .compile();
}
