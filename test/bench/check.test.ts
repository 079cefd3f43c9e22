import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareCpu } from '../../bench/check.ts';
import type { CaseFigures } from '../../bench/figures.ts';

function measured(name: string, cpu: number): CaseFigures {
  const of = (median: number) => ({ median, least: median, most: median });
  const values = { requests: of(1), cpu: of(cpu), p99: of(1), addedMs: of(0) };
  return { name, title: name, bars: {}, values };
}

const missing: CaseFigures = { name: 'mysql', title: 'mysql', bars: {}, note: 'not available: no server' };

describe('the check against the figures that are kept', () => {
  it('passes up to a tenth more processor time', () => {
    const { lines, isLoss } = compareCpu([measured('plain', 1)], [measured('plain', 1.099)]);
    assert.equal(isLoss, false);
    assert.deepEqual(lines, ["plain: processor time 1.10 of its peer's, kept is 1.00: 9.9 % more"]);
  });

  it('fails above that, and names the case', () => {
    const kept = [measured('plain', 1), measured('record', 1.5)];
    const { lines, isLoss } = compareCpu(kept, [measured('plain', 0.8), measured('record', 1.7)]);
    assert.equal(isLoss, true);
    assert.deepEqual(lines, [
      "plain: processor time 0.80 of its peer's, kept is 1.00: 20.0 % less",
      "record: processor time 1.70 of its peer's, kept is 1.50: 13.3 % more, LOSS",
    ]);
  });

  it('fails where a ratio is no number', () => {
    assert.equal(compareCpu([measured('plain', 1)], [measured('plain', Number.NaN)]).isLoss, true);
  });

  it('does not fail for what was not measured, now or before', () => {
    const { lines, isLoss } = compareCpu([measured('mysql', 1)], [missing, measured('new', 3)]);
    assert.equal(isLoss, false);
    assert.deepEqual(lines, [
      'mysql: not measured (not available: no server)',
      'new: 3.00; nothing is kept to compare with',
    ]);
  });
});
