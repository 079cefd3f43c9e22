import type { SeenEntry } from '../observation.ts';

/**
 * The entries of a run log with those of a layer that has ended: one that rested and goes on has one.
 * @param resting entries of what has rested; those that go on so are added.
 */
export function withLogged(
  entries: readonly SeenEntry[],
  added: readonly SeenEntry[],
  resting: Set<SeenEntry>,
): SeenEntry[] {
  let all = entries;
  for (const entry of added) {
    const before = all.find((one) => resting.has(one) && one.layer === entry.layer && one.name === entry.name);
    const whole = before ? goneOn(before, entry) : entry;
    if (resting.has(entry)) resting.add(whole);
    all = [...all.filter((one) => one !== before), whole];
  }
  return all.toSorted((a, b) => a.layer - b.layer || a.action - b.action);
}

/** What it did before it rested counts, too. */
function goneOn(before: SeenEntry, after: SeenEntry): SeenEntry {
  return { ...after, statuses: [...before.statuses, ...after.statuses], retries: before.retries + after.retries };
}
