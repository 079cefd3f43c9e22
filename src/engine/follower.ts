import { eventId } from './event-id.ts';
import type { EventCursor } from './event-id.ts';
import { isAfter } from './followed-event.ts';
import type { FollowedEvent, PlacedEvent } from './followed-event.ts';
import type { RunProgress } from './followed-event.ts';
import { isEnded } from './run-status.ts';
import type { RunStatus } from './run-status.ts';

/** Where the events of a run go. */
export interface EventSink {
  send(id: string, event: FollowedEvent): void;
  /** `end` was the last event. */
  over(): void;
  /** The process shuts down: the rest is to be had from another one. */
  away(): void;
}

/** One client that follows a run: knows what it has been told, and tells it what comes after that, each thing once. */
export class Follower {
  readonly #trx: string;
  readonly #sink: EventSink;
  /** Undefined: it has not been told the state, and what comes meanwhile waits. */
  #cursor: EventCursor | undefined;
  readonly #waiting: PlacedEvent[] = [];

  constructor(trx: string, sink: EventSink) {
    this.#trx = trx;
    this.#sink = sink;
  }

  /** What it has been told so far; undefined: nothing. */
  get status(): RunStatus | undefined {
    return this.#cursor?.status;
  }

  get isOver(): boolean {
    return this.#cursor?.isOver === true;
  }

  /** Begins with the state. */
  beginWith(cursor: EventCursor, progress: RunProgress): void {
    const { status } = cursor;
    this.#cursor = cursor;
    this.#send({ event: 'status', data: { status } });
    this.#send({ event: 'progress', data: progress });
    this.#goOn();
  }

  /** Goes on where a connection was lost, with what has been stored since. */
  resume(cursor: EventCursor, stored: readonly PlacedEvent[]): void {
    this.#cursor = cursor;
    for (const event of stored) this.take(event);
    this.#goOn();
  }

  #goOn(): void {
    for (const event of this.#waiting.splice(0)) this.take(event);
    if (this.#cursor && isEnded(this.#cursor.status)) this.#end(this.#cursor.status);
  }

  take(placed: PlacedEvent): void {
    if (!this.#cursor) {
      this.#waiting.push(placed);
      return;
    }
    if (this.isOver || !isAfter(placed, this.#cursor)) return;
    const { epoch, seq, event } = placed;
    this.#cursor = { ...this.#cursor, epoch, seq };
    if (event.event === 'status') this.turned(event.data.status);
    else this.#send(event);
  }

  /** @param progress as the run ends, where no event has told it. */
  turned(status: RunStatus, progress?: RunProgress): void {
    if (!this.#cursor || this.isOver || this.#cursor.status === status) return;
    this.#cursor = { ...this.#cursor, status };
    if (progress) this.#send({ event: 'progress', data: progress });
    this.#send({ event: 'status', data: { status } });
    if (isEnded(status)) this.#end(status);
  }

  #end(status: RunStatus): void {
    if (!this.#cursor || this.isOver) return;
    this.#cursor = { ...this.#cursor, isOver: true };
    this.#send({ event: 'end', data: { status } });
    this.#sink.over();
  }

  #send(event: FollowedEvent): void {
    if (this.#cursor) this.#sink.send(eventId(this.#trx, this.#cursor), event);
  }

  away(): void {
    if (!this.isOver) this.#sink.away();
  }
}
