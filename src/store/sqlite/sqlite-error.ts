import { isUnavailable, unavailable } from '../unavailable.ts';
import type { REFUSALS } from '../unavailable.ts';
import { SQLITE_BUSY } from './protocol.ts';

const SQLITE_LOCKED = 6;

/** Primary result codes (https://sqlite.org/rescode.html) that say that the file takes no writes. */
const REFUSED: Readonly<Partial<Record<number, keyof typeof REFUSALS>>> = {
  8: 'readOnly',
  10: 'broken',
  13: 'full',
  14: 'closed',
};

/** What the worker thread, or its end, reports, as an error: 000503 when the database cannot be reached just now. */
export function sqliteError(reason: unknown): Error {
  if (isUnavailable(reason)) return reason;
  const { message, errcode } = reason as { message?: string; errcode?: number };
  const ofThread = reason instanceof Error;
  const cause = ofThread ? reason : new Error(`SQLite: ${message ?? 'unknown error'} (code ${errcode ?? 'none'})`);
  if (ofThread) return unavailable(cause);
  const code = errcode === undefined ? -1 : errcode & 0xff;
  if (code === SQLITE_BUSY || code === SQLITE_LOCKED) return unavailable(cause);
  const refusal = REFUSED[code];
  return refusal === undefined ? cause : unavailable(cause, refusal);
}
