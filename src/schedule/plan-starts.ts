import { lastMoments, momentsOf } from './moments.ts';
import type { Schedule, Start, StartState } from './schedule.ts';

/** Starts that are kept of each schedule, as far as they are over. */
export const MOST_STARTS = 100;
/** Due moments that wait at most for the run that is under way. */
const MOST_HELD = 100;
/** As long as nothing has looked for due moments is no outage: a process was busy, or was replaced. */
const OUTAGE_MS = 5_000;
/** What has become due so long before somebody looks again is no missed moment. */
const FRESH_MS = 1_000;
/** How often moments that wait for a run are looked at. */
const HELD_MS = 1_000;
/** A run that is being begun: when another process does it. */
export const STARTING_MS = 5_000;

/** What is known of a schedule when it is looked at. */
export interface ScheduleView {
  readonly schedule: Schedule;
  /** On the database's clock. */
  readonly now: number;
  /** When a process looked for due moments last; null: never. */
  readonly seenAt: number | null;
  /** Its starts in the state `due`, the oldest first. */
  readonly due: readonly Start[];
  /** Its runs that are under way, those that are being begun included. */
  readonly underWay: number;
}

/** A moment that gets a row. */
export type NewStart = Pick<Start, 'at' | 'trx' | 'state' | 'beginAt'>;

/** What is to be written, in one transaction. */
export interface StartPlan {
  readonly dueAt: number | null;
  readonly add: readonly NewStart[];
  readonly change: readonly Pick<Start, 'id' | 'state' | 'beginAt'>[];
  /** Runs that are begun by this. */
  readonly begun: number;
}

export interface Draw {
  readonly newTrx: () => string;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** What becomes of the due moments of a schedule. */
export function planStarts(view: ScheduleView, draw: Draw): StartPlan {
  const { schedule, now } = view;
  const { dueAt, createdAt, document } = schedule;
  const moments = momentsOf(document, createdAt);
  if (!document.enabled) {
    const change = view.due.map(({ id }) => ({ id, state: 'skipped' as const, beginAt: now }));
    return { dueAt, add: [], change, begun: 0 };
  }
  const passed = dueAt === null || dueAt > now ? [] : passedMoments(view, dueAt);
  const fresh = passed.map(({ at, isMissed }) => ({
    ...{ at, trx: draw.newTrx(), state: isMissed ? ('missed' as const) : ('due' as const) },
    beginAt: at + Math.round(draw.random() * document.jitter * 1000),
  }));
  const decide = createDecide(view, view.due.length);
  const change = view.due.map((one) => ({ id: one.id, ...decide(one) }));
  const add = fresh.map((one) => (one.state === 'due' ? { ...one, ...decide(one) } : one));
  const begun = [...change, ...add].filter(({ state }) => state === 'starting').length;
  return { dueAt: passed.length === 0 ? dueAt : (moments.next(now) ?? null), add, change, begun };
}

/** Moments up to now, at most those of which rows are kept; of them those that begin no run. */
function passedMoments(view: ScheduleView, dueAt: number): { readonly at: number; readonly isMissed: boolean }[] {
  const { schedule, now, seenAt } = view;
  const { document, createdAt, updatedAt } = schedule;
  const all = lastMoments(momentsOf(document, createdAt), dueAt, now, MOST_STARTS);
  // Time in which nothing looked; what was due before that was not missed, its process has died.
  const isOutage = seenAt !== null && now - seenAt > OUTAGE_MS;
  const hasPassed = (at: number): boolean =>
    (isOutage && at > seenAt && at <= now - FRESH_MS) || (document.at !== undefined && at <= updatedAt);
  const missed = all.filter(hasPassed);
  const [lastMissed] = missed.slice(-1);
  const isMissed = (at: number): boolean =>
    hasPassed(at) && document.missed !== 'all' && !(document.missed === 'once' && at === lastMissed);
  return all.map((at) => ({ at, isMissed: isMissed(at) }));
}

type Decided = Pick<Start, 'state' | 'beginAt'>;

/** Decides moments one after the other, the oldest first. @param held those that wait already. */
function createDecide({ schedule, now, ...view }: ScheduleView, held: number) {
  const { overlap, count = Infinity } = schedule.document;
  let { runs } = schedule;
  let { underWay } = view;
  let added = held;
  const begin = (): Decided => {
    runs += 1;
    underWay += 1;
    return { state: 'starting', beginAt: now + STARTING_MS };
  };
  const isNew = (one: Pick<Start, 'state'> & { readonly id?: number }): boolean => one.id === undefined;
  return (one: { readonly id?: number; readonly state: StartState; readonly beginAt: number }): Decided => {
    if (runs >= count) return { state: 'skipped', beginAt: now };
    if (one.beginAt > now) return { state: 'due', beginAt: one.beginAt };
    if (overlap === 'allow' || underWay === 0) return begin();
    if (overlap === 'skip') return { state: 'skipped', beginAt: now };
    if (isNew(one) && ++added > MOST_HELD) return { state: 'skipped', beginAt: now };
    return { state: 'due', beginAt: now + HELD_MS };
  };
}
