import type { OnReadOpts, Socket } from 'node:net';
import { parserOf, readLikeOthers, type Parser } from './undici-parser.ts';

/** What the kernel has of a socket is read in pieces of at most so many bytes. */
const shared = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Hands what a socket reads to undici's parser at once, out of one buffer for all sockets. Through the socket's stream,
 * each read takes a buffer of 64 KiB, a turn of its queue and two events: together a tenth of a plain call. What the
 * parser keeps for later is copied, as the next read writes over it.
 */
export class AnswerReader {
  /** For the options of `connect`. */
  readonly onread: OnReadOpts = { buffer: shared, callback: (length) => this.#read(length) };
  #socket: Socket | undefined;
  #parser: Parser | undefined;
  /** The headers under way, and how many of them are copied. */
  #kept: { readonly headers: readonly Buffer[]; readonly count: number } = { headers: [], count: 0 };

  /** @param socket one that undici's Client has taken. */
  attach(socket: Socket): void {
    this.#socket = socket;
    this.#parser = parserOf(socket);
    if (!this.#parser) return;
    if (typeof this.#parser.ptr !== 'number') throw new Error('undici has another parser');
    readLikeOthers(this.#parser);
    // undici gives back what comes behind a pause: it is a part of the shared buffer.
    const unshift = socket.unshift.bind(socket);
    const unshiftCopy = (rest: Uint8Array): void => unshift(Buffer.from(rest));
    socket.unshift = unshiftCopy;
  }

  /** False: the socket waits until the parser goes on. */
  #read(length: number): boolean {
    const socket = this.#socket;
    const parser = this.#parser;
    // `ptr` is null once undici has let go of the socket.
    if (!socket || typeof parser?.ptr !== 'number') return true;
    const chunk = shared.subarray(0, length);
    if (parser.paused || socket.readableLength > 0) return socket.push(Buffer.from(chunk));
    parser.execute(chunk);
    if (parser.headers.length > 0) this.#keep(parser.headers);
    return !parser.paused;
  }

  /** Headers that go on in the next chunk; those of the chunks before are copied already. */
  #keep(headers: Buffer[]): void {
    for (let at = headers === this.#kept.headers ? this.#kept.count : 0; at < headers.length; at++) {
      const part = headers[at];
      if (part?.buffer === shared.buffer) headers[at] = Buffer.from(part);
    }
    this.#kept = { headers, count: headers.length };
  }
}
