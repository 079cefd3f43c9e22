import type { Json } from '../../../src/json.ts';
import type { JsonObject } from '../../../src/json.ts';
import type { Failure } from './ended.ts';
import { put } from './put.ts';

/** A failure that was passed over, as `{failed.NAME}` reads it. */
export interface Ignored {
  readonly code: string;
  readonly msg: string;
  /** The upstream's; null: it gave none. */
  readonly status: number | null;
}

/** @param words what was wrong, by keys: the engine's to word, where the rule does not. */
export function ignoredOf(
  { code, message }: Failure,
  key: string,
  words: ReadonlyMap<string, string>,
  status: number | null = null,
): Ignored {
  return { code, msg: message ?? words.get(key) ?? '', status };
}

/** What `{failed.NAME}` says once a component has ended: of equal names the latest counts, and null where it did not fail. */
export function failedOutput(
  { name }: JsonObject,
  ignored: Ignored | null,
): { readonly path: readonly string[]; readonly value: Json } {
  return { path: ['failed', name as string], value: ignored && { ...ignored } };
}

/** A context in which a component has ended. */
export function withFailed(context: JsonObject, component: JsonObject, ignored: Ignored | null): JsonObject {
  const { path, value } = failedOutput(component, ignored);
  return put(context, path, value);
}
