import { randomUUID } from 'node:crypto';
import { largeParts, stringifyAround } from './large-json.ts';
import type { LargeParts } from './large-json.ts';

/** Stands where the text of a large value belongs; nobody outside can know it. */
const PLACEHOLDER = randomUUID();

/** `JSON.stringify`, for values that may hold large ones: their text is put together of what they are kept as. */
export function stringify(value: unknown): string {
  const found: LargeParts[] = [];
  const text = stringifyAround(value, (large) => {
    found.push(large);
    return PLACEHOLDER;
  });
  if (found.length === 0) return text;
  const pieces: string[] = [];
  for (const [at, between] of text.split(`"${PLACEHOLDER}"`).entries()) {
    pieces.push(between);
    const large = found[at];
    if (large) addText(large, pieces);
  }
  return pieces.join('');
}

/** The JSON text of a large array or object, added to `pieces`. */
function addText({ kind, parts }: LargeParts, pieces: string[]): void {
  pieces.push(kind === 'array' ? '[' : '{');
  for (const [at, part] of parts.entries()) {
    if (at > 0) pieces.push(',');
    if ('text' in part) {
      pieces.push(part.text);
      continue;
    }
    if (part.key !== undefined) pieces.push(JSON.stringify(part.key), ':');
    const large = largeParts(part.value);
    if (large) addText(large, pieces);
    else pieces.push(stringify(part.value));
  }
  pieces.push(kind === 'array' ? ']' : '}');
}
