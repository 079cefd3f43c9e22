import type { SQLInputValue } from 'node:sqlite';

/** SQLite's primary result code for a lock that another connection holds. */
export const SQLITE_BUSY = 5;

/** The function of SQL that adds the texts of counts (`run-counts.ts`); the connection that writes has it. */
export const ADD_COUNTS = 'add_counts';

/** What the worker thread is started with. */
export interface WorkerOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** How long a statement waits for a lock of another process. */
  readonly busyTimeoutMs: number;
}

export interface Statement {
  readonly sql: string;
  /** Of all times that it is run, one after the other. */
  readonly parameters: readonly SQLInputValue[];
  readonly times: number;
}

/**
 * Statements on their way to the thread, in few lists of plain values: copied from thread to thread, each object costs
 * more than what it holds.
 */
export interface Request {
  readonly id: number;
  /** More than one, or `atomic`: all of them or none. */
  readonly atomic: boolean;
  /** Each text once. */
  readonly texts: readonly string[];
  /** Of each statement: which text, how many parameters each time, how many times. */
  readonly shape: readonly number[];
  /** Of all statements, one after the other; in the place of bytes, their number. */
  readonly values: readonly (Exclude<SQLInputValue, NodeJS.ArrayBufferView> | number)[];
  /** Which of the values are bytes. */
  readonly places: readonly number[];
  /** All of the bytes, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface StatementResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
  readonly lastInsertRowid: number;
}

/** Results on their way back. */
export interface Results {
  /** Of each statement that gives rows: which it is, and these. */
  readonly rows: readonly (readonly [statement: number, rows: readonly unknown[]])[];
  /** Of each statement: how many rows it has changed, and the last one's id. */
  readonly changes: readonly number[];
}

/** An SQLite error as it crosses threads: an Error loses its own fields on the way. */
export interface WorkerError {
  readonly message: string;
  /** SQLite's extended result code; undefined: not of SQLite. */
  readonly errcode: number | undefined;
}

/** Id 0 says whether the database was opened. */
export type Reply =
  { readonly id: number; readonly results: Results } | { readonly id: number; readonly error: WorkerError };
