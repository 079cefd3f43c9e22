import { endOfString, withoutLoneSurrogates } from '../json-text.ts';

/** A key that stands twice in one object of JSON text: its name, and the offset of the second one. */
export interface DuplicateKey {
  readonly key: string;
  readonly at: number;
}

/** Characters that are searched in one go. */
const PIECE = 4096;

/** Searches JSON text for them; after each piece it gives undefined. */
export function* searchDuplicateKey(source: string): Generator<DuplicateKey | undefined, void> {
  const text = withoutLoneSurrogates(source);
  /** The keys so far of each object that is open; null: an array. */
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  let next = PIECE;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const keys = open.at(-1);
    if (character === '"') {
      const end = endOfString(text, at + 1);
      if (expectsKey && keys) {
        const key = keyOf(text.slice(at, end + 1));
        if (keys.has(key)) yield { key, at };
        keys.add(key);
      }
      expectsKey = false;
      at = end;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null);
      expectsKey = character === '{';
    } else if (character === '}' || character === ']') open.pop();
    else if (character === ',') expectsKey = keys !== null;
    if (at < next) continue;
    next = at + PIECE;
    yield undefined;
  }
}

function keyOf(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}
