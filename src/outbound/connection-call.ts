import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Signal } from '../abort.ts';
import type { StepgateError } from '../error.ts';
import type { Connection } from './connection.ts';
import { isReset, timeoutError, toOutboundError, type Phase } from './failure.ts';
import type { ConnectionUser, OriginPool } from './origin-pool.ts';
import type { AnswerHead } from './outbound.ts';

/** More makes Node's timers fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface ConnectionCallOptions {
  readonly pool: OriginPool;
  readonly request: Dispatcher.DispatchOptions;
  /** For messages. */
  readonly host: string;
  readonly timeoutMs: number;
  readonly signal: Signal | undefined;
}

/**
 * One call over one connection:
 *
 *   start ──► waiting for a connection ──► sent ──► headers ──► body ──► ended: answer, connection released
 *     sent ──a used connection died, no byte has come──► sent once more, on a new connection
 *     any ──error, deadline, signal──► ended: error, connection discarded
 *
 * A call that ends early takes its connection with it, so nothing of it stays behind. It is itself what others call back,
 * so that a call needs no functions of its own. What becomes of the answer's body is up to who extends it.
 */
export abstract class ConnectionCall implements Dispatcher.DispatchHandler, ConnectionUser {
  protected readonly options: ConnectionCallOptions;
  protected controller: Dispatcher.DispatchController | undefined;
  protected head: AnswerHead = { status: 0, headers: {} };
  #timer: NodeJS.Timeout;
  #connection: Connection | undefined;
  /** Of the connection, before this call. */
  #bytesBefore = 0;
  #phase: Phase = 'waiting for a free connection';
  /** Whether something of the answer has come. */
  #isHeard = false;
  /** Whether all of the answer has come. */
  #isWhole = false;
  #hasEnded = false;

  constructor(options: ConnectionCallOptions) {
    this.options = options;
    this.#timer = setTimeout(passDeadline, Math.min(options.timeoutMs, MAX_TIMER_MS), this);
    options.signal?.addEventListener('abort', this);
  }

  /** To be called once. */
  start(): void {
    if (this.options.signal?.aborted) this.handleEvent();
    else this.options.pool.take(this);
  }

  /** The answer's headers have come, and are in `head`. */
  protected abstract onHead(): void;
  protected abstract onPiece(chunk: Buffer): void;
  /** The whole answer has come. */
  protected abstract onWhole(trailers: IncomingHttpHeaders): void;
  protected abstract onFailed(reason: StepgateError): void;

  /** What is sent as it comes cannot be sent again where a used connection has died. */
  get needsNew(): boolean {
    return this.options.request.body instanceof Readable;
  }

  protected get hasEnded(): boolean {
    return this.#hasEnded;
  }

  use(connection: Connection): void {
    this.#connection = connection;
    this.#bytesBefore = connection.bytesRead;
    this.#phase = 'connecting';
    connection.dispatch(this.options.request, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.#phase = 'waiting for the answer';
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    this.#isHeard = true;
    // 1xx: the answer is still to come.
    if (this.#hasEnded || status < 200) return;
    this.#phase = 'reading the answer';
    this.head = { status, headers: headers as AnswerHead['headers'] };
    this.onHead();
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (!this.#hasEnded) this.onPiece(chunk);
  }

  onResponseEnd(_: unknown, trailers: IncomingHttpHeaders): void {
    this.#isWhole = true;
    if (!this.#hasEnded) this.onWhole(trailers);
  }

  onResponseError(_: unknown, error: Error): void {
    const fresh = this.#freshConnection(error);
    if (fresh) this.use(fresh);
    else this.fail(toOutboundError(error, this.options.host, this.#phase));
  }

  /** Where a used connection died before a byte of the answer came: the peer had closed it as the call was sent. */
  #freshConnection(error: Error): Connection | undefined {
    const connection = this.#connection;
    if (this.#hasEnded || !connection?.isUsed || this.needsNew || this.#isHeard) return undefined;
    // Over HTTP/2 other bytes come beside those of the answer; a call may be reset where its connection is not.
    const hasDied = connection.isH2 ? !isReset(error) : connection.bytesRead === this.#bytesBefore;
    return hasDied ? this.options.pool.replace(connection) : undefined;
  }

  /** From here on this much may pass between two calls of `moved`. */
  protected limitPauses(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(passDeadline, Math.min(ms, MAX_TIMER_MS), this);
  }

  protected moved(): void {
    this.#timer.refresh();
  }

  onDeadline(): void {
    this.fail(timeoutError(this.options.host, this.#phase, this.options.timeoutMs));
  }

  /** The signal has aborted. */
  handleEvent(): void {
    this.fail(this.options.signal?.reason as StepgateError);
  }

  /** Ends the call, and its connection with it. */
  protected fail(reason: StepgateError): void {
    if (!this.#end()) return;
    this.options.pool.forget(this);
    if (this.#connection) this.options.pool.discard(this.#connection);
    this.onFailed(reason);
  }

  /** Ends the call without an error; the connection is used again where the whole answer has come. False: it had ended. */
  protected finish(): boolean {
    if (!this.#end()) return false;
    if (this.#connection && this.#isWhole) this.options.pool.release(this.#connection);
    else if (this.#connection) this.options.pool.discard(this.#connection);
    return true;
  }

  /** False: it had ended before. */
  #end(): boolean {
    if (this.#hasEnded) return false;
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.options.signal?.removeEventListener('abort', this);
    return true;
  }
}

function passDeadline(call: ConnectionCall): void {
  call.onDeadline();
}
