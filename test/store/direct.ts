import { DatabaseSync } from 'node:sqlite';
import { createConnection } from 'mysql2/promise';

/** Runs one statement past the store, as somebody with access to the database would; gives the rows. */
export async function direct(
  url: string,
  sql: string,
  parameters: readonly (string | number | null | Uint8Array)[] = [],
): Promise<Record<string, unknown>[]> {
  if (url.startsWith('sqlite:')) {
    const db = new DatabaseSync(url.slice('sqlite:'.length), { timeout: 5000 });
    try {
      return db.prepare(sql).all(...parameters);
    } finally {
      db.close();
    }
  }
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query(sql, [...parameters]);
    return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
  } finally {
    await connection.end();
  }
}
