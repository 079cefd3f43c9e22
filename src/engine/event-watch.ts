import type { Clock } from '../clock.ts';
import type { EventRepository, FollowedHead, StoredEvents } from './event-port.ts';
import type { PlacedEvent } from './followed-event.ts';
import type { Follower } from './follower.ts';
import type { RunProgress } from './followed-event.ts';
import { leasedStatuses } from './run-status.ts';

/** How long the last events of a run may come after the row has changed. */
const LATE_MS = 700;
const ASK_AGAIN_MS = 3000;

/** A run that is followed from this process. */
interface Channel {
  readonly followers: Set<Follower>;
  /** The last of the stored events that were read. */
  id: number;
  /** The epoch whose events come; undefined: none do now. */
  fedEpoch: number | undefined;
  /** The epoch whose last event was read. */
  toldEpoch: number | undefined;
  /** The row as it was seen last, and when that was new, on the monotonic clock. */
  head: (FollowedHead & { readonly since: number }) | undefined;
  askedAt: number;
}

/** Who follows runs from this process; what other processes have stored of them is looked for. */
export class EventWatch {
  readonly #events: EventRepository;
  readonly #clock: Clock;
  readonly #progress: (trx: string) => Promise<RunProgress | undefined>;
  readonly #channels = new Map<string, Channel>();

  /** @param progress reads that of a kept run. */
  constructor(events: EventRepository, clock: Clock, progress: (trx: string) => Promise<RunProgress | undefined>) {
    this.#events = events;
    this.#clock = clock;
    this.#progress = progress;
  }

  has(trx: string): boolean {
    return this.#channels.has(trx);
  }

  /** The epoch of the run whose events come; undefined: none do. */
  fedEpoch(trx: string): number | undefined {
    return this.#channels.get(trx)?.fedEpoch;
  }

  /** The function given back ends it. */
  async join(trx: string, follower: Follower): Promise<() => void> {
    const channel = this.#channels.get(trx) ?? this.#add(trx);
    channel.followers.add(follower);
    const last = channel.id === 0 ? await this.#events.last(trx) : undefined;
    if (last && last.id > channel.id) this.#note(channel, last);
    return () => {
      channel.followers.delete(follower);
      if (channel.followers.size === 0 && this.#channels.get(trx) === channel) this.#channels.delete(trx);
    };
  }

  #add(trx: string): Channel {
    const askedAt = this.#clock.elapsed();
    const none = { fedEpoch: undefined, toldEpoch: undefined, head: undefined };
    const channel = { followers: new Set<Follower>(), id: 0, ...none, askedAt };
    this.#channels.set(trx, channel);
    return channel;
  }

  /** What a run of this process does. */
  told(trx: string, event: PlacedEvent): void {
    for (const follower of this.#channels.get(trx)?.followers ?? []) follower.take(event);
  }

  /** Looks at the runs that are not under way here. */
  async look(isHere: (trx: string) => boolean): Promise<void> {
    const watched = Array.from(this.#channels, ([trx, channel]) => ({ trx, channel })).filter(
      ({ trx }) => !isHere(trx),
    );
    if (watched.length === 0) return;
    const newer = await this.#events.newer(watched.map(({ trx, channel }) => ({ trx, id: channel.id })));
    for (const group of newer) {
      const channel = this.#channels.get(group.trx);
      if (!channel) continue;
      this.#note(channel, group);
      group.events.forEach((event, at) => this.told(group.trx, { epoch: group.epoch, seq: group.seq + at, event }));
    }
    // Read after the events, so that it is no older than they are.
    const heads = await this.#events.heads(watched.map(({ trx }) => trx));
    for (const { trx, channel } of watched) {
      const head = heads.find((one) => one.trx === trx);
      if (!head) this.#gone(channel);
      else if (!isHere(trx)) await this.#seen(channel, head);
    }
  }

  #note(channel: Channel, { id, epoch, events }: StoredEvents): void {
    channel.id = id;
    const last = events.at(-1);
    const isOver = last?.event === 'status' && !leasedStatuses.includes(last.data.status);
    channel.fedEpoch = isOver ? undefined : epoch;
    channel.toldEpoch = isOver ? epoch : undefined;
  }

  async #seen(channel: Channel, head: FollowedHead): Promise<void> {
    const now = this.#clock.elapsed();
    const isSame = channel.head?.status === head.status && channel.head.epoch === head.epoch;
    if (!isSame) channel.head = { ...head, since: now };
    const isFed = channel.fedEpoch === head.epoch;
    if (!isFed && leasedStatuses.includes(head.status) && now - channel.askedAt > ASK_AGAIN_MS) {
      channel.askedAt = now;
      await this.#events.ask([head.trx]);
    }
    // What happened before the row changed is told before it.
    if (channel.toldEpoch !== head.epoch && now - (channel.head?.since ?? now) < LATE_MS) return;
    const behind = [...channel.followers].filter(({ status }) => status !== undefined && status !== head.status);
    if (behind.length === 0) return;
    const progress = await this.#progress(head.trx);
    for (const follower of behind) follower.turned(head.status, progress);
  }

  /** The run is kept no longer. */
  #gone({ followers }: Channel): void {
    for (const follower of followers) follower.away();
  }

  leave(): void {
    for (const { followers } of this.#channels.values()) for (const follower of followers) follower.away();
  }
}
