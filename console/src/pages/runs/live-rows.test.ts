import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { received, released, startLive } from './live-rows.ts';

const row = (number: number, status = 'success') => ({ trx: `TRX${String(number).padStart(4, '0')}`, status });
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_row, index) => row(from + index));
const names = (list: readonly { trx: string }[]) => list.map(({ trx }) => Number(trx.slice(3)));

describe('the list of runs while it is live', () => {
  it('shows at most ten new runs a second, newest first', () => {
    const first = released(received(startLive([row(1)]), rows(2, 16)));
    assert.deepEqual(names(first.shown), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert.deepEqual(names(released(first).shown).slice(0, 5), [16, 15, 14, 13, 12]);
  });

  it('brings rows that are shown up to date, and shows none twice', () => {
    const live = received(startLive([row(1, 'running')]), [row(1, 'success')]);
    assert.deepEqual(live, { shown: [row(1, 'success')], waiting: [], skipped: 0 });
  });

  it('counts what comes faster than it can be shown', () => {
    const live = received(startLive([row(1)]), rows(2, 171));
    assert.equal(live.skipped, 70);
    assert.deepEqual(names(live.waiting).slice(0, 2), [72, 73]);
  });

  it('leaves runs to the other pages that are older than its end', () => {
    assert.deepEqual(received(startLive([row(5)]), [row(4)]).waiting, []);
  });

  it('puts a run that began earlier and ended later into its place', () => {
    const live = released(received(startLive([row(9), row(5)]), [row(7)]));
    assert.deepEqual(names(live.shown), [9, 7, 5]);
  });
});
