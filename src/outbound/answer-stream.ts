import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { StepgateError } from '../error.ts';

/** So much waits for a client that is slower than the upstream. */
const HELD_BYTES = 256 * 1024;

/** What a stream needs of the call whose answer it is. */
interface StreamedCall {
  /** More may come. */
  wanted(): void;
  /** Nobody takes any more of the answer. */
  left(): void;
}

/** The body of an answer that is passed on as it comes: its bytes, compressed as they are. */
export class AnswerStream extends Readable {
  /** Once it has ended. */
  trailers: IncomingHttpHeaders = {};
  /** Resolves when the last byte has been taken; rejects with the StepgateError for which it has broken off. */
  readonly over: Promise<void>;
  readonly idleMs: number;
  readonly #over = Promise.withResolvers<undefined>();
  readonly #call: StreamedCall;

  /** @param idleMs how long either end may be silent. */
  constructor(call: StreamedCall, idleMs: number) {
    super({ highWaterMark: HELD_BYTES });
    this.#call = call;
    this.idleMs = idleMs;
    this.over = this.#over.promise;
    // It may break off before anybody reads it: who waits for `over` is told.
    this.over.catch(() => undefined);
    this.on('error', () => undefined);
    this.once('end', () => this.#over.resolve(undefined));
  }

  /** Nobody wants the body, and that is no failure. */
  skip(): void {
    this.#over.resolve(undefined);
    this.destroy();
  }

  override _read(): void {
    this.#call.wanted();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#over.reject(error instanceof StepgateError ? error : new StepgateError('110010', 'the client has left'));
    this.#call.left();
    done(error);
  }
}
