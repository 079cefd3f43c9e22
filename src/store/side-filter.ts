import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import type { Database } from './database.ts';
import type { KeptRunFilter } from './kept-runs.ts';
import { countSome } from './page.ts';
import { wordColumn } from './run-log-row.ts';

/** Tables whose rows are of runs, and which have a filter in their own columns. */
type RunTables = 'run' | 'run_log' | 'wait';

/** Of so many runs those that a list shows are looked up and sorted; of more it is looked for while the list is read. */
const FEW = 50_000;

/** What stands beside the rows of runs, by their trx. */
interface Part {
  readonly table: 'run_metadata' | 'run_client' | 'queue_entry';
  readonly is: RawBuilder<SqlBool>;
}

/** The parts of a filter that stand in other tables, as a condition on rows of runs. */
export interface SideFilter {
  /** Few runs fit: they are looked up first. */
  readonly isFew: boolean;
  of(table: RunTables): RawBuilder<SqlBool>;
}

type Asked = Pick<KeptRunFilter, 'metadata' | 'clientId' | 'queue' | 'isOfQueue'>;

/** How runs are found by what stands beside them. Undefined: nothing of that is asked for. */
export async function sideFilter(db: Database, asked: Asked): Promise<SideFilter | undefined> {
  const counted = await Promise.all(
    partsOf(asked).map(async (part) => ({
      part,
      runs: await countSome(db, db.read.selectFrom(part.table).where(part.is), FEW),
    })),
  );
  const [rarest, ...others] = counted.sort((a, b) => a.runs - b.runs);
  if (!rarest) return undefined;
  const isFew = rarest.runs <= FEW;
  return {
    isFew,
    of(table) {
      const trx = sql.ref(`${table}.trx`);
      const first = isFew ? among(trx, rarest.part) : has(trx, rarest.part);
      return sql<SqlBool>`${sql.join([first, ...others.map(({ part }) => has(trx, part))], sql` and `)}`;
    },
  };
}

function partsOf({ metadata = {}, clientId, queue, isOfQueue }: Asked): Part[] {
  const parts = Object.entries(metadata).map(([name, value]): Part => ({
    table: 'run_metadata',
    is: sql<SqlBool>`name = ${name} and value_cut = ${wordColumn(value)}`,
  }));
  if (clientId !== undefined) parts.push({ table: 'run_client', is: sql<SqlBool>`client_id = ${clientId}` });
  if (queue !== undefined) parts.push({ table: 'queue_entry', is: sql<SqlBool>`queue = ${queue}` });
  else if (isOfQueue) parts.push({ table: 'queue_entry', is: sql<SqlBool>`1 = 1` });
  return parts;
}

function among(trx: RawBuilder<unknown>, { table, is }: Part) {
  return sql`${trx} in (select trx from ${sql.table(table)} where ${is})`;
}

function has(trx: RawBuilder<unknown>, { table, is }: Part) {
  return sql`exists (select 1 from ${sql.table(table)} where ${sql.ref(`${table}.trx`)} = ${trx} and ${is})`;
}
