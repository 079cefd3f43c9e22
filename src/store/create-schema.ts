import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Capabilities } from './database.ts';
import type { Schema } from './migration.ts';
import type { Tables } from './schema.ts';

/** The schema tools of a migration, on one database. */
export function createSchema(db: Kysely<Tables>, can: Capabilities): Schema {
  const { types } = can;
  const empty = (name: string) => db.schema.createTable(name).ifNotExists();
  return {
    db,
    types,
    async table(name, columns) {
      await columns(empty(name), types).modifyEnd(types.tableOptions).execute();
    },
    async keyedTable(name, key, columns) {
      const table = columns(empty(name), types).addPrimaryKeyConstraint(`${name}_key`, [...key]);
      await table.modifyEnd(types.keyedTableOptions).execute();
    },
    async index(name, table, columns, options = {}) {
      if (await can.hasIndex(db, table, name)) return;
      const index = db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns]);
      await (options.unique ? index.unique() : index).execute();
    },
    async sparseIndex(name, table, columns) {
      if (!can.sparseIndexes) return;
      if (await can.hasIndex(db, table, name)) await can.dropIndex(table, name).execute(db);
      const names = columns.map((column) => sql.ref(column));
      const present = sql`${sql.ref(columns[0])} is not null`;
      await sql`create index ${sql.ref(name)} on ${sql.table(table)} (${sql.join(names)}) where ${present}`.execute(db);
    },
    async dropIndex(name, table) {
      if (await can.hasIndex(db, table, name)) await can.dropIndex(table, name).execute(db);
    },
    async dropTable(name) {
      await db.schema.dropTable(name).ifExists().execute();
    },
    async dropColumn(table, name) {
      if (await hasColumn(db, table, name)) await db.schema.alterTable(table).dropColumn(name).execute();
    },
    async column(table, name, type) {
      if (await hasColumn(db, table, name)) return;
      await db.schema.alterTable(table).addColumn(name, type(types)).execute();
    },
  };
}

async function hasColumn(db: Kysely<Tables>, table: string, name: string): Promise<boolean> {
  const tables = await db.introspection.getTables();
  const columns = tables.find((one) => one.name === table)?.columns ?? [];
  return columns.some((column) => column.name === name);
}
