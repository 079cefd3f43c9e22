import { systemClock, type Clock } from '../clock.ts';
import { iso } from '../engine/component-record.ts';
import { loggedError } from '../engine/logged-error.ts';
import { methodOf } from '../engine/method-of.ts';
import type {
  Attempt,
  AttemptTrace,
  ComponentExecutor,
  ComponentResult,
  MadeRequest,
  ResolvedApi,
} from '../engine/port.ts';
import type { LoggedAnswer, RequestLog } from '../engine/run-log.ts';
import { type StepgateError, toStepgateError } from '../error.ts';
import { isObject, type Json } from '../json.ts';
import type { HttpAnswer, HttpCall, OpenAnswer, Outbound, RefusedAnswer } from '../outbound/outbound.ts';
import type { ApiCall, ResultScope, Scope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import { UnreadAnswer, readAnswer } from './answer-body.ts';
import { ApiRequests } from './api-request.ts';
import { createExchange, isSigned } from './call-auth.ts';
import { OauthTokens } from './oauth-tokens.ts';
import { loggedAnswer } from './logged-answer.ts';
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
  /** The gateway was given a token for calls: it has to be masked. */
  readonly tokenIssued?: (token: string) => void;
}): ComponentExecutor<ApiCall, ResolvedApi> {
  const { outbound, secrets, clock = systemClock, maskText = (text: string) => text } = deps;
  const { failed = () => undefined, tokenIssued = () => undefined } = deps;
  const requests = new ApiRequests();
  const exchange = createExchange(new OauthTokens(outbound, clock, tokenIssued), clock);
  const send = (api: ResolvedApi, call: HttpCall): Promise<HttpAnswer> =>
    api.call.redirects === 0 && !isSigned(api.auth)
      ? outbound.send(call)
      : exchange(
          api,
          call,
          (one) => outbound.send(one),
          () => undefined,
        );
  const open = (api: ResolvedApi, call: HttpCall): Promise<OpenAnswer> => {
    const { idleTimeoutMs = 60_000 } = api.call;
    return exchange(
      api,
      call,
      (one) => outbound.open(one, idleTimeoutMs),
      ({ body }) => body.skip(),
    );
  };
  return {
    resolve,
    async execute(api, attempt) {
      const { trace } = attempt;
      const request = trace.isLogged ? new ApiRequest(api, clock, maskText, trace.requests) : undefined;
      let answer: HttpAnswer | undefined;
      try {
        const made = requests.toHttpCall(api, attempt, secrets());
        const call = made instanceof Promise ? await made : made;
        if (attempt.passOn) return await passOn(await open(api, call), attempt.passOn);
        answer = await send(api, call);
        const decoded = readAnswer(api.call, answer);
        const result = {
          body: decoded instanceof Promise ? await decoded : decoded,
          status: answer.status,
          header: answer.headers,
          ...(api.call.passes && { base64: answer.body.toString('base64') }),
        };
        request?.answered(answer, result);
        if (answer.status >= 400) failed('110006');
        return { kind: 'value', result };
      } catch (thrown) {
        const error: StepgateError & Partial<RefusedAnswer> = toStepgateError(thrown);
        noteFailure(error, answer ?? error.answer, request, trace);
        failed(error.code);
        throw thrown;
      }
    },
  };
}

/** @param answer which cannot be read. */
function noteFailure(
  error: StepgateError,
  answer: HttpAnswer | undefined,
  request: ApiRequest | undefined,
  trace: AttemptTrace,
): void {
  request?.failed(error, answer);
  trace.unread = answer && new UnreadAnswer(answer);
}

/** The answer goes to the client while it comes: there is no body here. */
async function passOn(
  { status, headers, body }: OpenAnswer,
  pass: NonNullable<Attempt['passOn']>,
): Promise<ComponentResult> {
  const result = { body: null, status, header: headers };
  await pass(result, body);
  return { kind: 'value', result };
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

function resolve(call: ApiCall, scope: Scope): ResolvedApi {
  const header = call.header.evaluate(scope);
  return {
    type: 'api',
    method: methodOf(call, scope),
    url: call.url.evaluate(scope),
    header: isObject(header) ? header : {},
    auth: call.auth && authOf(call.auth.evaluate(scope)),
    input: call.input?.evaluate(scope),
    call,
  };
}

/** Missing parts are empty: the call says so when it is sent. */
function authOf(auth: Json): ResolvedApi['auth'] {
  if (isObject(auth)) return auth;
  const parts = Array.isArray(auth) ? (auth as Json[]) : [auth];
  return parts.map(textOf);
}
