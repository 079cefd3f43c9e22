import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onEachDatabase } from '../store/store-under-test.ts';
import { checkPrograms } from './check-programs.ts';
import {
  callingSeries,
  restlessSeries,
  series,
  undoingNothing,
  waitingCallingSeries,
  waitingSeries,
} from './generate/series.ts';
import { createMemoryStore } from './real/memory-store.ts';

/** How many programs are played: 6,000 unless MODEL_PROGRAMS says so. */
const PROGRAMS = Number(process.env.MODEL_PROGRAMS ?? 6000);
/** Of them so many in a database: its own number where MODEL_KEPT_PROGRAMS says so. */
const KEPT_PROGRAMS = Number(process.env.MODEL_KEPT_PROGRAMS ?? Math.ceil(PROGRAMS / 100));
/** Many times what it takes: for a busy machine. */
const [TIMEOUT_MS, KEPT_TIMEOUT_MS] = [Math.max(120_000, PROGRAMS * 60), Math.max(120_000, KEPT_PROGRAMS * 1000)];

describe('the engine does what the specification says, as a second interpreter reads it', () => {
  for (const [what, programs, series] of [
    ['programs', PROGRAMS * 0.9, undoingNothing(restlessSeries)],
    ['programs that run other rules', PROGRAMS * 0.1, callingSeries],
    // In more of them than a few thousand what happens at one moment may still be what the model says too much of.
    ['programs that are undone', PROGRAMS / 50, restlessSeries],
    ['programs that wait', PROGRAMS / 50, waitingSeries],
    ['programs that run other rules which wait', PROGRAMS / 50, undoingNothing(waitingCallingSeries)],
  ] as const) {
    it(`in ${programs} ${what}`, { timeout: TIMEOUT_MS }, async (t) => {
      const { failure, summary } = await checkPrograms(programs, createMemoryStore, series);
      t.diagnostic(summary);
      assert.ok(failure === undefined, failure);
    });
  }
});

onEachDatabase('the engine and a second interpreter, with runs that are kept in a real database', (db) => {
  it(`agree in ${KEPT_PROGRAMS} programs`, { timeout: KEPT_TIMEOUT_MS }, async (t) => {
    const { failure, summary } = await checkPrograms(KEPT_PROGRAMS, () => db.store, series);
    t.diagnostic(summary);
    assert.ok(failure === undefined, failure);
  });
});
