import type { Json } from '../json.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';
import { findJsonError } from './json-error.ts';

/**
 * Parses JSON text. A `__proto__` in it becomes an own member like any other.
 * @throws CodecError with line and column; also when it nests deeper than `maxDepth`.
 */
export function parseJson(text: string): Json {
  refuseTooDeep(text);
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new CodecError(findJsonError(text));
  }
}

/** Before parsing: V8 parses any depth, but half a million levels take a quarter of a second. */
function refuseTooDeep(text: string): void {
  if (text.length <= maxDepth) return;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxDepth) throw new CodecError(`nests deeper than ${maxDepth} levels (at position ${i})`);
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    }
  }
}
