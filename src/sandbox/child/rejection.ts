import { describeThrown, ENDED } from '../realm/error.ts';
import type { MappedInsertion } from './script.ts';

/** How isolated-vm's copy of a rejection begins where the script's value is an object that is no error. */
const NO_ERROR = 'An object was thrown from supplied code within isolated-vm';

/**
 * The warning of a promise that failed while nobody awaited it; undefined: it failed because of how the call ended.
 * @param reason what it was rejected with, as a copy.
 * @param sourceMap JSON of `MappedInsertion[]`.
 * @param outcome how the call has ended, if it has.
 */
export function unawaited(
  reason: unknown,
  sourceMap: string,
  outcome: readonly string[] | undefined,
): string | undefined {
  const isEnd = reason instanceof Error && reason.message === ENDED;
  if (isEnd && outcome?.[0] !== 'value') return undefined;
  const isError = !(reason instanceof Error && reason.message.startsWith(NO_ERROR));
  const msg = isError
    ? describeThrown(reason, JSON.parse(sourceMap) as MappedInsertion[]).msg
    : 'the script threw an object that is no Error';
  return `a promise that nobody awaited has failed: ${msg}; await it, or catch what it throws`;
}
