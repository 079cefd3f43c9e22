import { Connection } from './connection.ts';
import type { Dialler } from './dial.ts';

/**
 * The connections to one origin:
 *
 *   in use ──released──► resting ──a turn of the event loop──► idle ──taken──► in use
 *     any ──discarded──► closed
 *     resting, idle ──closed by the peer, too old──► closed
 *
 * A connection rests, because many servers close after an answer without saying so: their FIN is read in the next turn.
 * In place of undici's Pool, because a call must be able to give up while it waits for a connection and while one is
 * dialled, TLS handshake included.
 */
export class OriginPool {
  readonly #options: PoolOptions;
  readonly #open = new Set<Connection>();
  readonly #resting = new Set<Connection>();
  /** The last one released is taken first: the others may time out. */
  readonly #idle: Connection[] = [];
  readonly #waiting = new Set<ConnectionUser>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Gives `user` a connection, at once or when one is free; it must release or discard it. */
  take(user: ConnectionUser): void {
    const idle = user.needsNew ? undefined : this.#idle.pop();
    if (idle) user.use(idle);
    // A connection that rests is there sooner than a new one.
    else if ((this.#waiting.size < this.#resting.size && !user.needsNew) || this.#open.size >= this.#options.limit)
      this.#waiting.add(user);
    else user.use(this.#connect());
  }

  /** Takes one that has no connection yet out of the queue. */
  forget(user: ConnectionUser): void {
    this.#waiting.delete(user);
  }

  /** Gives a connection back after a whole answer. */
  release(connection: Connection): void {
    if (!this.#open.has(connection)) return;
    connection.answered();
    this.#resting.add(connection);
    // One for all that are released in this turn.
    if (this.#resting.size === 1) setImmediate(this.#endRest);
  }

  /** Closes a connection, whatever it is doing. */
  discard(connection: Connection): void {
    if (!this.#remove(connection)) return;
    const next = this.#nextWaiting();
    if (next) next.use(this.#connect());
    else if (this.#open.size === 0) this.#options.onEmpty();
  }

  /** A new connection in the place of one that is in use; undefined: it has been discarded before. */
  replace(connection: Connection): Connection | undefined {
    return this.#remove(connection) ? this.#connect() : undefined;
  }

  /** Closes every connection; calls under way fail. */
  destroy(): void {
    this.#waiting.clear();
    for (const connection of [...this.#open]) this.discard(connection);
  }

  #connect(): Connection {
    const { origin, dialler, maxAgeMs } = this.#options;
    const connection = new Connection({ origin, dialler, maxAgeMs, onEnd: this.#onEnd });
    this.#open.add(connection);
    return connection;
  }

  /** What is in use ends with its call. */
  readonly #onEnd = (connection: Connection): void => {
    if (this.#resting.has(connection) || this.#idle.includes(connection)) this.discard(connection);
  };

  readonly #endRest = (): void => {
    const rested = [...this.#resting];
    this.#resting.clear();
    for (const connection of rested) if (this.#open.has(connection)) this.#rested(connection);
  };

  #rested(connection: Connection): void {
    if (!connection.isReusable) return this.discard(connection);
    const next = this.#nextWaiting();
    if (next) next.use(connection);
    else this.#idle.push(connection);
  }

  /** False: it was closed before. */
  #remove(connection: Connection): boolean {
    if (!this.#open.delete(connection)) return false;
    this.#resting.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    connection.destroy();
    return true;
  }

  #nextWaiting(): ConnectionUser | undefined {
    const [next] = this.#waiting;
    if (next) this.#waiting.delete(next);
    return next;
  }
}

/** Waits for a connection. */
export interface ConnectionUser {
  /** It is given one that nobody has used; another one only where there may be no more. */
  readonly needsNew: boolean;
  use(connection: Connection): void;
}

export interface PoolOptions {
  readonly origin: string;
  readonly dialler: Dialler;
  /** At most so many connections. */
  readonly limit: number;
  /** A connection that is older carries no other call. */
  readonly maxAgeMs: number;
  /** Called when the last connection is closed and no caller waits. */
  readonly onEmpty: () => void;
}
