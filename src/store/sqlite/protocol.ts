import type { SQLInputValue } from 'node:sqlite';

/** SQLite's primary result code for a lock that another connection holds. */
export const SQLITE_BUSY = 5;

/** What the worker thread is started with. */
export interface WorkerOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** How long a statement waits for a lock of another process. */
  readonly busyTimeoutMs: number;
}

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

export interface Request {
  readonly id: number;
  /** More than one, or `atomic`: all of them or none. */
  readonly statements: readonly Statement[];
  readonly atomic: boolean;
}

export interface StatementResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
  readonly lastInsertRowid: number;
}

/** An SQLite error as it crosses threads: an Error loses its own fields on the way. */
export interface WorkerError {
  readonly message: string;
  /** SQLite's extended result code; undefined: not of SQLite. */
  readonly errcode: number | undefined;
}

/** Id 0 says whether the database was opened. */
export type Reply =
  | { readonly id: number; readonly results: readonly StatementResult[] }
  | { readonly id: number; readonly error: WorkerError };
