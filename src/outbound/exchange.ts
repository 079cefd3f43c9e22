import { codingsOf } from '../content-coding.ts';
import type { StepgateError } from '../error.ts';
import { createBodyReader, tooLong, type BodyEvents, type BodyReader } from './body-reader.ts';
import { ConnectionCall, type ConnectionCallOptions } from './connection-call.ts';
import { AnswerRefused } from './failure.ts';
import type { AnswerHead, HttpAnswer } from './outbound.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** So much of the body of a refused answer is reported. */
const MAX_REFUSED_BYTES = 64 * 1024;

interface ExchangeOutcome {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** A call whose answer is read whole, decompressed. */
export class Exchange extends ConnectionCall implements BodyEvents {
  readonly #outcome: ExchangeOutcome;
  #reader: BodyReader | undefined;

  /** Gives the answer, whatever its status, or an error as `Outbound.send` says. */
  static run(options: ConnectionCallOptions, outcome: ExchangeOutcome): void {
    new Exchange(options, outcome).start();
  }

  private constructor(options: ConnectionCallOptions, outcome: ExchangeOutcome) {
    super(options);
    this.#outcome = outcome;
  }

  protected override onHead(): void {
    const { headers } = this.head;
    const expected = bodyLength(this.options.request.method, this.head);
    if (expected !== undefined && expected > MAX_BODY_BYTES) return this.onRefused(tooLong(MAX_BODY_BYTES));
    const encoding = headers['content-encoding'];
    this.#reader = createBodyReader(codingsOf(encoding), expected, MAX_BODY_BYTES, this);
    if (!this.#reader) this.onRefused(`its content-encoding ${JSON.stringify(String(encoding))} is not supported`);
  }

  protected override onPiece(chunk: Buffer): void {
    if (this.#reader?.write(chunk) === false) this.controller?.pause();
  }

  protected override onWhole(): void {
    this.#reader?.end();
  }

  onDrain(): void {
    this.controller?.resume();
  }

  /** A compressed body may end before the answer: what comes behind it is not waited for. */
  onBody(body: Buffer): void {
    if (!this.finish()) return;
    this.#reader?.destroy();
    this.#outcome.resolve({ ...this.head, body });
  }

  onRefused(why: string, cause?: unknown): void {
    const body = Buffer.from(this.#reader?.received().subarray(0, MAX_REFUSED_BYTES) ?? []);
    this.fail(new AnswerRefused(this.options.host, why, { ...this.head, body }, cause));
  }

  protected override onFailed(reason: StepgateError): void {
    this.#reader?.destroy();
    this.#outcome.reject(reason);
  }
}

/** The declared length; where no body comes, it is that of another answer (RFC 9110, 8.6). */
function bodyLength(method: string, { status, headers }: AnswerHead): number | undefined {
  if (method === 'HEAD' || status === 304) return undefined;
  const declared = headers['content-length'];
  return typeof declared === 'string' && /^\d+$/.test(declared) ? Number(declared) : undefined;
}
