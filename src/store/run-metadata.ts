import { sql } from 'kysely';
import type { CompiledQuery, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { Metadata } from '../engine/port.ts';
import type { Database } from './database.ts';
import { countSome } from './page.ts';
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

/** A table whose rows are of runs. */
type RunTables = 'run' | 'run_log' | 'wait';

/** Of so many runs those that a list shows are looked up and sorted; of more it is looked for while the list is read. */
const FEW = 50_000;

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

/** A filter of what is noted, as a condition on the rows of runs. */
export interface MetadataFilter {
  /** Few runs have it: they are looked up first. */
  readonly isFew: boolean;
  of(table: RunTables): RawBuilder<SqlBool>;
}

/** How runs with all of these are found. Undefined: none are asked for. */
export async function metadataFilter(
  db: Database,
  metadata: Metadata | undefined,
): Promise<MetadataFilter | undefined> {
  const parts = Object.entries(metadata ?? {}).map(([name, value]) => ({ name, value: wordColumn(value) }));
  const counted = await Promise.all(
    parts.map(async (part) => {
      const found = db.read.selectFrom('run_metadata').where('name', '=', part.name);
      return { ...part, runs: await countSome(db, found.where('value_cut', '=', part.value), FEW) };
    }),
  );
  const [rarest, ...others] = counted.sort((a, b) => a.runs - b.runs);
  if (!rarest) return undefined;
  const isFew = rarest.runs <= FEW;
  return {
    isFew,
    of(table) {
      const trx = sql.ref(`${table}.trx`);
      const first = isFew
        ? sql`${trx} in (select trx from run_metadata where name = ${rarest.name} and value_cut = ${rarest.value})`
        : has(trx, rarest);
      return sql<SqlBool>`${sql.join([first, ...others.map((part) => has(trx, part))], sql` and `)}`;
    },
  };
}

function has(trx: RawBuilder<unknown>, { name, value }: { readonly name: string; readonly value: string }) {
  return sql`exists (
    select 1 from run_metadata as noted where noted.trx = ${trx} and noted.name = ${name} and noted.value_cut = ${value})`;
}
