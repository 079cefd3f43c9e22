import { systemClock, type Clock } from '../clock.ts';
import { CodecError } from '../codec/codec-error.ts';
import { decodeBody } from '../codec/decode.ts';
import { readableText } from '../codec/text.ts';
import { iso } from '../engine/component-record.ts';
import type { Attempt, ComponentExecutor, ResolvedApi } from '../engine/port.ts';
import type { RequestLog } from '../engine/run-log.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { charsetOf } from '../http-header.ts';
import { isObject, type Json } from '../json.ts';
import type { HttpAnswer, Outbound, RefusedAnswer } from '../outbound/outbound.ts';
import type { ApiCall, Scope } from '../rule/compiled.ts';
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
}): ComponentExecutor<ApiCall, ResolvedApi> {
  const { outbound, secrets, clock = systemClock, maskText = (text: string) => text } = deps;
  const requests = new ApiRequests();
  return {
    resolve,
    async execute(api, attempt) {
      const log = startLog(api, attempt, clock);
      const { answers } = attempt.trace;
      let answer: HttpAnswer | undefined;
      try {
        const call = requests.toHttpCall(api, attempt, secrets());
        answer = await outbound.send(call instanceof Promise ? await call : call);
        const { status, headers } = answer;
        const decoded = decodeAnswer(api.call, answer);
        const body = decoded instanceof Promise ? await decoded : decoded;
        const result = { body, status, header: headers };
        const entry = log(status);
        const kept = answer;
        answers?.set(result, () => (entry.answer = loggedAnswer(kept, maskText)));
        return { kind: 'value', result };
      } catch (thrown) {
        const error: StepgateError & Partial<RefusedAnswer> = toStepgateError(thrown);
        const refused = answer ?? error.answer;
        const entry = log(refused?.status ?? null, error);
        if (answers && refused) entry.answer = loggedAnswer(refused, maskText);
        throw thrown;
      }
    },
  };
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

/** Writes the entry that this call leaves in the run log, when it has ended. */
function startLog(
  api: ResolvedApi,
  attempt: Attempt,
  clock: Clock,
): (status: number | null, error?: StepgateError) => RequestLog {
  const startedAt = clock.elapsed();
  const startMs = clock.now();
  return (status_code, error) => {
    const entry: RequestLog = {
      url: withoutCredentials(api.url),
      method: api.method.toUpperCase(),
      status_code,
      start_datetime: iso(startMs),
      run_time: Math.round(clock.elapsed() - startedAt),
      error: error ? { code: error.code, msg: error.message } : null,
    };
    attempt.trace.requests.push(entry);
    return entry;
  };
}
