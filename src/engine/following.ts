import type { Clock } from '../clock.ts';
import { repeat } from '../repeat.ts';
import type { Repeated } from '../repeat.ts';
import type { EngineDeps } from './engine-deps.ts';
import { readEventId } from './event-id.ts';
import type { EventCursor } from './event-id.ts';
import type { EventRepository, StoredEvents } from './event-port.ts';
import { EventWatch } from './event-watch.ts';
import { Follower } from './follower.ts';
import type { EventSink } from './follower.ts';
import type { PlacedEvent } from './followed-event.ts';
import type { KeptRun } from './port.ts';
import type { Following } from './following-port.ts';
import { RunFeeds } from './run-feeds.ts';
import type { FedRun } from './run-feed.ts';
import { runProgress } from './run-progress.ts';
import type { RunProgress } from './followed-event.ts';
import { isEnded, leasedStatuses } from './run-status.ts';
import type { RunStatus } from './run-status.ts';

/** How often events are stored, and those of other processes read: they arrive within a second. */
const TICK_MS = 250;
/** Runs that were asked for within this time are looked for. */
const ASKED_MS = 5000;
/** How long it takes the process that has a run to store its events, once they are asked for. */
const FEED_MS = 750;
const LOOK_MS = 50;

/** A run that is under way in this process. */
export interface RunUnderWay extends FedRun {
  /** There is a row of it. */
  readonly leased: boolean;
}

export interface FollowingDeps extends Pick<
  EngineDeps,
  'clock' | 'redact' | 'onError' | 'repository' | 'findRule' | 'followed'
> {
  /** The runs that are under way in this process. */
  readonly live: { get(trx: string): RunUnderWay | undefined; values(): readonly RunUnderWay[] };
}

/** The events of a process's runs, and who follows runs from this process. */
export class RunFollowing implements Following {
  readonly #deps: FollowingDeps;
  readonly #clock: Clock;
  readonly #events: EventRepository | undefined;
  readonly #feeds: RunFeeds | undefined;
  readonly #watch: EventWatch | undefined;
  readonly #ticking: Repeated;
  connections = 0;
  #isLeaving = false;

  constructor(deps: FollowingDeps) {
    const { followed, clock, onError } = deps;
    const events = followed?.events;
    this.#deps = deps;
    this.#clock = clock;
    this.#events = events;
    if (events) {
      const watch = new EventWatch(events, clock, (trx) => this.#lastProgress(trx));
      this.#watch = watch;
      this.#feeds = new RunFeeds({ ...deps, events, told: (trx, event) => watch.told(trx, event) });
    }
    this.#ticking = repeat(
      clock,
      TICK_MS,
      () => this.#tick(),
      (error) => onError(error, 'the following of runs'),
    );
  }

  /** A run begins in this process: one that is kept may be followed already, and begins when that is known. */
  begin(run: RunUnderWay, begin: () => void): void {
    if (!this.#events) return begin();
    this.#ticking.start();
    if (!run.leased) return begin();
    const failed = (error: unknown): void => this.#deps.onError(error, `the following of run ${run.trx}`);
    void this.#takeUp(run, this.#events).catch(failed).then(begin);
  }

  async #takeUp(run: RunUnderWay, events: EventRepository): Promise<void> {
    if (!this.#watch?.has(run.trx) && !(await events.isAsked(run.trx))) return;
    this.#feeds?.open(run, (await events.last(run.trx))?.progress);
  }

  /** A run rests, or has ended, in this process. */
  ended(trx: string, status: RunStatus): void {
    this.#feeds?.get(trx)?.turned(status);
    this.#feeds?.close(trx);
  }

  connected(): () => void {
    this.connections++;
    return () => {
      this.connections--;
    };
  }

  async follow(row: KeptRun, after: string | undefined, sink: EventSink): Promise<() => void> {
    const [events, watch] = [this.#events, this.#watch];
    const follower = new Follower(row.trx, sink);
    if (!events || !watch || this.#isLeaving) {
      sink.away();
      return () => undefined;
    }
    this.#ticking.start();
    const leave = await watch.join(row.trx, follower);
    try {
      const cursor = after === undefined ? undefined : await this.#known(events, row, after);
      if (cursor) await this.#resume(events, row, follower, cursor);
      else await this.#begin(events, watch, row, follower);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** What the client of that event has been told; undefined: nobody knows that event. */
  async #known(events: EventRepository, row: KeptRun, after: string): Promise<EventCursor | undefined> {
    const cursor = readEventId(row.trx, after);
    if (!cursor || cursor.epoch > row.epoch) return undefined;
    if (cursor.seq === 0) return cursor;
    const feed = this.#feeds?.get(row.trx);
    if (feed?.place.epoch === cursor.epoch) return cursor.seq <= feed.place.seq ? cursor : undefined;
    // The last ones of a run that is under way elsewhere may not be stored yet.
    if (cursor.epoch === row.epoch && leasedStatuses.includes(row.status)) return cursor;
    const before = { epoch: cursor.epoch, seq: cursor.seq - 1 };
    const [next] = await events.after(row.trx, before);
    const isThere = next?.epoch === cursor.epoch && next.seq <= cursor.seq;
    return isThere || this.#feeds?.waiting(row.trx, before)[0]?.seq === cursor.seq ? cursor : undefined;
  }

  async #resume(events: EventRepository, row: KeptRun, follower: Follower, cursor: EventCursor): Promise<void> {
    const run = this.#deps.live.get(row.trx);
    if (run?.leased) this.#feeds?.open(run);
    if (!isEnded(row.status)) await events.ask([row.trx]);
    const stored = await events.after(row.trx, cursor);
    const since = [...stored.flatMap(placed), ...(this.#feeds?.waiting(row.trx, cursor) ?? [])];
    // One that had failed may be under way again.
    follower.resume(isEnded(row.status) ? cursor : { ...cursor, isOver: false }, since);
  }

  async #begin(events: EventRepository, watch: EventWatch, row: KeptRun, follower: Follower): Promise<void> {
    const { trx } = row;
    // Whichever process goes on with the run tells what it does.
    if (!isEnded(row.status)) await events.ask([trx]);
    const run = this.#deps.live.get(trx);
    const feed = run?.leased ? this.#feeds?.open(run) : undefined;
    if (feed) return follower.beginWith({ ...feed.place, status: feed.status, isOver: false }, feed.progress);
    if (leasedStatuses.includes(row.status)) await this.#fed(watch, row);
    const last = await events.last(trx);
    const now = (await this.#deps.repository.get(trx)) ?? row;
    const place = last ? { epoch: last.epoch, seq: last.seq + last.events.length - 1 } : { epoch: now.epoch, seq: 0 };
    follower.beginWith({ ...place, status: now.status, isOver: false }, await this.#progress(now, last));
  }

  /** Until the process that has the run stores its events. */
  async #fed(watch: EventWatch, { trx, epoch }: KeptRun): Promise<void> {
    const until = this.#clock.elapsed() + FEED_MS;
    while (watch.fedEpoch(trx) !== epoch && !this.#isLeaving && this.#clock.elapsed() < until)
      await this.#clock.sleep(LOOK_MS);
  }

  async progress(row: KeptRun): Promise<RunProgress> {
    const run = this.#deps.live.get(row.trx);
    if (run?.leased && this.#feeds) return this.#feeds.open(run).progress;
    return this.#progress(row, await this.#events?.last(row.trx));
  }

  async #lastProgress(trx: string): Promise<RunProgress | undefined> {
    const row = await this.#deps.repository.get(trx);
    return row && this.#progress(row, await this.#events?.last(trx));
  }

  /** It does not fall below what was told. */
  async #progress(row: KeptRun, last: StoredEvents | undefined): Promise<RunProgress> {
    if (last?.epoch === row.epoch && leasedStatuses.includes(row.status)) return last.progress;
    const { followed, findRule } = this.#deps;
    const so = await runProgress(row, {
      log: async () => followed?.log(row.trx),
      // A version is found by its name alone.
      rule: async () => (await findRule({ name: '', method: '' }, row.version))?.document,
    });
    if (!last) return so;
    const percentage = Math.max(so.percentage, Math.min(last.progress.percentage, row.status === 'success' ? 100 : 99));
    return { ...so, percentage, message: last.progress.message };
  }

  async #tick(): Promise<void> {
    const [events, watch, feeds] = [this.#events, this.#watch, this.#feeds];
    if (!events || !watch || !feeds) return;
    const live = this.#deps.live.values().filter(({ leased, handle }) => leased && !handle.feed);
    if (live.length > 0) {
      const asked = new Set(await events.asked(ASKED_MS));
      for (const run of live)
        if (run.leased && (asked.has(run.trx) || run.handle.message !== undefined)) feeds.open(run);
    }
    await feeds.flush();
    await watch.look((trx) => feeds.get(trx) !== undefined);
  }

  /** All who follow runs here are to do so elsewhere. */
  leave(): void {
    this.#isLeaving = true;
    this.#watch?.leave();
  }

  /** Stores the last events. */
  async stop(): Promise<void> {
    await this.#ticking.stop();
    await this.#feeds?.flush().catch((error: unknown) => this.#deps.onError(error, 'the storing of events'));
  }
}

/** The events of a group, each in its place. */
export function placed({ epoch, seq, events }: StoredEvents): PlacedEvent[] {
  return events.map((event, at) => ({ epoch, seq: seq + at, event }));
}
