import { systemClock } from '../clock.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { isList, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ResultScope } from '../rule/compiled.ts';
import type { Attempt, ComponentResult, ResolvedApi } from '../engine/port.ts';
import { accepts } from '../engine/accepts.ts';
import { isRetryable, retryWaitMs } from '../engine/retry.ts';
import { ALL, spreadHeader } from '../spread-header.ts';
import { addQuery } from '../spread-query.ts';
import { type ListPath, parseListPath } from '../xml-list.ts';
import { judgeApi } from './api-judge.ts';
import type { Verdict } from './api-judge.ts';
import { cookiesOf } from './cookies.ts';
import type { ScriptDeps } from './script-deps.ts';
import { verdictOf } from './script-verdict.ts';
import { textOf } from '../large/stringify.ts';

const DEFAULT_TIMEOUT_S = 60;
const DEFAULT_CACHE_TTL_S = 300;
const SECRET = /\{secret\.(\w[\w.-]*)\}/g;

/**
 * `ctx.request`: an api component in all but its place in the rule.
 * @param number of the request within its component: a part of its `Idempotency-Key`.
 * @param input of the script, as JSON: a client's text names no secrets.
 * @throws StepgateError 110006, 110007, 110015, 110005.
 */
export async function sendScriptRequest(
  deps: ScriptDeps,
  attempt: Attempt,
  given: Json | undefined,
  number: number,
  input: string,
): Promise<Json> {
  const options = isObject(given) ? (given as JsonObject) : {};
  const own: Attempt = {
    ...attempt,
    idempotencyKey: `${attempt.idempotencyKey}-${number}`,
    timeoutMs: numberOr(options.timeout, DEFAULT_TIMEOUT_S) * 1000,
  };
  const verdict = verdictOf(options);
  const call = resolve(options, (name) => secretNamed(name, deps.secrets(), input));
  const [most, maxWaitMs] = [numberOr(options.retryMaxCount, 0), numberOr(options.retryMaxWait, 10) * 1000];
  for (let retry = 1; ; retry++) {
    try {
      return await sendOnce(deps, own, call, verdict, options);
    } catch (thrown) {
      const error = toStepgateError(thrown);
      if (error.uncertain) own.trace.uncertain = true;
      if (retry > most || own.signal.aborted || !isRetryable(error, verdict.retryOn)) throw thrown;
      const waitMs = retryWaitMs(retry, maxWaitMs, error, numberOr(options.retryBase, 0.1) * 1000);
      await (deps.clock ?? systemClock).sleep(waitMs, own.signal);
    }
  }
}

async function sendOnce(
  deps: ScriptDeps,
  attempt: Attempt,
  call: ResolvedApi,
  verdict: Verdict,
  options: JsonObject,
): Promise<Json> {
  const load = (): Promise<ComponentResult> => deps.api.execute(call, attempt);
  const ttlMs = numberOr(options.cacheTtl, DEFAULT_CACHE_TTL_S) * 1000;
  const { result: done } =
    options.isCache === true
      ? await deps.cache.get(call, ttlMs, load, (result) => accepts(() => judgeApi(verdict, result)), attempt.signal)
      : { result: await load() };
  if (done.kind !== 'value') throw new StepgateError('110000', 'an HTTP call ended its run');
  try {
    return answerOf(done.result, options.onlyData !== false, verdict);
  } catch (error) {
    for (const request of attempt.trace.requests) request.refuse(done.result);
    throw error;
  }
}

/** With all of an answer its status is the script's to judge, unless it gives a condition. */
function answerOf(result: ResultScope, onlyData: boolean, verdict: Verdict): Json {
  const judged = onlyData || verdict.responseCondition ? judgeApi(verdict, result) : undefined;
  const data = judged ? judged.output : result.body;
  if (onlyData) return data;
  const header = result.header ?? {};
  return { data, status: result.status ?? 0, header, cookies: cookiesOf(header['set-cookie']) };
}

function resolve(options: JsonObject, secret: (name: string) => string): ResolvedApi {
  const auth = withSecrets(options.auth ?? null, secret);
  const dataType = stringOr(options.dataType ?? options.requestType, 'json') as ResolvedApi['call']['dataType'];
  const url = stringOr(options.url, '');
  const header = (withSecrets(options.header ?? {}, secret) ?? {}) as JsonObject;
  return {
    type: 'api',
    method: stringOr(options.method, 'GET').toUpperCase(),
    url: options.query === undefined ? url : addQuery(url, withSecrets(options.query, secret)),
    header: ALL in header ? spreadHeader(header, dataType === 'raw' ? 'rawCall' : 'call') : header,
    auth: isList(auth) ? auth.map(textOf) : isObject(auth) ? auth : undefined,
    input: Object.hasOwn(options, 'body') ? options.body : options.input,
    call: {
      dataType,
      contentType: stringOr(options.contentType, '') || undefined,
      xmlName: stringOr(options.xmlName, 'xml'),
      responseType: options.responseType as ResolvedApi['call']['responseType'],
      redirects: numberOr(options.redirects, 0),
      lists: listPaths(options.lists),
      tls: isObject(options.tls) ? options.tls : undefined,
      http2: options.http2 === true,
    },
  };
}

/** The realm has checked that these are texts, and that XML is read. */
function listPaths(lists: Json | undefined): ListPath[] {
  return (Array.isArray(lists) ? (lists as string[]) : []).map((text) => {
    const path = parseListPath(text);
    if (path !== undefined) return path;
    throw new StepgateError(
      '110005',
      `ctx.request: argument 1 (options.lists) must be paths of elements such as "o.items.item", got ${JSON.stringify(text)}`,
    );
  });
}

/** Puts secrets in for `{secret.NAME}` in any depth. */
function withSecrets(value: Json, secret: (name: string) => string): Json {
  if (typeof value === 'string') return value.replace(SECRET, (_, name: string) => secret(name));
  if (isList(value)) return value.map((one) => withSecrets(one, secret));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, one]) => [name, withSecrets(one, secret)]));
}

/** @throws StepgateError 110005 there is none; or its name came in: a client must not choose what is sent on. */
function secretNamed(name: string, secrets: Readonly<Record<string, string>>, input: string): string {
  if (input.includes(`{secret.${name}}`)) {
    const why = 'stands in the input of the script, and what comes in names no secret; write it in the script itself';
    throw new StepgateError('110005', `ctx.request: {secret.${name}} ${why}`);
  }
  const known = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (known === undefined)
    throw new StepgateError('110005', `ctx.request: there is no secret "${name}"; an admin can add it`);
  return known;
}

function stringOr(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
