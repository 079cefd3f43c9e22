import type { EventGroup, EventRepository } from './event-port.ts';
import { isAfter } from './followed-event.ts';
import type { EventPlace, PlacedEvent } from './followed-event.ts';
import { RunFeed } from './run-feed.ts';
import type { FedRun, ToldBefore } from './run-feed.ts';
import type { RunProgress } from './followed-event.ts';

/** Events in one row. */
const GROUP = 500;
/** Events of one run that wait for a database that is away; those before are lost to who comes back. */
const MOST_WAITING = 20_000;

interface Waiting {
  events: PlacedEvent[];
  progress: RunProgress;
}

export interface FeedsDeps {
  readonly events: Pick<EventRepository, 'write'>;
  readonly redact: <T>(value: T) => T;
  /** Called with each event at once. */
  readonly told: (trx: string, event: PlacedEvent) => void;
}

/** The feeds of the runs of this process that are followed, and what of their events is still to be stored. */
export class RunFeeds {
  readonly #deps: FeedsDeps;
  readonly #feeds = new Map<string, RunFeed>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(deps: FeedsDeps) {
    this.#deps = deps;
  }

  /** Of a run that is under way here and has a row. */
  open(run: FedRun, before?: ToldBefore): RunFeed {
    const { trx, handle } = run;
    const there = this.#feeds.get(trx);
    if (there && handle.feed === there) return there;
    const { redact } = this.#deps;
    const feed = new RunFeed(run, before, { redact, take: (event, progress) => this.#take(trx, event, progress) });
    this.#feeds.set(trx, feed);
    handle.feed = feed;
    return feed;
  }

  get(trx: string): RunFeed | undefined {
    return this.#feeds.get(trx);
  }

  /** The run is not under way here any more. */
  close(trx: string): void {
    this.#feeds.delete(trx);
  }

  /** Those behind `place` that are not stored, or may not be. */
  waiting(trx: string, place: EventPlace): readonly PlacedEvent[] {
    return (this.#waiting.get(trx)?.events ?? []).filter((event) => isAfter(event, place));
  }

  /** Stores what waits. */
  async flush(): Promise<void> {
    const taken = Array.from(this.#waiting, ([trx, { events, progress }]) => ({ trx, events: [...events], progress }));
    if (taken.length === 0) return;
    await this.#deps.events.write(taken.flatMap(groupsOf));
    for (const { trx, events } of taken) {
      const waiting = this.#waiting.get(trx);
      const last = events.at(-1);
      if (waiting && last) waiting.events = waiting.events.filter((event) => isAfter(event, last));
      if (waiting?.events.length === 0) this.#waiting.delete(trx);
    }
  }

  #take(trx: string, event: PlacedEvent, progress: RunProgress): void {
    const waiting = this.#waiting.get(trx) ?? { events: [], progress };
    waiting.events.push(event);
    waiting.progress = progress;
    if (waiting.events.length > MOST_WAITING) waiting.events.shift();
    this.#waiting.set(trx, waiting);
    this.#deps.told(trx, event);
  }
}

/** Events of one epoch whose numbers follow each other. */
function groupsOf({ trx, events, progress }: Waiting & { readonly trx: string }): EventGroup[] {
  const groups: EventGroup[] = [];
  let from = 0;
  for (let at = 1; at <= events.length; at++) {
    const first = events[from];
    const next = events[at];
    if (!first || (next?.epoch === first.epoch && next.seq - first.seq === at - from && at - from < GROUP)) continue;
    const { epoch, seq } = first;
    groups.push({ trx, epoch, seq, progress, events: events.slice(from, at).map(({ event }) => event) });
    from = at;
  }
  return groups;
}
