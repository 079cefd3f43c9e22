import type { JsonObject } from '../../../src/json.ts';
import type { SeenEntry } from '../observation.ts';
import type { Ended } from './ended.ts';
import { entryOf } from './expected.ts';

/** The entries of a run log with those of a layer. @param uncertain of which the engine says what is logged. */
export function withLayer(
  entries: readonly SeenEntry[],
  layer: number,
  components: readonly JsonObject[],
  certain: readonly Ended[],
  uncertain: readonly Ended[],
  resting: Set<SeenEntry>,
): SeenEntry[] {
  const added = certain.map((ended) => {
    const entry = entryOf(ended, layer, components);
    if (ended.outcome.kind === 'parked') resting.add(entry);
    return entry;
  });
  // What is logged of those that rested and were stopped is the engine's to say.
  const names = uncertain.map(({ name }) => name);
  const isStopped = (one: SeenEntry): boolean => resting.has(one) && one.layer === layer && names.includes(one.name);
  return withLogged(
    entries.filter((one) => !isStopped(one)),
    added,
    resting,
  );
}

/**
 * The entries of a run log with those of a layer that has ended: one that rested and goes on has one.
 * @param resting entries of what has rested; those that go on so are added.
 */
function withLogged(entries: readonly SeenEntry[], added: readonly SeenEntry[], resting: Set<SeenEntry>): SeenEntry[] {
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
