import { Cron as Croner } from 'croner';
import type { Zone } from './zone.ts';

/** When a cron expression is due. */
export interface Cron {
  /** The first moment after this instant, in milliseconds; undefined: none comes any more. */
  next(after: number): number | undefined;
}

/** What is wrong with a cron expression; the message names the field. */
export class CronError extends Error {
  override readonly name = 'CronError';
}

/** In the order of an expression with seconds. */
const FIELDS = ['second', 'minute', 'hour', 'day', 'month', 'weekday'] as const;
const EXPECTED: Readonly<Record<(typeof FIELDS)[number], string>> = {
  second: '0 to 59',
  minute: '0 to 59',
  hour: '0 to 23',
  day: '1 to 31, L, LW or a day with W',
  month: '1 to 12 or JAN to DEC',
  weekday: '0 to 7 or SUN to SAT, with #1 to #5 or L behind it',
};

const MOST_CHARACTERS = 255;

/**
 * Reads a cron expression of 5 fields, or of 6 with seconds first. `croner` finds the moments by the calendar, as a clock
 * without daylight saving shows them; what a change of the clocks does with them is decided here:
 * - moments that a change skips are due once, together, when it happens;
 * - those that it repeats are due in the first pass only, or in both where the hour is `*` or `*` with a step.
 * @throws CronError
 */
export function parseCron(text: string, zone: Zone): Cron {
  const calendar = calendarOf(text);
  const hour = fieldsOf(text)[2] ?? '';
  const isRepeated = hour.split(',').some((part) => /^[*?](?:\/\d+)?$/.test(part));
  const cron: Cron = { next: (after) => nextMoment({ calendar, zone, isRepeated }, after) };
  return cron;
}

interface Timing {
  readonly calendar: Croner;
  readonly zone: Zone;
  readonly isRepeated: boolean;
}

/** From one change of the clocks to the next, in which the offset stays the same. */
function nextMoment({ calendar, zone, isRepeated }: Timing, after: number): number | undefined {
  let offset = zone.offsetAt(after);
  /** Shown on the clocks: looked for is what comes behind it. */
  let from = after + offset;
  if (!isRepeated) from = Math.max(from, repeatedUntil(zone, after));
  for (;;) {
    const wall = nextOnCalendar(calendar, from);
    const change = zone.nextChange(after, (wall ?? LAST_MS) - Math.min(offset, 0) + DAY_MS);
    const changeAt = change ? change.at + offset : Infinity;
    if (wall !== undefined && wall < changeAt) return wall - offset;
    if (!change) return undefined;
    // Skipped: from the time that the clocks would have shown to the one that they do show.
    if (wall !== undefined && wall < change.at + change.offset) return change.at;
    after = change.at;
    offset = change.offset;
    // A moment at the change itself is looked for, too.
    from = (isRepeated ? after + offset : Math.max(after + offset, changeAt)) - 1;
  }
}

const DAY_MS = 86_400_000;
/** A change of the clocks repeats at most that much. */
const LONGEST_REPEAT_MS = 2 * DAY_MS;
const LAST_MS = Date.UTC(9999, 11, 31);

/** The last time that the clocks have shown already before a change that is not long ago. */
function repeatedUntil(zone: Zone, at: number): number {
  let until = -Infinity;
  for (let from = at - LONGEST_REPEAT_MS; ;) {
    const change = zone.nextChange(from, at + 1);
    if (!change) return until;
    until = Math.max(until, change.at + change.before - 1);
    from = change.at;
  }
}

/** Behind `from`, both as shown on the clocks. */
function nextOnCalendar(calendar: Croner, from: number): number | undefined {
  return calendar.nextRun(new Date(from))?.getTime();
}

/** The fields, seconds included. @throws CronError */
function fieldsOf(text: string): string[] {
  const fields = text.trim().split(/\s+/);
  if (text.length > MOST_CHARACTERS) throw new CronError(`has over ${MOST_CHARACTERS} characters`);
  if (fields.length === 5) return ['0', ...fields];
  if (fields.length === 6) return fields;
  const count = text.trim() === '' ? 0 : fields.length;
  throw new CronError(`has ${count} fields; expected 5 (minute hour day month weekday), or 6 with the second first`);
}

function calendarOf(text: string): Croner {
  const fields = fieldsOf(text);
  for (const [at, name] of FIELDS.entries()) checkField(name, at, fields[at] ?? '');
  const calendar = read(fields);
  if (!calendar) throw new CronError('is no cron expression');
  // Leap years are at most 8 years from each other, and weekdays repeat after 28, but for what a century brings.
  if (calendar.nextRun(new Date(Date.UTC(2000, 0, 1))) === null)
    throw new CronError(`never comes: no ${comesNever(fields)}`);
  return calendar;
}

/** Each field by itself: the reader of the whole does not say which it refuses. */
function checkField(name: (typeof FIELDS)[number], at: number, text: string): void {
  const alone = FIELDS.map((_, place) => (place === at ? text : '*'));
  // Of the weekday, `+` would ask for day and weekday at once.
  if (!text.includes('+') && read(alone)) return;
  throw new CronError(
    `has a wrong ${name} ${JSON.stringify(text)}; expected ${EXPECTED[name]}, or *, ranges, lists, steps`,
  );
}

function read(fields: readonly string[]): Croner | undefined {
  try {
    return new Croner(fields.join(' '), { timezone: 'UTC', mode: '6-part', paused: true });
  } catch {
    return undefined;
  }
}

function comesNever([, , , day, month]: readonly string[]): string {
  return `day ${day ?? ''} in month ${month ?? ''}`;
}
