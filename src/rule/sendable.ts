import { notInHeader } from '../http-header.ts';
import { isNested, isObject, type Json, type JsonObject } from '../json.ts';
import { isXmlName, notInXml } from '../xml-text.ts';
import type { CallType } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { keyOf, WORDS } from './forms/form.ts';
import { member } from './json-pointer.ts';
import { findPlaceholders, isWholePlaceholder } from './placeholder.ts';

/** What is text in a template's text: all but its placeholders. */
export function literalOf(text: string): string {
  if (isWholePlaceholder(text)) return '';
  let literal = '';
  let done = 0;
  for (const { start, end, escaped, text: inner } of findPlaceholders(text)) {
    literal += text.slice(done, start) + (escaped ? `{${inner}}` : '');
    done = end;
  }
  return literal + text.slice(done);
}

/** Refuses text in a header that no header can carry; what placeholders put in is known at a run only. */
export function checkHeaderText(value: Json, pointer: string, diagnostics: Diagnostics): void {
  const wrong = typeof value === 'string' ? notInHeader(literalOf(value)) : undefined;
  if (wrong !== undefined) diagnostics.error(pointer, `a header cannot hold ${wrong}; percent-encode it`);
}

/**
 * Refuses an input that no run could send: with GET and HEAD as the query string, else as a body of `type`.
 * @param method undefined: the request's, which may be either.
 */
export function checkInput(
  input: Json | undefined,
  method: string | undefined,
  type: CallType,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  if (
    input === undefined ||
    input === null ||
    input === '' ||
    isObject(input) ||
    (typeof input === 'string' && isWholePlaceholder(input))
  ) {
    if (type === 'xml' && method !== 'GET' && method !== 'HEAD') checkXml(input ?? null, pointer, diagnostics);
    return;
  }
  if (method === 'GET' || method === 'HEAD') {
    diagnostics.error(
      pointer,
      `the input of a ${method} becomes the query string: it must be an object, not ${kindOf(input)}`,
    );
  } else if (type === 'xml') checkXml(input, pointer, diagnostics);
  else if (type === 'form' && typeof input !== 'string') {
    diagnostics.error(pointer, `a form is made of an object, or is encoded text; ${kindOf(input)} cannot be one`);
  } else if (type === 'multipart') {
    diagnostics.error(pointer, `multipart is made of an object; ${kindOf(input)} cannot be one`);
  } else if (type === 'raw') {
    diagnostics.error(pointer, `raw sends the bytes of {"base64", "contentType"}; ${kindOf(input)} is none`);
  }
}

/** Refuses what XML cannot say, in a template that is written as XML. */
export function checkXml(value: Json, pointer: string, diagnostics: Diagnostics): void {
  const branches = branchesOf(value, pointer);
  if (branches) branches.forEach((branch) => checkXml(...branch, diagnostics));
  else if (Array.isArray(value)) {
    diagnostics.error(pointer, 'a list cannot be the root of XML; name its elements: {"item": [...]}');
  } else checkElement(value, pointer, diagnostics);
}

function checkElement(value: Json, pointer: string, diagnostics: Diagnostics): void {
  if (typeof value === 'string') {
    const wrong = notInXml(literalOf(value));
    if (wrong !== undefined) diagnostics.error(pointer, `XML cannot hold ${wrong}`);
  }
  if (!isObject(value)) return;
  const branches = branchesOf(value, pointer);
  if (branches) return branches.forEach((branch) => checkElement(...branch, diagnostics));
  for (const [written, item] of Object.entries<Json>(value as JsonObject)) {
    const at = member(pointer, written);
    const known = keyOf(written);
    // What `...` puts in is known at a run only.
    if (!('name' in known)) continue;
    const key = known.name;
    const isText = key === '#text';
    const name = key.startsWith('@') ? key.slice(1) : key;
    if (!isText && !isXmlName(name))
      diagnostics.error(at, `${JSON.stringify(name)} is no name for an XML element or attribute`);
    if (isText || key.startsWith('@')) {
      if (isNested(item) && !branchesOf(item, at))
        diagnostics.error(at, `${key} is text in XML, it cannot be ${kindOf(item)}`);
      else checkElement(item, at, diagnostics);
    } else if (Array.isArray(item)) {
      item.forEach((one: Json, index) => checkItem(one, member(at, index), diagnostics));
    } else checkElement(item, at, diagnostics);
  }
}

/** The values that an object with `$each` or `$if` may stand for; undefined: it is an element. */
function branchesOf(value: Json, pointer: string): [Json, string][] | undefined {
  if (!isObject(value)) return undefined;
  const words = Object.keys(value).filter((key) => WORDS.has(key));
  const branches = words.filter((word) => ['$to', '$then', '$else'].includes(word));
  return words.length === 0 ? undefined : branches.map((word) => [value[word] as Json, member(pointer, word)]);
}

function checkItem(item: Json, pointer: string, diagnostics: Diagnostics): void {
  if (Array.isArray(item)) diagnostics.error(pointer, 'a list directly within a list has no name in XML');
  else checkElement(item, pointer, diagnostics);
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? 'a text' : typeof value === 'boolean' ? 'true or false' : 'a number';
}
