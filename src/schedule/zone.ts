/** Where a time zone's offset changes: from `at` on its clocks show `offset` more than UTC. Milliseconds. */
export interface ZoneChange {
  readonly at: number;
  readonly before: number;
  readonly offset: number;
}

/** The clocks of a time zone. */
export interface Zone {
  /** What its clocks show more than UTC at this instant, in milliseconds. */
  offsetAt(at: number): number;
  /** The first change of its offset after this instant; undefined: there is none before `before`. */
  nextChange(after: number, before: number): ZoneChange | undefined;
}

const DAY_MS = 86_400_000;
/** Two changes of one zone are never nearer to each other. */
const STEP_MS = DAY_MS;

const zones = new Map<string, Zone>();

/** The zone of this IANA name; undefined: there is none. */
export function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known) return known;
  const zone = createZone(name);
  if (zone) zones.set(name, zone);
  return zone;
}

function createZone(name: string): Zone | undefined {
  const format = formatOf(name);
  if (!format) return undefined;
  const offsetAt = (at: number): number => wallTime(format, at) - Math.floor(at / 1000) * 1000;
  /** The change within each day that was asked for, by the number of the day. */
  const days = new Map<number, ZoneChange | undefined>();
  const changeOf = (day: number): ZoneChange | undefined => {
    if (days.has(day)) return days.get(day);
    const change = changeWithin(offsetAt, day * STEP_MS, (day + 1) * STEP_MS);
    days.set(day, change);
    return change;
  };
  return {
    offsetAt,
    nextChange(after, before) {
      for (let day = Math.floor(after / STEP_MS); day * STEP_MS < before; day += 1) {
        const change = changeOf(day);
        if (change && change.at > after && change.at < before) return change;
      }
      return undefined;
    },
  };
}

/** The change after `from`, up to `to`; found by halves, to the second. */
function changeWithin(offsetAt: (at: number) => number, from: number, to: number): ZoneChange | undefined {
  const [before, offset] = [offsetAt(from), offsetAt(to)];
  if (before === offset) return undefined;
  let [low, high] = [from, to];
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { at: high, before, offset };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch {
    return undefined;
  }
}

/** What the clocks show, as if it were UTC. */
function wallTime(format: Intl.DateTimeFormat, at: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
