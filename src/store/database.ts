import type { CompiledQuery, Kysely, QueryResult, RawBuilder, Transaction } from 'kysely';
import type { Tables } from './schema.ts';

/** What an insert does when its key is there already. */
export type OnConflict =
  | { readonly keep: true }
  /** These columns take the values of the insert. */
  | { readonly set: readonly string[] };

/** A statement of many rows. */
export interface ManyRows extends CompiledQuery {
  /** Run so many times, each with the next of its parameters; missing: once. */
  readonly times?: number;
  /** Sent as a prepared statement: its parameters need not become text. */
  readonly isPrepared?: boolean;
}

/** Texts that make one statement of several which differ in their parameters only: `start first between next … end`. */
export interface RowForm {
  readonly start: string;
  /** A row, with the parameters of one statement in their order; `next`: each after the first. */
  readonly first: string;
  readonly next: string;
  readonly between: string;
  readonly end: string;
}

/** A statement about the row of one run. */
export interface OneRow extends CompiledQuery {
  /** The same object in all statements that it may be put together with, in whichever order; missing: it goes alone. */
  readonly form?: RowForm | undefined;
  readonly trx: string;
  /** What the row says of its last change once this is made. */
  readonly changeId: string;
}

/** How statements about single rows are put together. */
export interface RowForms {
  insert(names: readonly string[], values: readonly string[]): RowForm;
  /** `set` and `where` of an update; `trxAt`: which of their parameters is the run's. */
  update(set: string, where: string, trxAt: number): RowForm;
}

/** Column types and table options, for migrations. */
export interface ColumnTypes {
  /** An integer primary key that counts up. */
  readonly id: RawBuilder<unknown>;
  readonly integer: RawBuilder<unknown>;
  /** Text of any length. */
  readonly text: RawBuilder<unknown>;
  /** Bytes of any length. */
  readonly blob: RawBuilder<unknown>;
  /** Text of at most `length` characters, compared byte by byte: what keys and indexes are made of. */
  name(length: number): RawBuilder<unknown>;
  /** What follows the closing bracket of a table. */
  readonly tableOptions: RawBuilder<unknown>;
  /** The same for a table that is stored in the order of its primary key. */
  readonly keyedTableOptions: RawBuilder<unknown>;
}

/** The differences between the databases, by name. */
export interface Capabilities {
  /** Epoch milliseconds on the database's clock. */
  readonly now: RawBuilder<number>;
  /** Ends a select whose rows are locked until the transaction ends. */
  readonly lockRows: RawBuilder<unknown>;
  /** Ends an insert into a table whose key are the columns `key`. */
  onConflict(key: readonly [string, ...string[]], then: OnConflict): RawBuilder<unknown>;
  /**
   * Statements that insert rows, and fail where a key is there already; `values`: those of all rows, one after the other.
   * Many rows go with each.
   */
  insertRows(table: keyof Tables, columns: readonly string[], values: readonly unknown[]): ManyRows[];
  /**
   * Statements that add counts to those of the rows with their key, or insert them; undefined: this database cannot, the
   * rows are to be read first. None of them comes to nothing.
   */
  readonly addCounts: ((rows: readonly Tables['run_stats'][]) => ManyRows[]) | undefined;
  /** Undefined: this database gains nothing by it. */
  readonly rowForms: RowForms | undefined;
  /** Follows a table's name in a select that is to read the table by this index. */
  indexedBy(index: string): RawBuilder<unknown>;
  readonly types: ColumnTypes;
  /** How many groups of the write queue are under way at once. */
  readonly writers: number;
  /** Whether an index of that name is on the table. */
  hasIndex(db: Kysely<Tables>, table: string, index: string): Promise<boolean>;
  /** Whether an index may leave rows out. */
  readonly sparseIndexes: boolean;
  dropIndex(table: string, index: string): RawBuilder<unknown>;
}

/** COMMIT was sent and its answer was not received: whether the transaction happened has to be read. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

/**
 * A database. Errors of reach (refused, disconnected, locked for too long, disk full) are StepgateErrors 000503;
 * others come as the driver made them.
 */
export interface Database {
  readonly can: Capabilities;
  /** For reads outside transactions. */
  readonly read: Kysely<Tables>;
  /**
   * A writing transaction, run again when the database broke a deadlock with it. After 000503 it may have happened:
   * COMMIT may have been sent and not answered.
   */
  transaction<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * Runs the statements in one transaction, without the caller in between.
   * @throws CommitUnknown
   */
  batch(statements: readonly CompiledQuery[]): Promise<readonly QueryResult<unknown>[]>;
  /** Runs `work` alone among all processes that share the database; DDL in it may or may not roll back. */
  exclusively<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
