import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import type { ErrorKind } from '../error-kind.ts';
import type { JsonObject } from '../json.ts';
import type { Failure } from './answer.ts';

/** Why a run was given up, as it is kept while it is undone. */
export interface GivenUp {
  readonly code: string;
  readonly msg: string;
  readonly status: number;
  readonly kind: ErrorKind;
  readonly errors?: readonly ErrorDetail[];
  readonly component: string | null;
  readonly layer: number | null;
}

export function givenUpOf({ error, component, layer }: Failure): GivenUp {
  const { code, message: msg, status, kind, errors } = error;
  return { code, msg, status, kind, ...(errors && { errors }), component, layer };
}

export function failureOf({ code, msg, status, kind, errors, component, layer }: GivenUp): Failure {
  const error = new StepgateError(code, msg, { status, kind, retryable: false, ...(errors && { errors }) });
  return { error, component, layer };
}

/** `{error.*}` of compensations. */
export function errorOf({ error, component, layer }: Failure): JsonObject {
  return { code: error.code, msg: error.message, kind: error.kind, component, layer };
}
