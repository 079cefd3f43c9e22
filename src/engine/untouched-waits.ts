import type { WaitRepository } from './wait-port.ts';

/** Of tests of rules, which write nothing: nobody ever comes. */
export const untouchedWaits: WaitRepository = {
  of: () => Promise.resolve([]),
  get: () => Promise.resolve(undefined),
  open: (wait) => Promise.resolve({ ...wait, id: 0, status: 'waiting', completion: null }),
  pass: () => Promise.resolve(true),
  complete: () => Promise.resolve(false),
};
