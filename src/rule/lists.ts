import { type ListPath, parseListPath } from '../xml-list.ts';
import type { ReadType } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';

/**
 * Compiles `lists`: the elements that are lists in XML. `type` is what is read, and `field` says so in
 * the rule; undefined: it may be XML.
 */
export function compileLists(
  lists: readonly string[] | undefined,
  type: ReadType | 'multipart' | undefined,
  field: string,
  pointer: string,
  diagnostics: Diagnostics,
): ListPath[] {
  if (lists === undefined) return [];
  if (type !== undefined && type !== 'xml')
    diagnostics.error(pointer, `lists are of XML: ${field} must be xml, it is ${type}`);
  return lists.flatMap((text, index) => {
    const path = parseListPath(text);
    if (path !== undefined) return [path];
    const message = `${JSON.stringify(text)} names no element: write the names from below the root, joined by dots, such as o.items.item`;
    diagnostics.error(member(pointer, index), message);
    return [];
  });
}
