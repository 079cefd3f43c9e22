import type { CreateTableBuilder, Kysely, RawBuilder } from 'kysely';
import type { ColumnTypes } from './database.ts';
import type { Tables } from './schema.ts';

type NewTable = CreateTableBuilder<string, string>;
type ColumnBuilder = (table: NewTable, types: ColumnTypes) => NewTable;

/** What a migration changes the schema with. Every step may be repeated: MySQL's DDL does not roll back. */
export interface Schema {
  readonly db: Kysely<Tables>;
  readonly types: ColumnTypes;
  /** Makes a table unless it is there. */
  readonly table: (name: string, columns: ColumnBuilder) => Promise<void>;
  /** Makes a table that is stored in the order of `key`, unless it is there. */
  readonly keyedTable: (name: string, key: readonly string[], columns: ColumnBuilder) => Promise<void>;
  /** Makes an index unless it is there. */
  readonly index: (
    name: string,
    table: string,
    columns: readonly string[],
    options?: { readonly unique?: boolean },
  ) => Promise<void>;
  /**
   * Makes an index of one column, or whose first column is that, anew without the rows in which it is null, where the
   * database has such indexes: elsewhere the index stays.
   */
  readonly sparseIndex: (name: string, table: string, columns: readonly [string, ...string[]]) => Promise<void>;
  /** Drops an index, if it exists. */
  readonly dropIndex: (name: string, table: string) => Promise<void>;
  /** Drops a table, if it exists. */
  readonly dropTable: (name: string) => Promise<void>;
  /** Drops a column, if it exists; no index may have it. */
  readonly dropColumn: (table: string, name: string) => Promise<void>;
  /** Adds a column, null in the rows that there are, unless it is there. */
  readonly column: (table: string, name: string, type: (types: ColumnTypes) => RawBuilder<unknown>) => Promise<void>;
}

/** One step forward. Never changed once it was released. */
export interface Migration {
  /** Sorts after the names of all migrations before it: `0001-first`. */
  readonly name: string;
  readonly up: (schema: Schema) => Promise<void>;
}
