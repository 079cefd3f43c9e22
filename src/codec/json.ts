import type { Json } from '../json.ts';
import { parseScanned, scanJson } from '../json-text.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';
import { findJsonError } from './json-error.ts';

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
