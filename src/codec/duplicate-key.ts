import { endOfString, withoutLoneSurrogates } from '../json-text.ts';

/** Where in JSON text a key stands twice in one object: its name, and the offset of the second one. */
export function findDuplicateKey(source: string): { readonly key: string; readonly at: number } | undefined {
  const text = withoutLoneSurrogates(source);
  /** The keys so far of each object that is open; null: an array. */
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const keys = open.at(-1);
    if (character === '"') {
      const end = endOfString(text, at + 1);
      if (expectsKey && keys) {
        const key = keyOf(text.slice(at, end + 1));
        if (keys.has(key)) return { key, at };
        keys.add(key);
      }
      expectsKey = false;
      at = end;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null);
      expectsKey = character === '{';
    } else if (character === '}' || character === ']') open.pop();
    else if (character === ',') expectsKey = keys !== null;
  }
  return undefined;
}

function keyOf(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}
