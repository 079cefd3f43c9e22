import type { Completion, NewWait, Wait, WaitRepository } from '../../../src/engine/wait-port.ts';

/** Waits in memory, as the port says. */
export function createMemoryWaits(): WaitRepository {
  const waits = new Map<string, Wait>();
  const at = ({ trx, key }: Pick<NewWait, 'trx' | 'key'>): string => `${trx} ${key}`;
  const put = (wait: Wait): Wait => {
    waits.set(at(wait), wait);
    return wait;
  };

  return {
    of: (trx) => Promise.resolve([...waits.values()].filter((wait) => wait.trx === trx)),
    get: (trx, key) => Promise.resolve(waits.get(at({ trx, key }))),
    open: (wait) => {
      const before = waits.get(at(wait));
      const { since, until } = wait;
      if (!before || before.status === 'passed')
        return Promise.resolve(put({ ...wait, id: waits.size + 1, status: 'waiting', completion: null }));
      return Promise.resolve(before.since === null ? put({ ...before, since, until }) : before);
    },
    pass: (trx, key) => {
      const wait = waits.get(at({ trx, key }));
      if (wait?.status !== 'waiting') return Promise.resolve(false);
      put({ ...wait, status: 'passed' });
      return Promise.resolve(true);
    },
    complete: (wait: NewWait, completion: Completion) => {
      const before = waits.get(at(wait));
      if (before && before.status !== 'waiting') return Promise.resolve(false);
      put({ ...(before ?? { ...wait, id: waits.size + 1 }), status: completion.status, completion });
      return Promise.resolve(true);
    },
  };
}
