import { hash } from 'node:crypto';
import type { Attempt } from '../engine/port.ts';

/** 132 bits: names may be long, and are kept with the run. */
const HASH_LENGTH = 22;

/**
 * Numbers the requests of one attempt, from 1. The k-th request that a step makes, or that none makes, has the same
 * number in each attempt and after each recovery, whichever steps are remembered by then and whatever ran beside them:
 * for an upstream takes a number that it knows for the request that it knows. A new one gets the next number.
 *
 * @returns gives the number of the next request of `step`; empty: it was made in none.
 */
export function createRequestNumbers({ run, key }: Attempt): (step: string) => number {
  /** The step of each of them, all attempts and the time before a recovery included. */
  const makers = run.requests.get(key) ?? [];
  /** The index from which on the next one of each is. */
  const next = new Map<string, number>();
  return (step) => {
    const maker = step === '' ? '' : hash('sha256', step, 'base64url').slice(0, HASH_LENGTH);
    const known = makers.indexOf(maker, next.get(maker));
    const number = known >= 0 ? known + 1 : makers.push(maker);
    next.set(maker, number);
    run.requests.set(key, makers);
    return number;
  };
}
