import { StepgateError } from '../error.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CompiledResponse, Scope, Template } from '../rule/compiled.ts';
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
  return {
    status: statusOf(response.status, scope),
    headers: headersOf(response.header, scope),
    type: response.type,
    xmlName: response.xmlName,
    body,
  };
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
  return {
    ...plain,
    status: (block.status && asStatus(block.status.evaluate(scope))) ?? plain.status,
    headers: block.header ? { ...plain.headers, ...headersOf(block.header, scope) } : plain.headers,
    body: block.body ? block.body.evaluate(scope) : plain.body,
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
  throw new StepgateError('110000', `response.status gave ${JSON.stringify(value)}, expected a number from 200 to 599`);
}

function asStatus(value: Json): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}

/** Header values as text; a null value leaves the header out. */
function headersOf(template: Template, scope: Scope): Record<string, string> {
  const value = template.evaluate(scope);
  const headers: Record<string, string> = {};
  if (!isObject(value)) return headers;
  for (const [name, one] of Object.entries(value)) {
    if (one !== null) headers[name.toLowerCase()] = typeof one === 'string' ? one : JSON.stringify(one);
  }
  return headers;
}

/** `Retry-After` in whole seconds, at least 1. */
export function retryAfter(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}
