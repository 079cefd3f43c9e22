/** What the language and the reader's time zone make of times and numbers: pure, so that it is tested. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const locales = { en: 'en-GB', zh: 'zh-CN' } as const;

type Language = keyof typeof locales;

/** `29 Nov 2026, 22:15:37`; with milliseconds where runs are compared. */
export function formatTime(ms: number, language: Language, withMilliseconds = false, timeZone?: string): string {
  const key = `${language} ${withMilliseconds} ${timeZone}`;
  const format = timeFormats.get(key) ?? timeFormat(language, withMilliseconds, timeZone);
  timeFormats.set(key, format);
  return format.format(ms);
}

/** To make one takes longer than to use it a hundred times. */
const timeFormats = new Map<string, Intl.DateTimeFormat>();

function timeFormat(language: Language, withMilliseconds: boolean, timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locales[language], {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(withMilliseconds && { fractionalSecondDigits: 3 }),
    ...(timeZone !== undefined && { timeZone }),
  });
}

/** `3 min ago` */
export function formatAgo(ms: number, nowMs: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(locales[language], { style: 'short', numeric: 'auto' });
  const past = ms - nowMs;
  const size = Math.abs(past);
  if (size < MINUTE_MS) return format.format(Math.round(past / SECOND_MS), 'second');
  if (size < HOUR_MS) return format.format(Math.round(past / MINUTE_MS), 'minute');
  if (size < DAY_MS) return format.format(Math.round(past / HOUR_MS), 'hour');
  return format.format(Math.round(past / DAY_MS), 'day');
}

/** `12,345` */
export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language]).format(value);
}

/** `2.4%` of 0.024. */
export function formatPercent(share: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** `0.4ms`, `12ms`, `1.25s`, `2m 5s`: three digits that count, at most. */
export function formatDuration(ms: number, language: Language): string {
  if (ms < SECOND_MS) return unit(Number(ms.toPrecision(3)), 'millisecond', language, ms < 10 ? 1 : 0);
  if (ms < MINUTE_MS) return unit(ms / SECOND_MS, 'second', language, ms < 10 * SECOND_MS ? 2 : 1);
  if (ms < HOUR_MS) return twoUnits(ms, [MINUTE_MS, 'minute'], [SECOND_MS, 'second'], language);
  if (ms < DAY_MS) return twoUnits(ms, [HOUR_MS, 'hour'], [MINUTE_MS, 'minute'], language);
  return twoUnits(ms, [DAY_MS, 'day'], [HOUR_MS, 'hour'], language);
}

function unit(value: number, name: string, language: Language, digits: number): string {
  const options = { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(locales[language], options).format(value);
}

function twoUnits(
  ms: number,
  [largeMs, large]: readonly [number, string],
  [smallMs, small]: readonly [number, string],
  language: Language,
): string {
  const smalls = Math.round(ms / smallMs);
  const ratio = largeMs / smallMs;
  const rest = smalls % ratio;
  const first = unit(Math.floor(smalls / ratio), large, language, 0);
  return rest === 0 ? first : `${first} ${unit(rest, small, language, 0)}`;
}
