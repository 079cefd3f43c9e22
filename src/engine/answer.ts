import { StepgateError, toStepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { negotiate } from '../negotiate.ts';
import type { AnswerType, CompiledResponse, ErrorCase, Scope, Template } from '../rule/compiled.ts';
import { firstCase } from './answer-case.ts';
import { answerHeaders, sendable } from './answer-header.ts';
import type { AnswerHeaders } from './answer-header.ts';
import { clientHeader } from './client-header.ts';
import type { Answer } from './engine.ts';
import { passedHeaders } from './passed-answer.ts';
import type { RestStatus, RunStatus } from './run-status.ts';
import type { PassedAnswer, PassedStream } from './passed-answer.ts';

const SUCCESS: Json = { code: 200, msg: 'success', data: null };

/** A failure as the client and the run log see it. */
export interface Failure {
  readonly error: StepgateError;
  readonly component: string | null;
  readonly layer: number | null;
}

/** What a run that did not fail may answer, beside what its rule says. */
export interface Given {
  /** What a script gave to `ctx.response`. */
  readonly responded: { readonly value: Json } | null;
  /** What the component answered that `response.from` names. */
  readonly passed: PassedAnswer | null;
  readonly stream: PassedStream | undefined;
}

/** The answer of a run that did not fail. */
export function answerSuccess(response: CompiledResponse, scope: Scope, given: Given): Answer {
  const { responded, passed, stream } = given;
  if (passed && !responded) return answerPassed(response, scope, passed, stream);
  const warnings: string[] = [];
  const chosen = firstCase(response.cases, scope, 'response.cases', warnings);
  const body = chosen ? evaluated(chosen.body, scope) : ordinaryBody(response, scope, responded);
  const { status: template, header } = chosen ?? response;
  const status = template ? statusOf(template, scope) : 200;
  const own = answerHeaders(header, scope);
  return {
    status,
    ...negotiated(response, warnings.length === 0 ? own : { ...own, warnings: [...warnings, ...own.warnings] }),
    type: typeOf(response, scope),
    xmlName: response.xmlName,
    body: isBodiless(status) ? null : body,
  };
}

function ordinaryBody({ body, defaultBody }: CompiledResponse, scope: Scope, responded: Given['responded']): Json {
  if (responded) return body ? body.evaluate(scope) : responded.value;
  return evaluated(defaultBody ?? body, scope);
}

function evaluated(body: Template | undefined, scope: Scope): Json {
  return body ? body.evaluate(scope) : SUCCESS;
}

/** What the rule says of status and headers wins. */
function answerPassed(
  { status: template, header, type, xmlName }: CompiledResponse,
  scope: Scope,
  passed: PassedAnswer,
  stream: PassedStream | undefined,
): Answer {
  const status = template ? statusOf(template, scope) : passed.status;
  const [theirs, own] = [sendable(passedHeaders(passed)), answerHeaders(header, scope)];
  const answer = {
    status,
    headers: { ...theirs.headers, ...own.headers },
    warnings: [...theirs.warnings, ...own.warnings],
    type,
    xmlName,
  };
  const { body, base64 } = passed;
  if (stream) return { ...answer, body: null, passed: { stream } };
  // What a test mocks has no bytes.
  return base64 === undefined || isBodiless(status)
    ? { ...answer, body: isBodiless(status) ? null : body }
    : { ...answer, body, passed: { base64 } };
}

/** Whether answers of a status have no body, whatever the rule says (RFC 9110, 15). */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Where a run stands that has failed: it is kept, or what it has left is being undone, or is. */
export type Standing = 'suspended' | 'compensating' | 'compensated';

/**
 * The answer to a failure: `{"code","msg","trx"}`, shaped by the rule's `error` block where it has one.
 * Never throws: a part of it that fails, and an `error.status` that gives no status, leaves the answer's own.
 * @param standing the body says it as `status`; where the run is suspended, the status is 202. Undefined: it has ended.
 */
export function answerFailure(
  response: CompiledResponse,
  scope: Scope,
  failure: Failure,
  trx: string,
  standing: Standing | undefined,
): Answer {
  const { error } = failure;
  const kept = standing === 'suspended';
  const body: Json = {
    code: error.code,
    msg: error.message,
    trx,
    ...(standing && { status: standing }),
    ...(error.errors && { errors: error.errors as unknown as Json }),
  };
  // The process's own troubles are not the rule's to shape: load balancers and clients act on them.
  const cases = error.code === '000503' && !standing ? [] : response.error;
  const warnings: string[] = [];
  const shown = cases.length === 0 ? scope : errorScope(scope, failure);
  const block = firstCase(cases, shown, 'response.error', warnings);
  const plain: Answer = {
    status: kept ? 202 : error.status,
    headers:
      error.retryAfterMs === undefined || error.status !== 503 || kept
        ? {}
        : { 'retry-after': retryAfter(error.retryAfterMs) },
    type: failureType(response, block, scope),
    xmlName: response.xmlName,
    body,
    failure: { error, isKept: kept },
    ...(warnings.length > 0 && { warnings }),
  };
  return negotiated(response, block ? shaped(plain, block, shown) : plain);
}

/** The answer of a run that rests: what it answers in the end is read at `Location`. */
export function answerResting(response: CompiledResponse, trx: string, status: RestStatus): Answer {
  return { ...answerLater(response, trx, status), isWaiting: true };
}

/**
 * The 202 of a run that goes on without its client.
 * @param applied what of `Prefer` was applied (RFC 7240, 3): `wait=10`
 */
export function answerPromised(response: CompiledResponse, trx: string, applied: string): Answer {
  return answerHeld(response, trx, 'running', applied);
}

/**
 * The 202 of a run that takes its turn.
 * @param applied what of `Prefer` was applied: `respond-async`; undefined: nothing was asked
 */
export function answerQueued(response: CompiledResponse, trx: string, applied: string | undefined): Answer {
  return answerHeld(response, trx, 'queued', applied);
}

/** The 202 of a run whose client has waited for as long as it wanted. @param status the run's, at that moment. */
export function answerHeld(
  response: CompiledResponse,
  trx: string,
  status: RunStatus,
  applied: string | undefined,
): Answer {
  const { headers, ...answer } = answerLater(response, trx, status);
  const preference = applied === undefined ? {} : { 'preference-applied': applied };
  return { ...answer, headers: { ...headers, ...preference }, transient: 'pending' };
}

function answerLater({ type, xmlName }: CompiledResponse, trx: string, status: RunStatus): Answer {
  return {
    status: 202,
    headers: { location: `/runs/${trx}` },
    type: type === 'raw' || type === 'text' ? 'json' : type,
    xmlName,
    body: { code: '000202', msg: status, status, trx },
  };
}

/** What `Accept` prefers; the first where it takes none, which was refused before anything ran. */
function typeOf({ type, types }: CompiledResponse, scope: Scope): AnswerType {
  return (types && negotiate(types, clientHeader(scope, 'accept'))) ?? type;
}

/** A failure has no bytes. */
function failureType(response: CompiledResponse, block: ErrorCase | undefined, scope: Scope): AnswerType {
  const type = block?.type ?? typeOf(response, scope);
  return type === 'raw' ? 'json' : type;
}

/** What is chosen by `Accept` says so (RFC 9110, 12.5.5). */
function negotiated<T extends Pick<Answer, 'headers'>>({ types }: CompiledResponse, answer: T): T {
  if (!types) return answer;
  const { vary = [] } = answer.headers;
  return { ...answer, headers: { ...answer.headers, vary: [...[vary].flat(), 'Accept'].join(', ') } };
}

function shaped(plain: Answer, block: ErrorCase, scope: Scope): Answer {
  const warnings = [...(plain.warnings ?? [])];
  const part = <T>(field: 'status' | 'body', evaluate: () => T): T | undefined => {
    try {
      return evaluate();
    } catch (error) {
      warnings.push(`response.error.${field} was left out: ${toStepgateError(error).message}`);
      return undefined;
    }
  };
  const status = part('status', () => block.status && asStatus(block.status.evaluate(scope))) ?? plain.status;
  const given = block.header && errorHeaders(block.header, scope);
  const body = part('body', () => block.body?.evaluate(scope));
  return {
    ...plain,
    status,
    headers: { ...plain.headers, ...given?.headers },
    warnings: [...(given?.warnings ?? []), ...warnings],
    body: isBodiless(status) ? null : body === undefined ? plain.body : body,
  };
}

/** Without those that cannot be made: the failure is to be told all the same. */
function errorHeaders(template: Template, scope: Scope): AnswerHeaders {
  try {
    return answerHeaders(template, scope);
  } catch (error) {
    if (!(error instanceof StepgateError)) throw error;
    return { headers: {}, warnings: [`the headers of response.error were left out: ${error.message}`] };
  }
}

function errorScope(scope: Scope, { error, component, layer }: Failure): Scope {
  const shown: JsonObject = { code: error.code, msg: error.message, kind: error.kind, component, layer };
  return Object.assign(Object.create(null) as Record<string, unknown>, scope, { error: shown });
}

function statusOf(template: Template, scope: Scope): number {
  const value = template.evaluate(scope);
  const status = asStatus(value);
  if (status !== undefined) return status;
  throw new StepgateError('110004', `response.status gave ${JSON.stringify(value)}, expected a number from 200 to 599`);
}

function asStatus(value: Json): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}

/** `Retry-After` in whole seconds, at least 1. */
export function retryAfter(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}
