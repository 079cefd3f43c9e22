import type { StepgateError } from '../error.ts';
import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Scope } from '../rule/compiled.ts';
import { isRequest } from '../rule/rule-call.ts';
import type { ComponentRecord } from './component-record.ts';

/** `{failed.NAME}`: what of a failure that is passed over the rule reads. */
export function ignoredFailure({ component, result, trace }: ComponentRecord, error: StepgateError): JsonObject {
  const { call, keepsFailure } = component;
  // A script has no answer of an upstream: it may have caught that of any of its requests.
  const answer = isRequest(call) ? (result ?? trace.unread) : undefined;
  const { code, message: msg, kind } = error;
  return {
    ...{ code, msg, kind, status: answer?.status ?? null },
    ...(keepsFailure?.body && { body: answer?.body ?? null }),
    ...(keepsFailure?.header && { header: answer?.header ?? null }),
  };
}

/** Whether `{failed.NAME}` says anything. */
export function hasFailure({ failed }: Scope, name: string): boolean {
  return isObject(failed) && Object.hasOwn(failed, name) && failed[name] !== null;
}
