import { sql } from 'kysely';
import type { SelectQueryBuilder } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/** A select from `table` that reads it by `index`, where the planner would know too little to choose. */
export function readBy<T extends 'run' | 'run_log' | 'version' | 'wait'>(
  db: Database,
  table: T,
  index: string,
): SelectQueryBuilder<Tables, T, object> {
  const hinted = sql<Tables[T]>`${sql.ref(table)}`.as<T>(sql`${sql.ref(table)} ${db.can.indexedBy(index)}`);
  return db.read.selectFrom(hinted);
}
