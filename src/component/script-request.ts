import { StepgateError } from '../error.ts';
import { isList, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ResultScope } from '../rule/compiled.ts';
import type { Attempt, ComponentResult, ResolvedApi } from '../engine/port.ts';
import { type ListPath, parseListPath } from '../xml-list.ts';
import { judgeApi } from './api-judge.ts';
import { cookiesOf } from './cookies.ts';
import type { ScriptDeps } from './script-deps.ts';
import { stringify } from '../large/stringify.ts';

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
  const call = resolve(options, (name) => secretNamed(name, deps.secrets(), input));
  const load = (): Promise<ComponentResult> => deps.api.execute(call, own);
  const ttlMs = numberOr(options.cacheTtl, DEFAULT_CACHE_TTL_S) * 1000;
  const { result: done } =
    options.isCache === true
      ? await deps.cache.get(call, ttlMs, load, ({ status = 0 }) => status < 400, attempt.signal)
      : { result: await load() };
  if (done.kind !== 'value') throw new StepgateError('110000', 'an HTTP call ended its run');
  try {
    return answerOf(done.result, options.onlyData !== false);
  } catch (error) {
    for (const request of attempt.trace.requests) request.refuse(done.result);
    throw error;
  }
}

function answerOf(result: ResultScope, onlyData: boolean): Json {
  if (onlyData) {
    judgeApi({ responseCondition: undefined, errMsg: undefined }, result);
    return result.body;
  }
  const header = result.header ?? {};
  return { data: result.body, status: result.status ?? 0, header, cookies: cookiesOf(header['set-cookie']) };
}

function resolve(options: JsonObject, secret: (name: string) => string): ResolvedApi {
  const auth = withSecrets(options.auth ?? null, secret);
  return {
    type: 'api',
    method: stringOr(options.method, 'GET').toUpperCase(),
    url: stringOr(options.url, ''),
    header: (withSecrets(options.header ?? {}, secret) ?? {}) as JsonObject,
    auth: Array.isArray(auth) ? auth.map((one) => (typeof one === 'string' ? one : stringify(one))) : undefined,
    input: options.body,
    call: {
      dataType: stringOr(options.dataType, 'json') as ResolvedApi['call']['dataType'],
      contentType: stringOr(options.contentType, '') || undefined,
      xmlName: stringOr(options.xmlName, 'xml'),
      responseType: stringOr(options.responseType, 'json') as ResolvedApi['call']['responseType'],
      lists: listPaths(options.lists),
      tls: isObject(options.tls) ? options.tls : undefined,
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
