import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CronError, parseCron } from '../../src/schedule/cron.ts';
import { zoneOf } from '../../src/schedule/zone.ts';
import type { Zone } from '../../src/schedule/zone.ts';

function zone(name: string): Zone {
  const found = zoneOf(name);
  assert.ok(found, name);
  return found;
}

/** Moments of `text` after `from`, up to and with `to`; ISO 8601 without seconds. */
function moments(text: string, zoneName: string, from: string, to: string): string[] {
  const cron = parseCron(text, zone(zoneName));
  const found: string[] = [];
  for (let at = cron.next(Date.parse(from)); at !== undefined && at <= Date.parse(to); at = cron.next(at))
    found.push(new Date(at).toISOString().replace(/:00\.000Z$/, 'Z'));
  return found;
}

/** [zone, what happens, from, to, cron, moments in UTC] */
const TABLE: readonly (readonly [string, string, string, string, readonly (readonly [string, string])[]])[] = [
  [
    // 02:00 CET is 03:00 CEST, at 01:00 UTC.
    ...(['Europe/Berlin', 'skips 02:00 to 03:00', '2026-03-28T23:30Z', '2026-03-29T03:00Z'] as const),
    [
      ['30 2 * * *', '01:00'],
      ['0,30 2 * * *', '01:00'],
      ['0 2 * * *', '01:00'],
      ['0 3 * * *', '01:00'],
      ['0 2,3 * * *', '01:00'],
      ['*/30 * * * *', '00:00 00:30 01:00 01:30 02:00 02:30 03:00'],
      ['15 * * * *', '00:15 01:00 01:15 02:15'],
      ['30 */2 * * *', '01:00 02:30'],
      ['59 1 * * *', '00:59'],
      ['0 0 3 * * *', '01:00'],
    ],
  ],
  [
    // 03:00 CEST is 02:00 CET, at 01:00 UTC.
    ...(['Europe/Berlin', 'repeats 02:00 to 03:00', '2026-10-24T23:30Z', '2026-10-25T03:00Z'] as const),
    [
      ['30 2 * * *', '00:30'],
      ['0 2 * * *', '00:00'],
      ['0 3 * * *', '02:00'],
      ['30 2,3 * * *', '00:30 02:30'],
      ['30 1-3 * * *', '23:30! 00:30 02:30'],
      ['30 * * * *', '00:30 01:30 02:30'],
      ['0 * * * *', '00:00 01:00 02:00 03:00'],
      ['30 */2 * * *', '00:30 01:30'],
      ['*/20 2 * * *', '00:00 00:20 00:40'],
    ],
  ],
  [
    // 02:00 EST is 03:00 EDT, at 07:00 UTC.
    ...(['America/New_York', 'skips 02:00 to 03:00', '2026-03-08T05:30Z', '2026-03-08T08:00Z'] as const),
    [
      ['30 2 * * *', '07:00'],
      ['0 * * * *', '06:00 07:00 08:00'],
      ['45 * * * *', '05:45 06:45 07:00 07:45'],
      ['0,15,30 2 8 3 *', '07:00'],
    ],
  ],
  [
    // 02:00 EDT is 01:00 EST, at 06:00 UTC.
    ...(['America/New_York', 'repeats 01:00 to 02:00', '2026-11-01T04:30Z', '2026-11-01T08:00Z'] as const),
    [
      ['30 1 * * *', '05:30'],
      ['0 1 * * *', '05:00'],
      ['30 * * * *', '05:30 06:30 07:30'],
      ['0 2 * * *', '07:00'],
      ['0 1,2 * * SUN', '05:00 07:00'],
    ],
  ],
  [
    // 02:00 +10:30 is 02:30 +11:00, at 15:30 UTC of the day before.
    ...(['Australia/Lord_Howe', 'skips 02:00 to 02:30', '2026-10-03T14:00Z', '2026-10-03T16:40Z'] as const),
    [
      ['0 2 * * *', '15:30'],
      ['0,15 2 * * *', '15:30'],
      ['15,30,45 2 * * *', '15:30 15:45'],
      ['15 * * * *', '14:45 15:30 16:15'],
      ['0 3 * * *', '16:00'],
    ],
  ],
  [
    // 02:00 +11:00 is 01:30 +10:30, at 15:00 UTC of the day before.
    ...(['Australia/Lord_Howe', 'repeats 01:30 to 02:00', '2026-04-04T13:30Z', '2026-04-04T17:00Z'] as const),
    [
      ['30 1 * * *', '14:30'],
      ['45 1 * * *', '14:45'],
      ['45 * * * *', '13:45 14:45 15:15 16:15'],
      ['0 2 * * *', '15:30'],
      ['15 1 * * *', '14:15'],
      ['*/30 * * * *', '14:00 14:30 15:00 15:30 16:00 16:30 17:00'],
    ],
  ],
];

describe('cron over a change of the clocks', () => {
  for (const [zoneName, what, from, to, lines] of TABLE) {
    for (const [text, expected] of lines) {
      it(`${text} where ${zoneName} ${what}`, () => {
        const times = moments(text, zoneName, from, to).map((one) => one.slice(11, 16));
        // The beginning of the span is not within it.
        assert.deepEqual(
          times,
          expected.split(' ').filter((one) => !one.endsWith('!')),
        );
      });
    }
  }

  it('is the same from whichever instant it is asked', () => {
    for (const [zoneName, , from, to, lines] of TABLE) {
      for (const [text] of lines) {
        const cron = parseCron(text, zone(zoneName));
        const all = moments(text, zoneName, from, to).map((one) => Date.parse(one));
        for (let at = Date.parse(from); at < Date.parse(to); at += 60_000) {
          const expected = all.find((one) => one > at);
          if (expected !== undefined) assert.equal(cron.next(at), expected, `${text} ${new Date(at).toISOString()}`);
        }
      }
    }
  });

  it('knows a day that a zone has left out', () => {
    // Samoa went from the end of the 29th to the 31st, at 10:00 UTC.
    assert.deepEqual(moments('0 12 * * *', 'Pacific/Apia', '2011-12-29T00:00Z', '2012-01-01T00:00Z'), [
      '2011-12-29T22:00Z',
      '2011-12-30T10:00Z',
      '2011-12-30T22:00Z',
      '2011-12-31T22:00Z',
    ]);
  });
});

describe('cron', () => {
  const first = (text: string): string | undefined => moments(text, 'UTC', '2026-01-01T00:00Z', '2036-01-01T00:00Z')[0];

  it('takes names, L, # and W, and day or weekday', () => {
    const some = (text: string, count: number): string[] =>
      moments(text, 'UTC', '2026-01-01T00:00Z', '2027-01-01T00:00Z')
        .slice(0, count)
        .map((one) => one.slice(5, 10));
    assert.deepEqual(some('0 3 L * *', 3), ['01-31', '02-28', '03-31']);
    assert.deepEqual(some('0 3 * * FRI#2', 2), ['01-09', '02-13']);
    assert.deepEqual(some('0 3 * * 5L', 2), ['01-30', '02-27']);
    assert.deepEqual(some('0 3 15W * *', 3), ['01-15', '02-16', '03-16']);
    assert.deepEqual(some('0 3 LW * *', 3), ['01-30', '02-27', '03-31']);
    assert.deepEqual(some('0 3 13 * FRI', 4), ['01-02', '01-09', '01-13', '01-16']);
    assert.deepEqual(some('0 3 1 jan,MAR *', 2), ['01-01', '03-01']);
    assert.deepEqual(some('0 3 * * mon-wed', 3), ['01-05', '01-06', '01-07']);
    assert.deepEqual(moments('*/20 * * * * *', 'UTC', '2026-01-01T00:00Z', '2026-01-01T00:01Z'), [
      '2026-01-01T00:00:20.000Z',
      '2026-01-01T00:00:40.000Z',
      '2026-01-01T00:01Z',
    ]);
    assert.equal(first('0 0 29 2 *'), '2028-02-29T00:00Z');
  });

  it('names the field that is wrong', () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['60 * * * *', /wrong minute "60"; expected 0 to 59/],
      ['* 24 * * *', /wrong hour "24"/],
      ['* * 0 * *', /wrong day "0"/],
      ['* * 32 * *', /wrong day "32"/],
      ['* * * 13 *', /wrong month "13"/],
      ['* * * FOO *', /wrong month "FOO"/],
      ['* * * * 8', /wrong weekday "8"/],
      ['* * * * +MON', /wrong weekday "\+MON"/],
      ['* * * * MON#6', /wrong weekday "MON#6"/],
      ['61 * * * * *', /wrong second "61"/],
      ['0 */0 * * *', /wrong hour/],
      ['0 5/2 * * *', /wrong hour/],
      ['1,,2 * * * *', /wrong minute/],
      ['* * 1-5W * *', /wrong day/],
      ['* * * *', /has 4 fields; expected 5/],
      ['', /has 0 fields/],
      ['@daily', /has 1 fields/],
      ['* * * * * * 2030', /has 7 fields/],
      ['0 0 31 2 *', /never comes: no day 31 in month 2/],
      ['0 0 31 4,6,9,11 *', /never comes/],
      ['0 0 30,31 FEB *', /never comes/],
      ['0 0 31W 2 *', /never comes/],
    ];
    for (const [text, message] of wrong)
      assert.throws(
        () => parseCron(text, zone('UTC')),
        (error) => error instanceof CronError && message.test(error.message),
        text,
      );
  });
});
