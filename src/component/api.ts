import { systemClock, type Clock } from '../clock.ts';
import { methodOf } from '../engine/method-of.ts';
import type { Attempt, ComponentExecutor, ComponentResult, ResolvedApi } from '../engine/port.ts';
import type { ResolvedRequest } from '../engine/resolved-call.ts';
import { type StepgateError, toStepgateError } from '../error.ts';
import { isObject, type Json } from '../json.ts';
import type { HttpAnswer, HttpCall, OpenAnswer, Outbound, RefusedAnswer } from '../outbound/outbound.ts';
import type { ApiCall, RequestCall, Scope } from '../rule/compiled.ts';
import { readAnswer } from './answer-body.ts';
import { ApiRequests } from './api-request.ts';
import { type Exchange, createExchange, isSigned } from './call-auth.ts';
import { OauthTokens } from './oauth-tokens.ts';
import { RequestRecord, noteFailure } from './request-record.ts';
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
  /** Sends with redirects and signatures. */
  readonly exchange?: Exchange;
}): ComponentExecutor<ApiCall, ResolvedApi> {
  const { outbound, secrets, clock = systemClock, maskText = (text: string) => text } = deps;
  const { failed = () => undefined } = deps;
  const { exchange = createExchange(new OauthTokens(outbound, clock, () => undefined), clock) } = deps;
  const requests = new ApiRequests();
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
      const request = trace.isLogged ? new RequestRecord(api, clock, maskText, trace.requests) : undefined;
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

/** The answer goes to the client while it comes: there is no body here. */
async function passOn(
  { status, headers, body }: OpenAnswer,
  pass: NonNullable<Attempt['passOn']>,
): Promise<ComponentResult> {
  const result = { body: null, status, header: headers };
  await pass(result, body);
  return { kind: 'value', result };
}

function resolve(call: ApiCall, scope: Scope): ResolvedApi {
  return { type: 'api', ...resolveRequest(call, scope), call };
}

/** Evaluates what is sent. */
export function resolveRequest(call: RequestCall, scope: Scope): Omit<ResolvedRequest, 'call'> {
  const header = call.header.evaluate(scope);
  return {
    method: methodOf(call, scope),
    url: call.url.evaluate(scope),
    header: isObject(header) ? header : {},
    auth: call.auth && authOf(call.auth.evaluate(scope)),
    input: call.input?.evaluate(scope),
  };
}

/** Missing parts are empty: the call says so when it is sent. */
function authOf(auth: Json): ResolvedRequest['auth'] {
  if (isObject(auth)) return auth;
  const parts = Array.isArray(auth) ? (auth as Json[]) : [auth];
  return parts.map(textOf);
}
