import { CompiledQuery, sql } from 'kysely';
import type { Capabilities, OnConflict } from '../database.ts';
import { ADD_COUNTS } from './protocol.ts';

function action(then: OnConflict) {
  if ('keep' in then) return sql`nothing`;
  return sql`update set ${sql.join(then.set.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`))}`;
}

/** SQLite's ways. */
export const sqliteCapabilities: Capabilities = {
  now: sql<number>`cast(round(unixepoch('subsec') * 1000) as integer)`,
  // A writing transaction has the whole database to itself.
  lockRows: sql``,
  onConflict: (key, then) => sql`on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do ${action(then)}`,
  // A statement of many rows would take it longer than one that is run for each.
  insertRows(table, columns, values) {
    const names = columns.map((column) => `"${column}"`).join(', ');
    const text = `insert into "${table}" (${names}) values (${columns.map(() => '?').join(', ')})`;
    return [{ ...CompiledQuery.raw(text, [...values]), times: values.length / columns.length }];
  },
  addCounts(rows) {
    const text =
      'insert into run_stats (hours, place, version, counts) values (?, ?, ?, ?) on conflict (hours, place, version) ' +
      `do update set counts = ${ADD_COUNTS}(counts, excluded.counts)`;
    const values = rows.flatMap(({ hours, place, version, counts }) => [hours, place, version, counts]);
    return [{ ...CompiledQuery.raw(text, values), times: rows.length }];
  },
  // It takes as long for many rows as for each.
  rowForms: undefined,
  indexedBy: (index) => sql`indexed by ${sql.ref(index)}`,
  types: {
    id: sql`integer primary key autoincrement`,
    integer: sql`integer`,
    text: sql`text`,
    blob: sql`blob`,
    name: () => sql`text`,
    tableOptions: sql``,
    keyedTableOptions: sql`without rowid`,
  },
  // There is one write lock: more than one group at once would only wait for it.
  writers: 1,
  async hasIndex(db, _table, index) {
    const found = await sql`select 1 from sqlite_schema where type = 'index' and name = ${index}`.execute(db);
    return found.rows.length > 0;
  },
  sparseIndexes: true,
  dropIndex: (_table, index) => sql`drop index ${sql.ref(index)}`,
};
