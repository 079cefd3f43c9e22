import type { Json } from '../json.ts';
import { parseScanned, scanJson } from '../json-text.ts';
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
  if (tooDeepAt >= 0) throw new CodecError(`nests deeper than ${maxDepth} levels (at position ${tooDeepAt})`);
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
