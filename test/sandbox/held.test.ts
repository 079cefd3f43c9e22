import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openSandbox } from './open-sandbox.ts';

const { value } = openSandbox({ processes: 1 });

/** How long the call computes. */
const SLOW_MS = 60;
const ROUNDS = 50;

describe('a call that computes for long', () => {
  for (const [kind, prefix] of [
    ['plain', ''],
    ['async', 'async '],
  ] as const) {
    it(`is not waited for by those that come later: ${kind}`, async () => {
      const slow = `${prefix}function handler(ctx, ms) { const end = Date.now() + ms; while (Date.now() < end); return 'slow' }`;
      const quick = `${prefix}function handler() { return 'quick' }`;
      const first = async (): Promise<unknown> => {
        const held = value(slow, { input: SLOW_MS });
        await delay(SLOW_MS / 4);
        const next = value(quick);
        const winner = await Promise.race([held, next]);
        await Promise.all([held, next]);
        return winner;
      };
      // Both have ended before: they run in the same process.
      for (let calls = 0; calls < 5; calls++) for (const source of [slow, quick]) await value(source, { input: 0 });
      // On a busy machine the later one may get no processor in time.
      let winner: unknown;
      for (let round = 0; round < ROUNDS && winner !== 'quick'; round++) winner = await first();
      assert.equal(winner, 'quick');
    });
  }
});
