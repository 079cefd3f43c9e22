import type { QueueRepository } from '../../src/engine/queue-port.ts';

const none = (): Promise<readonly []> => Promise.resolve([]);
const nothing = (): Promise<void> => Promise.resolve();
const zero = (): Promise<number> => Promise.resolve(0);

/** Of engines whose rules have no queue: nothing is in any. */
export const noQueues: QueueRepository = {
  look: () => Promise.resolve({ isReady: false, isDue: false, isHeld: false, isExpired: false, isAsked: false }),
  ready: none,
  promote: nothing,
  promoteKey: nothing,
  promoteKeys: nothing,
  grant: zero,
  expired: none,
  promise: nothing,
  entry: () => Promise.resolve(undefined),
  entries: none,
  all: none,
  name: nothing,
  change: nothing,
  pause: nothing,
  remove: () => Promise.resolve(false),
  counts: () => Promise.reject(new Error('nothing is in any queue')),
  clean: zero,
  trim: zero,
  seen: nothing,
  workers: none,
  gone: nothing,
};

/** Who the process of a test is. */
export const testSelf = { id: 'this process', host: 'localhost', pid: process.pid, version: 'test' };
