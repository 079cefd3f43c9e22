import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { Dialler } from './dial.ts';

/** Bytes of an answer's header names and values. */
const MAX_HEADER_BYTES = 64 * 1024;

/**
 * A connection to an origin; it carries one call at a time:
 *
 *   taken ──dispatch──► dialling ──► in use ──released──► idle ──taken──► …
 *     any ──discarded, or closed by the peer while idle──► gone
 *
 * undici's Client does the HTTP/1.1. It dials again by itself when the peer has closed after an answer.
 */
export interface Connection {
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
}

interface PooledConnection extends Connection {
  readonly client: Client;
  socket: Socket | undefined;
}

/**
 * The connections to one origin. In place of undici's Pool, because a call must be able to give up while it waits for
 * a connection and while one is dialled, TLS handshake included.
 */
export class OriginPool {
  readonly #origin: string;
  readonly #dialler: Dialler;
  readonly #limit: number;
  readonly #onEmpty: () => void;
  readonly #open = new Set<PooledConnection>();
  /** The last one released is taken first: the others may time out. */
  readonly #idle: PooledConnection[] = [];
  readonly #waiting = new Set<(connection: Connection) => void>();

  /** `onEmpty` is called when the last connection has gone and nobody waits. */
  constructor(options: { origin: string; dialler: Dialler; limit: number | undefined; onEmpty: () => void }) {
    this.#origin = options.origin;
    this.#dialler = options.dialler;
    this.#limit = options.limit ?? Infinity;
    this.#onEmpty = options.onEmpty;
  }

  /** Calls `use` with a connection, at once or when one is free; the caller must release or discard it. */
  take(use: (connection: Connection) => void): void {
    const idle = this.#idle.pop();
    if (idle) use(idle);
    else if (this.#open.size < this.#limit) use(this.#connect());
    else this.#waiting.add(use);
  }

  /** Takes a `use` that has not been called yet out of the queue. */
  forget(use: (connection: Connection) => void): void {
    this.#waiting.delete(use);
  }

  /** Gives a connection back after a whole answer. */
  release(connection: Connection): void {
    const pooled = connection as PooledConnection;
    if (!this.#open.has(pooled)) return;
    const next = this.#nextWaiting();
    if (next) next(pooled);
    else this.#idle.push(pooled);
  }

  /** Closes a connection, whatever it is doing. */
  discard(connection: Connection): void {
    const pooled = connection as PooledConnection;
    if (!this.#open.delete(pooled)) return;
    void pooled.client.destroy();
    // Client.destroy does not reach a socket that is still being dialled.
    pooled.socket?.destroy();
    const next = this.#nextWaiting();
    if (next) next(this.#connect());
    else if (this.#open.size === 0) this.#onEmpty();
  }

  /** Closes every connection; calls under way fail. */
  destroy(): void {
    this.#waiting.clear();
    for (const connection of [...this.#open]) this.discard(connection);
  }

  #connect(): PooledConnection {
    const client = new Client(this.#origin, {
      connect: this.#dialler.connector((socket) => (connection.socket = socket)),
      maxHeaderSize: MAX_HEADER_BYTES,
      // One deadline covers the whole call, so undici's own are off.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const connection: PooledConnection = {
      client,
      socket: undefined,
      dispatch: (options, handler) => void client.dispatch(options, handler),
    };
    client.on('disconnect', () => this.#dropIdle(connection));
    this.#open.add(connection);
    return connection;
  }

  #dropIdle(connection: PooledConnection): void {
    const at = this.#idle.indexOf(connection);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    this.discard(connection);
  }

  #nextWaiting(): ((connection: Connection) => void) | undefined {
    const [next] = this.#waiting;
    if (next) this.#waiting.delete(next);
    return next;
  }
}
