import { isObject, type Json } from '../json.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Refuses what can never be the object that `*` takes: a text without a placeholder. */
export function checkSpread(all: Json, field: string, pointer: string, diagnostics: Diagnostics): void {
  // All that gives an object begins so.
  if (isObject(all) || (typeof all === 'string' && all.startsWith('{'))) return;
  diagnostics.error(pointer, `"*" takes an object, such as {request.${field}}`);
}
