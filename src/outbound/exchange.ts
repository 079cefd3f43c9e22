import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Signal } from '../abort.ts';
import { codingsOf } from '../content-coding.ts';
import type { StepgateError } from '../error.ts';
import { createBodyReader, tooLong, type BodyEvents, type BodyReader } from './body-reader.ts';
import { AnswerRefused, timeoutError, toOutboundError, type Phase } from './failure.ts';
import type { Connection } from './connection.ts';
import type { ConnectionUser, OriginPool } from './origin-pool.ts';
import type { HttpAnswer } from './outbound.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** So much of the body of a refused answer is reported. */
const MAX_REFUSED_BYTES = 64 * 1024;
/** More makes Node's timers fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface ExchangeOptions {
  readonly pool: OriginPool;
  readonly request: Dispatcher.DispatchOptions;
  /** For messages. */
  readonly host: string;
  readonly timeoutMs: number;
  readonly signal: Signal | undefined;
}

interface ExchangeOutcome {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * One call over one connection:
 *
 *   start ──► waiting for a connection ──► sent ──► headers ──► body ──► ended: answer, connection released
 *     sent ──a used connection died, no byte has come──► sent once more, on a new connection
 *     any ──error, deadline, signal──► ended: error, connection discarded
 *
 * A call that ends early takes its connection with it, so nothing of it stays behind. It is itself what others call back,
 * so that a call needs no functions of its own.
 */
export class Exchange implements Dispatcher.DispatchHandler, BodyEvents, ConnectionUser {
  readonly #options: ExchangeOptions;
  readonly #outcome: ExchangeOutcome;
  readonly #timer: NodeJS.Timeout;
  #connection: Connection | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #reader: BodyReader | undefined;
  /** Of the connection, before this call. */
  #bytesBefore = 0;
  #phase: Phase = 'waiting for a free connection';
  #status = 0;
  #headers: HttpAnswer['headers'] = {};
  /** Whether all of the answer has come. */
  #isWhole = false;
  #ended = false;

  /** Gives the answer, whatever its status, or an error as `Outbound.send` says. */
  static run(options: ExchangeOptions, outcome: ExchangeOutcome): void {
    new Exchange(options, outcome).#start();
  }

  private constructor(options: ExchangeOptions, outcome: ExchangeOutcome) {
    this.#options = options;
    this.#outcome = outcome;
    this.#timer = setTimeout(passDeadline, Math.min(options.timeoutMs, MAX_TIMER_MS), this);
    options.signal?.addEventListener('abort', this);
  }

  #start(): void {
    if (this.#options.signal?.aborted) this.handleEvent();
    else this.#options.pool.take(this);
  }

  use(connection: Connection): void {
    this.#connection = connection;
    this.#bytesBefore = connection.bytesRead;
    this.#phase = 'connecting';
    connection.dispatch(this.#options.request, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#phase = 'waiting for the answer';
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    // 1xx: the answer is still to come.
    if (this.#ended || status < 200) return;
    this.#phase = 'reading the answer';
    this.#status = status;
    this.#headers = headers as HttpAnswer['headers'];
    const expected = bodyLength(this.#options.request.method, status, headers);
    if (expected !== undefined && expected > MAX_BODY_BYTES) {
      return this.onRefused(tooLong(MAX_BODY_BYTES));
    }
    const encoding: string | string[] | undefined = headers['content-encoding'];
    this.#reader = createBodyReader(codingsOf(encoding), expected, MAX_BODY_BYTES, this);
    if (!this.#reader) this.onRefused(`its content-encoding ${JSON.stringify(String(encoding))} is not supported`);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    if (this.#reader?.write(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.#isWhole = true;
    if (!this.#ended) this.#reader?.end();
  }

  onResponseError(_: unknown, error: Error): void {
    const fresh = this.#freshConnection();
    if (fresh) this.use(fresh);
    else this.#fail(toOutboundError(error, this.#options.host, this.#phase));
  }

  /** Where a used connection died before a byte of the answer came: the peer had closed it as the call was sent. */
  #freshConnection(): Connection | undefined {
    const connection = this.#connection;
    if (this.#ended || !connection?.isUsed) return undefined;
    return connection.bytesRead === this.#bytesBefore ? this.#options.pool.replace(connection) : undefined;
  }

  onDrain(): void {
    this.#controller?.resume();
  }

  onBody(body: Buffer): void {
    if (!this.#end()) return;
    this.#reader?.destroy();
    const { pool } = this.#options;
    // A compressed body may end before the answer: what comes behind it is not waited for.
    if (this.#connection && this.#isWhole) pool.release(this.#connection);
    else if (this.#connection) pool.discard(this.#connection);
    this.#outcome.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onRefused(why: string, cause?: unknown): void {
    const body = Buffer.from(this.#reader?.received().subarray(0, MAX_REFUSED_BYTES) ?? []);
    const answer = { status: this.#status, headers: this.#headers, body };
    this.#fail(new AnswerRefused(this.#options.host, why, answer, cause));
  }

  onDeadline(): void {
    const { host, timeoutMs } = this.#options;
    this.#fail(timeoutError(host, this.#phase, timeoutMs));
  }

  /** The signal has aborted. */
  handleEvent(): void {
    this.#fail(this.#options.signal?.reason as StepgateError);
  }

  #fail(reason: StepgateError): void {
    if (!this.#end()) return;
    this.#reader?.destroy();
    this.#options.pool.forget(this);
    if (this.#connection) this.#options.pool.discard(this.#connection);
    this.#outcome.reject(reason);
  }

  /** False: it had ended before. */
  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this);
    return true;
  }
}

function passDeadline(exchange: Exchange): void {
  exchange.onDeadline();
}

/** The declared length; where no body comes, it is that of another answer (RFC 9110, 8.6). */
function bodyLength(method: string, status: number, headers: IncomingHttpHeaders): number | undefined {
  if (method === 'HEAD' || status === 304) return undefined;
  const declared = headers['content-length'];
  return declared !== undefined && /^\d+$/.test(declared) ? Number(declared) : undefined;
}
