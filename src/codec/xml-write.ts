import { isNested, isObject, type Json, type JsonObject } from '../json.ts';
import { eachMember } from '../large/large-json.ts';
import { isLarge } from '../large/size.ts';
import { piecesOfText } from '../large/string-literal.ts';
import { TextBuilder } from '../large/text-builder.ts';
import { Pace } from '../large/turn.ts';
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
  refuseList(value);
  return element(rootName, value, rootName, 1);
}

/** The same of a large value, in slices. */
export async function writeLargeXml(rootName: string, value: Json): Promise<string> {
  refuseList(value);
  const pace = new Pace();
  const text = await largeElement(rootName, value, rootName, 1, pace);
  await pace.next();
  return text;
}

function refuseList(root: Json): void {
  if (!Array.isArray(root)) return;
  throw new CodecError('is an array, which cannot be the root of XML; name its elements: {"item": [...]}');
}

function element(name: string, value: Json, path: string, depth: number): string {
  begin(name, path, depth);
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

/** `element`, in slices where `value` is large. */
async function largeElement(name: string, value: Json, path: string, depth: number, pace: Pace): Promise<string> {
  if (pace.isOver) await pace.next();
  const isText = typeof value === 'string';
  if (!isLarge(value) || (!isText && !isObject(value))) return element(name, value, path, depth);
  begin(name, path, depth);
  if (isText) return wrap(name, '', await escapeLargeText(value, path, pace));
  const [attributes, content] = [new TextBuilder(), new TextBuilder()];
  for (const [key, member] of eachMember(value)) {
    const place = `${path}.${key}`;
    if (key === '#text') content.add(await escapeLargeText(scalar(member, place), place, pace));
    else if (key.startsWith('@')) attributes.add(attribute(key.slice(1), member, place));
    else if (Array.isArray(member)) {
      for (const [, item] of eachMember(member)) content.add(await largeElement(key, item, place, depth + 1, pace));
    } else content.add(await largeElement(key, member, place, depth + 1, pace));
  }
  return wrap(name, attributes.toString(), content.toString());
}

function begin(name: string, path: string, depth: number): void {
  if (depth > maxDepth) throw new CodecError(`nests deeper than ${maxDepth} levels`);
  checkName(name, path);
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

async function escapeLargeText(text: string, path: string, pace: Pace): Promise<string> {
  const texts: string[] = [];
  for (const piece of piecesOfText(text)) {
    texts.push(escapeText(piece, path));
    if (pace.isOver) await pace.next();
  }
  return texts.join('');
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
