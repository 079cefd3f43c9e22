import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Json } from '../json.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';

/** An element whose end has not been read yet. */
interface OpenElement {
  readonly name: string;
  /** Attributes (`@name`) and children so far. */
  readonly members: Map<string, Json | Json[]>;
  text: string;
  hasChildren: boolean;
}

/**
 * Parses an XML document to the value of its root element (spec/rule.md, "Request"): an element with neither
 * attributes nor children is its text, "" when empty; otherwise an object of attributes `@name`, children by name
 * (repeated ones as arrays) and its text as `#text`. Values stay text. Text keeps its white space, except beside
 * child elements, where it is indentation and trimmed. Prefixes are kept: `soap:Body`.
 * @throws CodecError with line and column: not well-formed, a DOCTYPE (so no entities but the five of XML), too deep.
 */
export function parseXml(text: string): Json {
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const open: OpenElement[] = [];
  let root: Json = null;
  const fail = (reason: string): never => {
    throw new CodecError(`is no XML: line ${parser.line}, column ${parser.column}: ${reason}`);
  };
  const addText = (part: string): void => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  // saxes puts "line:column: " in front of its messages.
  parser.on('error', (error) => fail(error.message.replace(/^\d+:\d+: |\.$/g, '')));
  parser.on('doctype', () => fail('a DOCTYPE is not allowed'));
  parser.on('opentag', (tag) => {
    if (open.length >= maxDepth) fail(`it nests deeper than ${maxDepth} levels`);
    open.push(openElement(tag));
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (!element) return;
    const value = valueOf(element);
    const parent = open.at(-1);
    if (parent) addChild(parent, element.name, value);
    else root = value;
  });
  parser.write(text).close();
  return root;
}

function openElement(tag: SaxesTagPlain): OpenElement {
  const members = new Map<string, Json | Json[]>();
  for (const [name, value] of Object.entries(tag.attributes)) members.set(`@${name}`, value);
  return { name: tag.name, members, text: '', hasChildren: false };
}

function addChild(parent: OpenElement, name: string, value: Json): void {
  parent.hasChildren = true;
  const before = parent.members.get(name);
  // A value is never an array itself, so an array is a list of repeated elements.
  if (before === undefined) parent.members.set(name, value);
  else if (Array.isArray(before)) before.push(value);
  else parent.members.set(name, [before, value]);
}

function valueOf({ members, text, hasChildren }: OpenElement): Json {
  if (members.size === 0) return text;
  const own = hasChildren ? text.trim() : text;
  if (own !== '') members.set('#text', own);
  // fromEntries defines members, so an element called `__proto__` stays a harmless name.
  return Object.fromEntries(members);
}
