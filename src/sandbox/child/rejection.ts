import { describeThrown, ENDED } from '../realm/error.ts';
import type { ColumnShift } from './script.ts';

/**
 * The warning of a promise that failed while nobody awaited it; undefined: it failed because of how the call ended.
 * @param reason what it was rejected with, as a copy.
 * @param shifts JSON of `ColumnShift[]`.
 * @param outcome how the call has ended, if it has.
 */
export function unawaited(reason: unknown, shifts: string, outcome: readonly string[] | undefined): string | undefined {
  const isEnd = reason instanceof Error && reason.message === ENDED;
  if (isEnd && outcome?.[0] !== 'value') return undefined;
  const { msg } = describeThrown(reason, JSON.parse(shifts) as ColumnShift[]);
  return `a promise that nobody awaited has failed: ${msg}; await it, or catch what it throws`;
}
