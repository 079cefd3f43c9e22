import { CompiledQuery, sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Capabilities, ColumnTypes, ManyRows, OnConflict } from '../database.ts';
import type { Tables } from '../schema.ts';
import { insertForm, updateForm } from './row-forms.ts';

/** Collations that compare byte by byte, the best first: MySQL ≥ 8.0.17, MariaDB, older MySQL (pads with spaces). */
const COLLATIONS = ['utf8mb4_0900_bin', 'utf8mb4_nopad_bin', 'utf8mb4_bin'];

function columnTypes(collation: string): ColumnTypes {
  const tableOptions = sql`engine = InnoDB row_format = dynamic default character set utf8mb4 collate ${sql.raw(collation)}`;
  return {
    id: sql`bigint not null auto_increment primary key`,
    integer: sql`bigint`,
    text: sql`longtext`,
    blob: sql`longblob`,
    name: (length) => sql`varchar(${sql.lit(length)})`,
    tableOptions,
    keyedTableOptions: tableOptions,
  };
}

function action(key: readonly [string, ...string[]], then: OnConflict) {
  if ('keep' in then) return sql`${sql.ref(key[0])} = ${sql.ref(key[0])}`;
  return sql.join(then.set.map((column) => sql`${sql.ref(column)} = values(${sql.ref(column)})`));
}

/** Rows of one statement. */
const MOST_ROWS = 256;
/** Bytes of their values: what is sent has to fit in the smallest packet. */
const MOST_BYTES = 2 ** 19;

/** Bytes that a value takes at most. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length * 3 + 4;
  return value instanceof Uint8Array ? value.length + 4 : 9;
}

/** Statements of 1, 2, 4, 8, … rows: of these few the server keeps each prepared. */
function insertRows(table: string, columns: readonly string[], values: readonly unknown[]): ManyRows[] {
  const width = columns.length;
  const row = `(${columns.map(() => '?').join(', ')})`;
  const head = `insert into \`${table}\` (${columns.map((column) => `\`${column}\``).join(', ')}) values `;
  const all: ManyRows[] = [];
  for (let from = 0; from < values.length;) {
    const rows = fittingRows(values, from, width);
    const to = from + rows * width;
    const text = head + Array(rows).fill(row).join(', ');
    all.push({ ...CompiledQuery.raw(text, values.slice(from, to)), isPrepared: true });
    from = to;
  }
  return all;
}

/** The most rows from there on that one statement takes, as a power of 2. */
function fittingRows(values: readonly unknown[], from: number, width: number): number {
  const most = Math.min(MOST_ROWS, (values.length - from) / width);
  let bytes = 0;
  let rows = 0;
  for (; rows < most; rows += 1) {
    for (let at = from + rows * width; at < from + (rows + 1) * width; at += 1) bytes += sizeOf(values[at]);
    if (bytes > MOST_BYTES) break;
  }
  return 2 ** Math.floor(Math.log2(Math.max(1, rows)));
}

/** What every statement and row fits in: large values are stored in pieces (`pieces.ts`). */
const SMALLEST_PACKET_BYTES = 1024 ** 2;

/** @throws an Error when the server takes too little at once: what it refuses later would be lost. */
async function checkPacket(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ bytes: number }>`select @@max_allowed_packet as bytes`.execute(db);
  const bytes = rows[0]?.bytes ?? 0;
  if (bytes < SMALLEST_PACKET_BYTES)
    throw new Error(
      `the server's max_allowed_packet is ${bytes} bytes, at least ${SMALLEST_PACKET_BYTES} are needed: ` +
        'set it to 16M, which is the default',
    );
}

/** MySQL's and MariaDB's ways; asks the server which collations it has. */
export async function mysqlCapabilities(db: Kysely<Tables>): Promise<Capabilities> {
  await checkPacket(db);
  const found = await sql<{ name: string }>`
    select collation_name as name from information_schema.collations
    where collation_name in (${sql.join(COLLATIONS)})`.execute(db);
  const collation = COLLATIONS.find((name) => found.rows.some((row) => row.name === name));
  if (collation === undefined)
    throw new Error(`the database server has none of the collations ${COLLATIONS.join(', ')}`);
  return {
    now: sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`,
    lockRows: sql`for update`,
    onConflict: (key, then) => sql`on duplicate key update ${action(key, then)}`,
    insertRows,
    addCounts: undefined,
    // They take half the time of the server's, and of this process.
    rowForms: {
      insert: insertForm,
      update: (set, where, trxAt) => updateForm(set, where, trxAt, collation),
    },
    indexedBy: (index) => sql`force index (${sql.ref(index)})`,
    types: columnTypes(collation),
    writers: 4,
    async hasIndex(on, table, index) {
      const indexes = await sql`
        select 1 from information_schema.statistics
        where table_schema = database() and table_name = ${table} and index_name = ${index}`.execute(on);
      return indexes.rows.length > 0;
    },
    sparseIndexes: false,
    dropIndex: (table, index) => sql`drop index ${sql.ref(index)} on ${sql.ref(table)}`,
  };
}
