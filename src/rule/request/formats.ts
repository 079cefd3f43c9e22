import type { Format } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** RFC 3339, section 5.6; seconds up to 60 for leap seconds. */
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i;
const DAY_MINUTES = 24 * 60;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** The formats of string fields. None backtracks more than linearly: no two repetitions share what they match. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  email: predicate(fullFormats.email),
  uri: predicate(fullFormats.uri),
  uuid: predicate(UUID),
  date: isDate,
  'date-time': isDateTime,
  ipv4: predicate(fullFormats.ipv4),
  ipv6: predicate(fullFormats.ipv6),
};

function predicate(format: Format): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return format;
  throw new TypeError('a format of strings is a pattern or a function');
}

/** A day that the calendar has. */
function isDate(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return day >= 1 && month >= 1 && month <= 12 && day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isDateTime(text: string): boolean {
  const [, date = '', hour, minute, second, sign, hours = 0, minutes = 0] = DATE_TIME.exec(text) ?? [];
  if (!isDate(date)) return false;
  if (second !== '60') return true;
  // A leap second is the last one of a day in UTC (RFC 3339, 5.7).
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const utc = Number(hour) * 60 + Number(minute) - offset;
  return (utc + 2 * DAY_MINUTES) % DAY_MINUTES === DAY_MINUTES - 1;
}
