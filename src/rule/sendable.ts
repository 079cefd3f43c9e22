import { notInHeader } from '../http-header.ts';
import { isNested, isObject, type Json, type JsonObject } from '../json.ts';
import { isXmlName, notInXml } from '../xml-text.ts';
import type { BodyType } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';
import { findPlaceholders, isWholePlaceholder } from './placeholder.ts';

/** What is text in a template's text: all but its placeholders. */
export function literalOf(text: string): string {
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

/** Refuses an input that no run could send: with GET and HEAD as the query string, else as a body of `type`. */
export function checkInput(
  input: Json | undefined,
  method: string,
  type: BodyType,
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
  }
}

/** Refuses what XML cannot say, in a template that is written as XML. */
export function checkXml(value: Json, pointer: string, diagnostics: Diagnostics): void {
  if (Array.isArray(value)) {
    diagnostics.error(pointer, 'a list cannot be the root of XML; name its elements: {"item": [...]}');
  } else checkElement(value, pointer, diagnostics);
}

function checkElement(value: Json, pointer: string, diagnostics: Diagnostics): void {
  if (typeof value === 'string') {
    const wrong = notInXml(literalOf(value));
    if (wrong !== undefined) diagnostics.error(pointer, `XML cannot hold ${wrong}`);
  }
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries<Json>(value as JsonObject)) {
    const at = member(pointer, key);
    const isText = key === '#text';
    const name = key.startsWith('@') ? key.slice(1) : key;
    if (!isText && !isXmlName(name))
      diagnostics.error(at, `${JSON.stringify(name)} is no name for an XML element or attribute`);
    if (isText || key.startsWith('@')) {
      if (isNested(item)) diagnostics.error(at, `${key} is text in XML, it cannot be ${kindOf(item)}`);
      else checkElement(item, at, diagnostics);
    } else if (Array.isArray(item)) {
      item.forEach((one: Json, index) => checkItem(one, member(at, index), diagnostics));
    } else checkElement(item, at, diagnostics);
  }
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
