import type { Kysely } from 'kysely';
import { migrations } from '../../migrations/index.ts';
import { createSchema } from './create-schema.ts';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/** @throws an Error when the database has a migration that this program does not know. */
function missingAfter(applied: readonly string[]): typeof migrations {
  const known = migrations.map(({ name }) => name);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `the database is newer than this program: it has ${unknown.join(', ')}, this program ends with ` +
        `${known.at(-1) ?? 'nothing'}; start a newer version of Stepgate`,
    );
  const gap = applied.findIndex((name, index) => name !== known[index]);
  if (gap !== -1)
    throw new Error(
      `the database has migration ${String(applied[gap])} without ${String(known[gap])} before it; ` +
        'it was not made by a released version of Stepgate: restore a backup',
    );
  return migrations.slice(applied.length);
}

async function appliedNames(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom('migration').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

/** Whether the database has all migrations. @throws an Error when it is newer than the program. */
export async function isMigrated(database: Database): Promise<boolean> {
  const tables = await database.read.introspection.getTables();
  if (!tables.some(({ name }) => name === 'migration')) return false;
  return missingAfter(await appliedNames(database.read)).length === 0;
}

/**
 * Applies what is missing, alone among all processes, then runs `seed` under the same lock.
 * @throws an Error when the database is newer than the program.
 */
export function migrate(database: Database, seed: (db: Kysely<Tables>) => Promise<void>): Promise<string[]> {
  return database.exclusively(async (db) => {
    const schema = createSchema(db, database.can);
    await schema.table('migration', (table, types) =>
      table
        .addColumn('name', types.name(100), (column) => column.primaryKey())
        .addColumn('applied_at', types.integer, (column) => column.notNull()),
    );
    const missing = missingAfter(await appliedNames(db));
    for (const migration of missing) {
      await migration.up(schema);
      await db.insertInto('migration').values({ name: migration.name, applied_at: database.can.now }).execute();
    }
    await seed(db);
    return missing.map(({ name }) => name);
  });
}
