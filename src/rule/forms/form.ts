import { isObject, type Json } from '../../json.ts';

/** Keys that are not names of members. */
export const WORDS: ReadonlySet<string> = new Set(['$each', '$to', '$if', '$as', '$then', '$else']);
export const SPREAD = '...';

/** What a key of a template means. */
export type Key =
  { readonly kind: 'member' | 'optional'; readonly name: string } | { readonly kind: 'spread' | 'word' };

/** `email?` is a member that may be left out; a backslash before a key that means something makes a name of it. */
export function keyOf(key: string): Key {
  if (key.startsWith('\\') && isSpecial(key.slice(1))) return { kind: 'member', name: key.slice(1) };
  if (key === SPREAD) return { kind: 'spread' };
  if (WORDS.has(key)) return { kind: 'word' };
  return isOptional(key) ? { kind: 'optional', name: key.slice(0, -1) } : { kind: 'member', name: key };
}

function isOptional(key: string): boolean {
  return key.length > 1 && key.endsWith('?');
}

function isSpecial(key: string): boolean {
  return key === SPREAD || WORDS.has(key) || isOptional(key) || (key.startsWith('\\') && isSpecial(key.slice(1)));
}

/** What stands between `{=` and `}` where that is all of a text; undefined: it is no expression. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{=') && text.endsWith('}') ? text.slice(2, -1) : undefined;
}

/** A text that only looks like an expression, `\{= … }`, without its backslash; else the text itself. */
export function unescaped(text: string): string {
  return text.startsWith('\\{=') && text.endsWith('}') ? text.slice(1) : text;
}

/** Whether a template has anything in it that is more than placeholders. */
export function hasForms(json: Json): boolean {
  if (typeof json === 'string') return json.includes('{=');
  if (Array.isArray(json)) return json.some(hasForms);
  return isObject(json) && Object.entries(json).some(([key, value]) => isSpecial(key) || hasForms(value));
}

/** Whether a list's element stands for elements: `{"...": "{list}"}`. */
export function isSpread(element: Json): element is { readonly '...': Json } {
  return isObject(element) && Object.keys(element).length === 1 && Object.hasOwn(element, SPREAD);
}
