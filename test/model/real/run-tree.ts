import type { SeenWait, Shown } from '../observation.ts';
import { seenWaits } from './arrive.ts';
import type { ModelStore } from './memory-store.ts';

/** The run, or one that it has called, that is due first. */
export async function nextDue(store: ModelStore, root: string): Promise<string> {
  let [first, at] = [root, Infinity];
  for (const trx of await openRuns(store, root)) {
    const { status, recoverAt = null } = (await store.runs.get(trx)) ?? {};
    if (status === 'waiting' && recoverAt !== null && recoverAt < at) [first, at] = [trx, recoverAt];
  }
  return first;
}

/** What is seen of a run and of those that it has called: their waits, and how many of these have not ended. */
export async function seenTree(
  { runs, waits, children }: ModelStore,
  root: string,
): Promise<Pick<Shown, 'waitRows' | 'openCalled'>> {
  const all = await openRuns({ children }, root);
  const waitRows: SeenWait[] = [];
  for (const trx of all) {
    const rests = (await runs.get(trx))?.status === 'waiting';
    waitRows.push(...(await seenWaits(waits, trx, rests)));
  }
  return { waitRows, openCalled: all.length - 1 };
}

/** A run, and those that it has called and that have not ended, with theirs. */
async function openRuns({ children }: Pick<ModelStore, 'children'>, root: string): Promise<string[]> {
  const all = [root];
  for (const trx of all) all.push(...(await children.open(trx)));
  return all;
}

/** After so many turns without anything nothing more comes. */
const QUIET_TURNS = 20;

/** Resolves once nothing is under way any more. */
export async function whenQuiet(isQuiet: () => boolean): Promise<void> {
  for (let idle = 0; idle < QUIET_TURNS;) {
    await new Promise((resolve) => setImmediate(resolve));
    idle = isQuiet() ? idle + 1 : 0;
  }
}
