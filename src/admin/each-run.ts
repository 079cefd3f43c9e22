import { eachEntry } from '../store/result-page.ts';
import type { KeptRunFilter } from '../store/store.ts';
import type { AdminDeps } from './admin-deps.ts';

const AT_ONCE = 8;

/** Does something for these runs, some at a time, until the gateway shuts down; gives how many are left then. */
export async function eachRun(
  { draining }: Pick<AdminDeps, 'draining'>,
  trxs: readonly string[],
  act: (trx: string) => Promise<void>,
): Promise<number> {
  const waiting = [...trxs];
  const work = async (): Promise<void> => {
    while (!draining()) {
      const trx = waiting.shift();
      if (trx === undefined) return;
      await act(trx);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return waiting.length;
}

/** The trxs of the kept runs that a filter finds, at most `limit`. Oldest ones last: pages are newest first. */
export async function foundTrxs(
  { store }: Pick<AdminDeps, 'store'>,
  filter: KeptRunFilter,
  limit: number,
): Promise<string[]> {
  const found: string[] = [];
  if (filter.statuses?.length === 0) return found;
  for await (const { trx } of eachEntry((place) => store.runs.page(filter, place))) {
    found.push(trx);
    if (found.length >= limit) break;
  }
  return found;
}
