import type { Condition } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';

/**
 * Warns of cases that are never taken, whatever a run reads: of some, the first whose `when` is true is taken.
 * @param cases without `when`: the one that is left.
 */
export function warnOfUnreachable(
  cases: readonly { readonly when: Condition | undefined }[],
  pointer: string,
  diagnostics: Diagnostics,
): void {
  const wrong = new Set(diagnostics.errors.map((error) => error.pointer));
  const earlier = new Set<string>();
  let always = false;
  for (const [index, { when }] of cases.entries()) {
    if (wrong.has(member(pointer, index, 'when'))) continue;
    const source = when?.source.trim();
    const value = when && constantOf(when);
    const reason =
      (always && 'a case before it is always true') ||
      (value === false && 'its `when` is always false') ||
      (source !== undefined && earlier.has(source) && 'a case before it has the same `when`');
    if (reason) diagnostics.warn(member(pointer, index), `${reason}: this case is never taken`);
    if (source !== undefined) earlier.add(source);
    always ||= value === true;
  }
}

/** What a condition gives that reads nothing. */
function constantOf(when: Condition): boolean | undefined {
  if (when.placeholders.length > 0) return undefined;
  try {
    return when.evaluate({});
  } catch {
    return undefined;
  }
}
