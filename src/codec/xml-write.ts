import { isNested, type Json, type JsonObject } from '../json.ts';
import { isXmlName, notInXml } from '../xml-text.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';

/**
 * Writes `value` as the content of an element `rootName`, the reverse of `parseXml`: `@name` members are attributes,
 * `#text` is text, arrays repeat their element, null is an empty element; a null attribute is left out.
 * @throws CodecError with the place of what XML cannot say: an array without a name for its elements, a name that is
 * no XML name, an object as an attribute, a control character, more than `maxDepth` levels.
 */
export function writeXml(rootName: string, value: Json): string {
  if (Array.isArray(value)) {
    throw new CodecError('is an array, which cannot be the root of XML; name its elements: {"item": [...]}');
  }
  return element(rootName, value, rootName, 1);
}

function element(name: string, value: Json, path: string, depth: number): string {
  if (depth > maxDepth) throw new CodecError(`nests deeper than ${maxDepth} levels`);
  checkName(name, path);
  if (value === null) return `<${name}/>`;
  if (!isNested(value)) return wrap(name, '', escapeText(String(value), path));
  if (Array.isArray(value)) {
    throw new CodecError(`has an array directly within an array (at ${path}), which has no name in XML`);
  }
  let attributes = '';
  let content = '';
  for (const [key, member] of Object.entries(value as JsonObject)) {
    const place = `${path}.${key}`;
    if (key === '#text') content += escapeText(scalar(member, place), place);
    else if (key.startsWith('@')) attributes += attribute(key.slice(1), member, place);
    else if (Array.isArray(member))
      content += (member as Json[]).map((item) => element(key, item, place, depth + 1)).join('');
    else content += element(key, member, place, depth + 1);
  }
  return wrap(name, attributes, content);
}

function wrap(name: string, attributes: string, content: string): string {
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function attribute(name: string, value: Json, path: string): string {
  checkName(name, path);
  return value === null ? '' : ` ${name}="${escapeAttribute(scalar(value, path), path)}"`;
}

function scalar(value: Json, path: string): string {
  if (value === null) return '';
  if (isNested(value)) throw new CodecError(`has an object or array (at ${path}) where XML can only have text`);
  return String(value);
}

function checkName(name: string, path: string): void {
  if (!isXmlName(name)) throw new CodecError(`has a member ${JSON.stringify(name)} (at ${path}), which is no XML name`);
}

function escapeText(text: string, path: string): string {
  checkCharacters(text, path);
  // A carriage return would be read as a line feed, "]]>" is not allowed in text.
  return text.replace(/[&<>\r]/g, escapeCharacter);
}

function escapeAttribute(text: string, path: string): string {
  checkCharacters(text, path);
  // White space would be read as a blank.
  return text.replace(/[&<>"\t\n\r]/g, escapeCharacter);
}

function checkCharacters(text: string, path: string): void {
  const wrong = notInXml(text);
  if (wrong !== undefined) throw new CodecError(`has ${wrong} (at ${path}), which XML cannot hold`);
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeCharacter(character: string): string {
  return NAMED[character] ?? `&#${character.charCodeAt(0)};`;
}
