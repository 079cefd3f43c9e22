import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CompiledResponse, Scope, Template } from '../rule/compiled.ts';
import { answerHeaders } from './answer-header.ts';
import type { Answer } from './engine.ts';

const SUCCESS: Json = { code: 200, msg: 'success', data: null };

/** A failure as the client and the run log see it. */
export interface Failure {
  readonly error: StepgateError;
  readonly component: string | null;
  readonly layer: number | null;
}

/** The answer of a run that did not fail. `responded`: what a script gave to `ctx.response`. */
export function answerSuccess(
  response: CompiledResponse,
  scope: Scope,
  responded: { value: Json } | undefined,
): Answer {
  const body = responded
    ? response.body
      ? response.body.evaluate(scope)
      : responded.value
    : (response.defaultBody ?? response.body ?? { evaluate: () => SUCCESS }).evaluate(scope);
  const status = statusOf(response.status, scope);
  return {
    status,
    ...answerHeaders(response.header, scope),
    type: response.type,
    xmlName: response.xmlName,
    body: isBodiless(status) ? null : body,
  };
}

/** Whether answers of a status have no body, whatever the rule says (RFC 9110, 15). */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/**
 * The answer to a failure: `{"code","msg","trx"}`, shaped by the rule's `error` block where it has one.
 * Never throws: an `error.status` that gives no status leaves the answer's own.
 * @param kept whether the run was kept: then the status is 202, and the body says `"status":"suspended"`.
 */
export function answerFailure(
  response: CompiledResponse,
  scope: Scope,
  failure: Failure,
  trx: string,
  kept: boolean,
): Answer {
  const { error } = failure;
  const body: Json = {
    code: error.code,
    msg: error.message,
    trx,
    ...(kept && { status: 'suspended' }),
    ...(error.errors && { errors: error.errors as unknown as Json }),
  };
  const plain: Answer = {
    status: kept ? 202 : error.status,
    headers:
      error.retryAfterMs === undefined || error.status !== 503 || kept
        ? {}
        : { 'retry-after': retryAfter(error.retryAfterMs) },
    type: response.type,
    xmlName: response.xmlName,
    body,
  };
  // The process's own troubles are not the rule's to shape: load balancers and clients act on them.
  if (error.code === '000503' && !kept) return plain;
  return response.error ? shaped(plain, response.error, errorScope(scope, failure)) : plain;
}

function shaped(plain: Answer, block: NonNullable<CompiledResponse['error']>, scope: Scope): Answer {
  const status = (block.status && asStatus(block.status.evaluate(scope))) ?? plain.status;
  const given = block.header && answerHeaders(block.header, scope);
  const body = block.body ? block.body.evaluate(scope) : plain.body;
  return {
    ...plain,
    status,
    headers: { ...plain.headers, ...given?.headers },
    warnings: given?.warnings ?? [],
    body: isBodiless(status) ? null : body,
  };
}

function errorScope(scope: Scope, { error, component, layer }: Failure): Scope {
  const shown: JsonObject = { code: error.code, msg: error.message, component, layer };
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
