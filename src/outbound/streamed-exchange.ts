import type { IncomingHttpHeaders } from 'node:http';
import { StepgateError } from '../error.ts';
import { AnswerStream } from './answer-stream.ts';
import { ConnectionCall, type ConnectionCallOptions } from './connection-call.ts';
import type { OpenAnswer } from './outbound.ts';

interface StreamedOutcome {
  readonly resolve: (answer: OpenAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A call whose answer is passed on while it comes. Its deadline counts to the headers; from there on `idleMs` may pass
 * between two pieces, while somebody waits for one.
 */
export class StreamedExchange extends ConnectionCall {
  readonly #outcome: StreamedOutcome;
  readonly #idleMs: number;
  #stream: AnswerStream | undefined;
  #isPaused = false;

  /** Gives the answer when its headers have come, or an error as `Outbound.open` says. */
  static run(options: ConnectionCallOptions, idleMs: number, outcome: StreamedOutcome): void {
    new StreamedExchange(options, idleMs, outcome).start();
  }

  private constructor(options: ConnectionCallOptions, idleMs: number, outcome: StreamedOutcome) {
    super(options);
    this.#idleMs = idleMs;
    this.#outcome = outcome;
  }

  protected override onHead(): void {
    this.limitPauses(this.#idleMs);
    this.#stream = new AnswerStream(this, this.#idleMs);
    this.#outcome.resolve({ ...this.head, body: this.#stream });
  }

  protected override onPiece(chunk: Buffer): void {
    this.moved();
    // The next piece is read into the same memory.
    if (this.#stream?.push(Buffer.from(chunk)) !== false) return;
    this.#isPaused = true;
    this.controller?.pause();
  }

  wanted(): void {
    if (!this.#isPaused || this.hasEnded) return;
    this.#isPaused = false;
    this.moved();
    this.controller?.resume();
  }

  protected override onWhole(trailers: IncomingHttpHeaders): void {
    if (this.#stream) this.#stream.trailers = trailers;
    this.finish();
    this.#stream?.push(null);
  }

  left(): void {
    this.finish();
  }

  protected override onFailed(reason: StepgateError): void {
    if (this.#stream) this.#stream.destroy(reason);
    else this.#outcome.reject(reason);
  }

  override onDeadline(): void {
    if (!this.#stream) return super.onDeadline();
    // It is the client that is slow.
    if (this.#isPaused) return this.moved();
    const { host } = this.options;
    const silent = `${host} sent nothing more of its answer for ${this.#idleMs / 1000} s (idleTimeout)`;
    this.fail(new StepgateError('110007', silent, { status: 504, retryable: false }));
  }
}
