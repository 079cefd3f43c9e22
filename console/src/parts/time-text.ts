/** When a day that is chosen without a time begins. */
const MIDNIGHT = '00:00:00';

const TYPED = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?)?$/;

/**
 * What is typed as a time: `2026-11-30`, `2026-11-30 09:05` or with seconds, a `T` instead of the space.
 * @returns `YYYY-MM-DD HH:mm:ss`, null where it is no such time. @param timeOfDay of a day alone, `HH:mm:ss`
 */
export function typedTime(text: string, timeOfDay = MIDNIGHT): string | null {
  const [, day, minutes, seconds = ':00'] = TYPED.exec(text.trim()) ?? [];
  if (day === undefined) return null;
  const time = minutes === undefined ? timeOfDay : `${minutes}${seconds}`;
  const at = new Date(`${day}T${time}Z`);
  // 30 February is a day of March to Date.
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day ? null : `${day} ${time}`;
}

/** `noTime`: it is not written as one; `tooEarly`: it is before the first day. */
export type TimeFault = 'noTime' | 'tooEarly';

/** What is wrong with a typed time; an empty text is none. @param firstDay `YYYY-MM-DD` */
export function timeFault(text: string, firstDay = ''): TimeFault | undefined {
  if (text.trim() === '') return undefined;
  const at = typedTime(text);
  if (at === null) return 'noTime';
  return at < firstDay ? 'tooEarly' : undefined;
}

/** A time of the reader's time zone, `YYYY-MM-DD HH:mm:ss`, as fields show it: seconds where it has some. */
export function shownTime(local: string): string {
  return local.endsWith(':00') ? local.slice(0, -':00'.length) : local;
}

/** An ISO 8601 time in the reader's time zone, `YYYY-MM-DD HH:mm:ss`; null where it is none. */
export function localTime(iso: string): string | null {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return null;
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** The ISO 8601 time, in UTC, of one of the reader's time zone. */
export function utcTime(local: string): string {
  return new Date(local.replace(' ', 'T')).toISOString();
}
