import type { Json } from '../json.ts';
import { parseScanned, scanJson } from '../json-text.ts';
import { NoJson, TooDeep } from '../large/not-json.ts';
import { parseLarge } from '../large/parse-large.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';
import { findDuplicateKey } from './duplicate-key.ts';
import { findJsonError, placeIn } from './json-error.ts';

/**
 * Parses the JSON text of a body, as `parseJsonText` does.
 * @throws CodecError with line and column; also when it nests deeper than `maxDepth`.
 */
export function parseJson(text: string): Json {
  // Before parsing: V8 parses any depth, but half a million levels take a quarter of a second.
  const { hasLongNumber, tooDeepAt } = scanJson(text, maxDepth);
  if (tooDeepAt >= 0) throw tooDeep(tooDeepAt);
  try {
    return parseScanned(text, hasLongNumber);
  } catch {
    throw new CodecError(findJsonError(text));
  }
}

/** @throws CodecError where a key stands twice in one object of the JSON text of a body. */
export function refuseDuplicates(text: string): void {
  const found = findDuplicateKey(text);
  if (!found) return;
  throw new CodecError(`has the key ${JSON.stringify(found.key)} twice in one object (${placeIn(text, found.at)})`);
}

/** `parseJson` of a large text, in slices: what is large in it is kept as text. @throws CodecError as `parseJson`. */
export async function parseLargeJson(text: string): Promise<Json> {
  try {
    return await parseLarge(text, maxDepth);
  } catch (error) {
    if (error instanceof NoJson) throw new CodecError(findJsonError(text, error));
    throw error instanceof TooDeep ? tooDeep(error.position) : error;
  }
}

function tooDeep(position: number): CodecError {
  return new CodecError(`nests deeper than ${maxDepth} levels (at position ${position})`);
}
