import { isObject } from '../json.ts';
import type { Json } from '../json.ts';
import { INLINE_CHARACTERS } from './pack.ts';
import { sha256 } from './sha256.ts';

const LARGE_CHARACTERS = INLINE_CHARACTERS / 8;

/**
 * The text of what an entry says. What is too large to stand in it is named by its size and hash: rules and scripts are
 * kept with their versions, which never change.
 */
export function auditJson(value: Json): string {
  const text = JSON.stringify(value);
  if (text.length <= INLINE_CHARACTERS) return text;
  if (!isObject(value)) return JSON.stringify(digest(text));
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  const short = JSON.stringify(Object.fromEntries(entries.map(([name, one]) => [name, shortened(one)])));
  return short.length <= INLINE_CHARACTERS ? short : JSON.stringify(digest(text));
}

function shortened(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= LARGE_CHARACTERS ? value : digest(text);
}

function digest(text: string): Json {
  return { large: { characters: text.length, sha256: sha256(text) } };
}
