import { isUnavailable, unavailable } from '../unavailable.ts';
import { SQLITE_BUSY } from './protocol.ts';

/**
 * Primary result codes (https://sqlite.org/rescode.html) after which the same call may work later: locked, read-only
 * file, disk error, disk full, cannot open.
 */
const AWAY = new Set([SQLITE_BUSY, 6, 8, 10, 13, 14]);

/** What the worker thread, or its end, reports, as an error: 000503 when the database cannot be reached just now. */
export function sqliteError(reason: unknown): Error {
  if (isUnavailable(reason)) return reason;
  const { message, errcode } = reason as { message?: string; errcode?: number };
  const ofThread = reason instanceof Error;
  const cause = ofThread ? reason : new Error(`SQLite: ${message ?? 'unknown error'} (code ${errcode ?? 'none'})`);
  return ofThread || (errcode !== undefined && AWAY.has(errcode & 0xff)) ? unavailable(cause) : cause;
}
