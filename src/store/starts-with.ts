import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';

const HIGHEST_CHARACTER = '\u{10FFFF}';

/** That `column` begins with `prefix`, as a range: an index serves it, and no character of it is a wildcard. */
export function startsWith(column: string, prefix: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} between ${prefix} and ${prefix + HIGHEST_CHARACTER}`;
}
