import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAgo, formatDuration, formatNumber, formatTime } from './format.ts';

const INSTANT = Date.parse('2026-11-29T22:15:37.042Z');

describe('times and numbers', () => {
  it('are written as the language does', () => {
    assert.equal(formatTime(INSTANT, 'en', false, 'UTC'), '29 Nov 2026, 22:15:37');
    assert.equal(formatTime(INSTANT, 'en', true, 'UTC'), '29 Nov 2026, 22:15:37.042');
    assert.equal(formatTime(INSTANT, 'zh', false, 'UTC'), '2026年11月29日 22:15:37');
    assert.equal(formatNumber(1234567, 'en'), '1,234,567');
  });

  it('are said from now in the unit that fits', () => {
    const ago = (ms: number): string => formatAgo(INSTANT - ms, INSTANT, 'en');
    assert.deepEqual([5000, 180_000, 7_200_000, 86_400_000 * 3].map(ago), [
      '5 sec ago',
      '3 min ago',
      '2 hr ago',
      '3 days ago',
    ]);
  });

  it('are durations with the digits that count', () => {
    const durations = [0.4, 12.34, 999, 1250, 59_940, 125_000, 3_600_000, 90_000_000];
    assert.deepEqual(
      durations.map((ms) => formatDuration(ms, 'en')),
      ['0.4ms', '12ms', '999ms', '1.25s', '59.9s', '2m 5s', '1h', '1d 1h'],
    );
  });
});
