import { parseCron } from './cron.ts';
import type { ScheduleDocument } from './schedule.ts';
import { zoneOf } from './zone.ts';

/** When a schedule is due. */
export interface Moments {
  /** The first moment after this instant; undefined: none comes any more. */
  next(after: number): number | undefined;
}

type Timing = Pick<ScheduleDocument, 'cron' | 'every' | 'at' | 'timezone' | 'until'>;

/** Those that were asked for last: a cron expression is read once, and not for each of its moments. */
const read = new Map<string, Moments>();
const MOST_READ = 1000;

/** @param createdAt where the grid of `every` begins. */
export function momentsOf({ cron, every, at, timezone, until }: Timing, createdAt: number): Moments {
  const key = JSON.stringify([cron, every, at, timezone, until, createdAt]);
  const known = read.get(key);
  if (known) return known;
  if (read.size >= MOST_READ) read.clear();
  const last = until === undefined ? Infinity : Date.parse(until);
  const all = allMoments({ cron, every, at, timezone }, createdAt);
  const moments: Moments = {
    next(after) {
      const next = all.next(after);
      return next !== undefined && next <= last ? next : undefined;
    },
  };
  read.set(key, moments);
  return moments;
}

function allMoments(
  { cron, every, at, timezone }: { [M in Exclude<keyof Timing, 'until'>]: Timing[M] | undefined },
  createdAt: number,
): Moments {
  if (every !== undefined) {
    const step = every * 1000;
    return { next: (after) => createdAt + Math.max(1, Math.floor((after - createdAt) / step) + 1) * step };
  }
  if (at !== undefined) {
    const moment = Date.parse(at);
    return { next: (after) => (moment > after ? moment : undefined) };
  }
  const zone = zoneOf(timezone ?? 'UTC') ?? zoneOf('UTC');
  if (!zone) throw new Error('this runtime has no time zones');
  return parseCron(cron ?? '', zone);
}

/** The first moment of a schedule after an instant; null: none comes any more. */
export function firstDue(timing: Timing, createdAt: number, after: number): number | null {
  return momentsOf(timing, createdAt).next(after) ?? null;
}

const FIRST_SPAN_MS = 60_000;

/** The last moments from `from` on, up to and with `to`, at most `most`; the oldest first. What comes before is not walked. */
export function lastMoments(moments: Moments, from: number, to: number, most: number): number[] {
  for (let span = FIRST_SPAN_MS; ; span *= 4) {
    const begin = Math.max(from, to - span);
    const found: number[] = [];
    for (let at = moments.next(begin - 1); at !== undefined && at <= to; at = moments.next(at)) found.push(at);
    if (found.length >= most || begin === from) return found.slice(-most);
  }
}
