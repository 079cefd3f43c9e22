import { systemClock, type Clock } from '../clock.ts';
import { CodecError } from '../codec/codec-error.ts';
import { decodeBody } from '../codec/decode.ts';
import { readableText } from '../codec/text.ts';
import { iso } from '../engine/component-record.ts';
import type { ComponentExecutor, MadeRequest, ResolvedApi } from '../engine/port.ts';
import type { LoggedAnswer, RequestLog } from '../engine/run-log.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { charsetOf } from '../http-header.ts';
import { isObject, type Json } from '../json.ts';
import type { HttpAnswer, Outbound, RefusedAnswer } from '../outbound/outbound.ts';
import type { ApiCall, ResultScope, Scope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import { ApiRequests } from './api-request.ts';
import { contentTypeOf, loggedAnswer } from './logged-answer.ts';
import { textOf } from '../large/stringify.ts';

/**
 * Makes the executor of `api` components, and of `ctx.request`. Any status is a value: `judgeApi` decides later, after
 * the cache.
 */
export function createApiExecutor(deps: {
  readonly outbound: Outbound;
  /** Contents of secrets by name, as of now. */
  readonly secrets: () => Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** Masks secrets in what a run log keeps of an answer. */
  readonly maskText?: (text: string) => string;
  /** A call got no answer, or one with a status of 400 or more (110006). */
  readonly failed?: (code: string) => void;
}): ComponentExecutor<ApiCall, ResolvedApi> {
  const { outbound, secrets, clock = systemClock, maskText = (text: string) => text, failed = () => undefined } = deps;
  const requests = new ApiRequests();
  return {
    resolve,
    async execute(api, attempt) {
      const { trace } = attempt;
      const request = trace.isLogged ? new ApiRequest(api, clock, maskText, trace.requests) : undefined;
      let answer: HttpAnswer | undefined;
      try {
        const call = requests.toHttpCall(api, attempt, secrets());
        answer = await outbound.send(call instanceof Promise ? await call : call);
        const decoded = decodeAnswer(api.call, answer);
        const result = {
          body: decoded instanceof Promise ? await decoded : decoded,
          status: answer.status,
          header: answer.headers,
        };
        request?.answered(answer, result);
        if (answer.status >= 400) failed('110006');
        return { kind: 'value', result };
      } catch (thrown) {
        const error: StepgateError & Partial<RefusedAnswer> = toStepgateError(thrown);
        request?.failed(error, answer ?? error.answer);
        failed(error.code);
        throw thrown;
      }
    },
  };
}

/** One request of a component, for the run log. An answer may be large: it is held no longer than it can be refused. */
class ApiRequest implements MadeRequest {
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
  constructor({ url, method }: ResolvedApi, clock: Clock, maskText: (text: string) => string, ended: MadeRequest[]) {
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
      error: error ? { code: error.code, msg: error.message } : null,
      ...(this.#refused && { answer: this.#refused }),
    };
  }

  #end(answer: HttpAnswer | undefined): void {
    this.#status = answer?.status ?? null;
    this.#runTimeMs = Math.round(this.#clock.elapsed() - this.#startedAt);
    this.#ended.push(this);
  }
}

function resolve(call: ApiCall, scope: Scope): ResolvedApi {
  const header = call.header.evaluate(scope);
  return {
    type: 'api',
    method: call.method,
    url: call.url.evaluate(scope),
    header: isObject(header) ? header : {},
    auth: call.auth && authTexts(call.auth.evaluate(scope)),
    input: call.input?.evaluate(scope),
    call,
  };
}

/** Missing parts are empty: the call says so when it is sent. */
function authTexts(auth: Json): string[] {
  const parts = Array.isArray(auth) ? (auth as Json[]) : [auth];
  return parts.map(textOf);
}

/** With a status outside 200..299, what does not parse is its text: the status counts, not the page. */
function decodeAnswer({ responseType, lists }: ResolvedApi['call'], answer: HttpAnswer): Json | Promise<Json> {
  const contentType = contentTypeOf(answer);
  const undecodable = (error: unknown): Json => {
    if (!(error instanceof CodecError)) throw error;
    if (answer.status < 200 || answer.status > 299) return readableText(answer.body, charsetOf(contentType));
    throw new StepgateError(
      '110006',
      `the upstream answered with status ${answer.status}, and its body ${error.message}`,
    );
  };
  try {
    const body = decodeBody(responseType, answer.body, contentType, lists);
    return body instanceof Promise ? body.catch(undecodable) : body;
  } catch (error) {
    return undecodable(error);
  }
}
