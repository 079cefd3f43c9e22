import { isObject } from '../json.ts';
import type { RequestCall, Scope } from '../rule/compiled.ts';

/** The method of a call: its own, or that of the run's request. */
export function methodOf({ method }: RequestCall, { request }: Scope): string {
  if (method !== undefined) return method;
  return isObject(request) && typeof request.method === 'string' ? request.method : 'GET';
}
