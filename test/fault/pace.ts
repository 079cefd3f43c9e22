import { setTimeout as delay } from 'node:timers/promises';

/** Does `work` so many times a second until `isOver`, even if some are slow; resolves when all of it is done. */
export async function pace(
  perSecond: number,
  isOver: () => boolean,
  work: (n: number) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const all: Promise<void>[] = [];
  while (!isOver()) {
    const due = ((performance.now() - started) / 1000) * perSecond;
    while (all.length < due) all.push(work(all.length));
    await delay(1000 / perSecond);
  }
  await Promise.all(all);
}
