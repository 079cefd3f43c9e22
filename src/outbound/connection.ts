import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import type { Dialler } from './dial.ts';
import { refuseCutOff } from './h2-answers.ts';

/** Bytes of an answer's header names and values. */
const MAX_HEADER_BYTES = 64 * 1024;

export interface ConnectionOptions {
  readonly origin: string;
  readonly dialler: Dialler;
  readonly maxAgeMs: number;
  /** The socket has closed, or is older than `maxAgeMs`. */
  readonly onEnd: (connection: Connection) => void;
}

/**
 * One socket to an origin; it carries one call at a time. undici's Client does the HTTP; it dials when the first
 * call is dispatched, and again by itself where the peer closes before a call has been written.
 */
export class Connection {
  readonly #client: Client;
  readonly #options: ConnectionOptions;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isUsed = false;
  #isOld = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = new Client(options.origin, {
      connect: options.dialler.connector((socket) => this.#hold(socket)),
      maxHeaderSize: MAX_HEADER_BYTES,
      // One deadline covers the whole call, so undici's own are off.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#client.on('connect', () => {
      if (this.#socket && this.isH2) refuseCutOff(this.#socket);
    });
    this.#client.on('disconnect', () => options.onEnd(this));
  }

  /** Whether its socket has carried a whole answer: the peer may be about to close it. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Whether it may carry another call. */
  get isReusable(): boolean {
    return !this.#isOld && this.#socket?.destroyed === false && !this.#socket.readableEnded;
  }

  /** Whether it speaks HTTP/2, as was agreed on. */
  get isH2(): boolean {
    return this.#socket instanceof TLSSocket && this.#socket.alpnProtocol === 'h2';
  }

  /** Of its socket so far. */
  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(options, handler);
  }

  /** It has carried a whole answer. */
  answered(): void {
    this.#isUsed = true;
  }

  /** Closes it, whatever it is doing. */
  destroy(): void {
    clearTimeout(this.#timer);
    void this.#client.destroy();
    // Client.destroy does not reach a socket that is still being dialled.
    this.#socket?.destroy();
  }

  #hold(socket: Socket): void {
    this.#socket = socket;
    this.#isUsed = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expire(), this.#options.maxAgeMs).unref();
  }

  #expire(): void {
    this.#isOld = true;
    this.#options.onEnd(this);
  }
}
