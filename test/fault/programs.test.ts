import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { KeptRun } from '../../src/engine/port.ts';
import { checkPrograms } from '../model/check-programs.ts';
import { callingCrashSeries, crashingSeries, undoneSeries } from '../model/generate/crash.ts';
import { createMemoryStore } from '../model/real/memory-store.ts';
import { direct } from '../store/direct.ts';
import { onEachDatabase } from '../store/store-under-test.ts';
import { createFaults, faultyRepository } from './faults.ts';
import { rounds } from './rounds.ts';

const PROGRAMS = rounds(400);
const KEPT_PROGRAMS = Math.ceil(PROGRAMS / 10);
/** Many times what it takes: for a busy machine. */
const TIMEOUT_MS = Math.max(120_000, PROGRAMS * 60);

const anySeries = fc.oneof({ weight: 2, arbitrary: undoneSeries }, { weight: 1, arbitrary: callingCrashSeries });

describe('random programs whose processes die at any write or call', () => {
  for (const [what, programs, series] of [
    ['once they are recovered', PROGRAMS / 2, crashingSeries],
    ['once they are recovered, or undone', PROGRAMS / 2, undoneSeries],
    ['once they are recovered, with the runs that they have called', PROGRAMS / 10, callingCrashSeries],
  ] as const) {
    it(`end as the model says ${what}`, { timeout: TIMEOUT_MS }, async (t) => {
      const { failure, summary } = await checkPrograms(programs, createMemoryStore, series);
      t.diagnostic(summary);
      assert.ok(failure === undefined, failure);
    });
  }
});

onEachDatabase('random programs whose processes die, kept in a real database', (db) => {
  it('end as the model says once they are recovered', { timeout: TIMEOUT_MS }, async (t) => {
    const { runs } = db.store;
    const reapExpired = async (): Promise<KeptRun[]> => {
      await direct(db.url, 'UPDATE run SET lease_until = 1 WHERE lease_until IS NOT NULL');
      return runs.reapExpired();
    };
    const store = { ...db.store, runs: { ...faultyRepository(runs, createFaults()), reapExpired } };
    const { failure, summary } = await checkPrograms(KEPT_PROGRAMS, () => store, anySeries);
    t.diagnostic(summary);
    assert.ok(failure === undefined, failure);
  });
});
