import type { Logger } from 'pino';

/** The terminal sends SIGINT to the whole group, and npm once more some milliseconds later. */
const SAME_MS = 1000;

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

export type Signal = keyof typeof SIGNAL_NUMBERS;

const BOTH: readonly Signal[] = ['SIGINT', 'SIGTERM'];

/** The first of `signals`. A later one ends the process at once, but not the second SIGINT of one Ctrl-C. */
export function firstSignal(log: Pick<Logger, 'debug'>, signals = BOTH): Promise<Signal> {
  const first = Promise.withResolvers<Signal>();
  let state: 'running' | 'again' | 'ending' = 'running';
  const onSignal = (signal: Signal): void => {
    if (state === 'running') {
      state = 'again';
      first.resolve(signal);
      // A signal that came in time and waits for the event loop is read in the poll phase between the two.
      setTimeout(() => setImmediate(() => (state = 'ending')), SAME_MS).unref();
    } else if (signal === 'SIGINT' && state === 'again') {
      log.debug('a second SIGINT within 1 s counts as the first: npm passes Ctrl-C on');
    } else process.exit(128 + SIGNAL_NUMBERS[signal]);
  };
  for (const signal of signals) process.on(signal, () => onSignal(signal));
  return first.promise;
}
