import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CronError, parseCron } from '../../src/schedule/cron.ts';
import { zoneOf } from '../../src/schedule/zone.ts';

/** A field as a test makes it, and what is in it. */
interface Field {
  readonly text: string;
  readonly has: (value: number) => boolean;
}

function field(low: number, high: number): fc.Arbitrary<Field> {
  const value = fc.integer({ min: low, max: high });
  const star = fc.constant<Field>({ text: '*', has: () => true });
  const step = fc
    .integer({ min: 2, max: high - low })
    .map((n): Field => ({ text: `*/${n}`, has: (one) => (one - low) % n === 0 }));
  const list = fc
    .uniqueArray(value, { minLength: 1, maxLength: 3 })
    .map((some): Field => ({ text: some.join(','), has: (one) => some.includes(one) }));
  const range = fc
    .tuple(value, value)
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    .map(([from, to]): Field => ({ text: `${from}-${to}`, has: (one) => one >= from && one <= to }));
  return fc.oneof({ weight: 3, arbitrary: list }, star, step, range);
}

interface Fields {
  readonly minute: Field;
  readonly hour: Field;
  readonly day: Field;
  readonly month: Field;
  readonly weekday: Field;
}

/** Minute by minute, as the page says it: which clocks show what, and what they have shown before. */
function naive(fields: Fields, zoneName: string, from: number, to: number): number[] {
  const { minute, hour, day, month, weekday } = fields;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zoneName, dateStyle: 'short', timeStyle: 'short' });
  const wallAt = (at: number): number => Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
  const isDue = (wall: number): boolean => {
    const clock = new Date(wall);
    const [isDay, isWeekday] = [day.has(clock.getUTCDate()), weekday.has(clock.getUTCDay())];
    const either = day.text === '*' || weekday.text === '*' ? isDay && isWeekday : isDay || isWeekday;
    return (
      minute.has(clock.getUTCMinutes()) && hour.has(clock.getUTCHours()) && month.has(clock.getUTCMonth() + 1) && either
    );
  };
  const seen = new Set<number>();
  const found: number[] = [];
  let shown = wallAt(from - 7_200_000);
  for (let at = from - 7_200_000 + 60_000; at <= to; at += 60_000) {
    const wall = wallAt(at);
    let due = isDue(wall) && (!seen.has(wall) || hour.text.startsWith('*'));
    for (let skipped = shown + 60_000; skipped < wall; skipped += 60_000) due ||= isDue(skipped);
    seen.add(wall);
    shown = wall;
    if (due && at > from) found.push(at);
  }
  return found;
}

const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  ['UTC', '2026-02-28T23:00Z'],
];

describe('the moments of any cron expression', () => {
  it('are those that a clock shows, minute by minute', () => {
    const fields = fc.record({
      minute: field(0, 59),
      hour: field(0, 23),
      day: field(1, 31),
      month: fc.oneof(fc.constant<Field>({ text: '*', has: () => true }), field(1, 12)),
      weekday: field(0, 6),
    });
    const property = fc.property(
      fields,
      fc.constantFrom(...CHANGES),
      fc.integer({ min: 0, max: 600 }),
      (some, change, before) => {
        const [zoneName, changeAt] = change;
        const from = Date.parse(changeAt) - before * 60_000;
        const to = from + 1_500 * 60_000;
        const { minute, hour, day, month, weekday } = some;
        const text = [minute, hour, day, month, weekday].map((one) => one.text).join(' ');
        const expected = naive(some, zoneName, from, to);
        let cron;
        try {
          const zone = zoneOf(zoneName);
          assert.ok(zone);
          cron = parseCron(text, zone);
        } catch (error) {
          assert.ok(error instanceof CronError && expected.length === 0, text);
          return;
        }
        const found: number[] = [];
        for (let at = cron.next(from); at !== undefined && at <= to; at = cron.next(at)) found.push(at);
        assert.deepEqual(
          found.map((at) => new Date(at).toISOString()),
          expected.map((at) => new Date(at).toISOString()),
          `${text} ${zoneName}`,
        );
      },
    );
    fc.assert(property, { numRuns: 150 });
  });
});
