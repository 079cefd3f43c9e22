import { isXmlName } from './xml-text.ts';

/** Names of elements from below the root to one that is a list: `['o', 'items', 'item']`. */
export type ListPath = readonly string[];

/** A name, or one in brackets and quotes; then more of them. */
const PATH = /^(?:[^.[\]"]+|\["[^"\\]+"\])(?:\.[^.[\]"]+|\["[^"\\]+"\])*$/u;

/**
 * The path of an element that is a list, as it is read in the value: `o.items.item`; a name with a dot stands in brackets
 * and quotes, `o["a.b"]`. Undefined: it is none.
 */
export function parseListPath(text: string): ListPath | undefined {
  if (!PATH.test(text)) return undefined;
  const names = Array.from(text.matchAll(/\["([^"]+)"\]|[^.[\]"]+/gu), ([all, quoted]) => quoted ?? all);
  return names.every(isXmlName) ? names : undefined;
}
