import type { Clock } from '../clock.ts';
import { iso } from '../engine/component-record.ts';
import { loggedError } from '../engine/logged-error.ts';
import type { AttemptTrace, MadeRequest } from '../engine/port.ts';
import type { ResolvedRequest } from '../engine/resolved-call.ts';
import type { LoggedAnswer, RequestLog } from '../engine/run-log.ts';
import type { StepgateError } from '../error.ts';
import type { HttpAnswer } from '../outbound/outbound.ts';
import type { ResultScope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import { UnreadAnswer } from './answer-body.ts';
import { loggedAnswer } from './logged-answer.ts';

/** @param answer which cannot be read. */
export function noteFailure(
  error: StepgateError,
  answer: HttpAnswer | undefined,
  request: RequestRecord | undefined,
  trace: AttemptTrace,
): void {
  request?.failed(error, answer);
  trace.unread = answer && new UnreadAnswer(answer);
}

/** One request of a component, for the run log. An answer may be large: it is held no longer than it can be refused. */
export class RequestRecord implements MadeRequest {
  readonly #url: string;
  readonly #method: string;
  readonly #clock: Clock;
  readonly #maskText: (text: string) => string;
  readonly #ended: MadeRequest[];
  readonly #startMs: number;
  readonly #startedAt: number;
  #runTimeMs = 0;
  #status: number | null = null;
  #error: StepgateError | undefined;
  #answered: { readonly answer: HttpAnswer; readonly result: ResultScope } | undefined;
  #refused: LoggedAnswer | undefined;

  /** @param ended where it is added when it has ended. */
  constructor(
    { url, method }: ResolvedRequest,
    clock: Clock,
    maskText: (text: string) => string,
    ended: MadeRequest[],
  ) {
    this.#ended = ended;
    this.#url = url;
    this.#method = method;
    this.#clock = clock;
    this.#maskText = maskText;
    this.#startMs = clock.now();
    this.#startedAt = clock.elapsed();
  }

  answered(answer: HttpAnswer, result: ResultScope): void {
    this.#end(answer);
    this.#answered = { answer, result };
  }

  failed(error: StepgateError, answer: HttpAnswer | undefined): void {
    this.#end(answer);
    this.#error = error;
    this.#refused = answer && loggedAnswer(answer, this.#maskText);
  }

  refuse(result: ResultScope): void {
    if (result === this.#answered?.result) this.#refused = loggedAnswer(this.#answered.answer, this.#maskText);
  }

  settled(): void {
    this.#answered = undefined;
  }

  log(): RequestLog {
    const error = this.#error;
    return {
      url: withoutCredentials(this.#url),
      method: this.#method.toUpperCase(),
      status_code: this.#status,
      start_datetime: iso(this.#startMs),
      run_time: this.#runTimeMs,
      error: error ? loggedError(error) : null,
      ...(this.#refused && { answer: this.#refused }),
    };
  }

  #end(answer: HttpAnswer | undefined): void {
    this.#status = answer?.status ?? null;
    this.#runTimeMs = Math.round(this.#clock.elapsed() - this.#startedAt);
    this.#ended.push(this);
  }
}
