import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Json } from '../json.ts';
import { largeFrom } from '../large/large-tree.ts';
import type { Tree } from '../large/large-tree.ts';
import { Pace } from '../large/turn.ts';
import { WideMap } from '../large/wide-map.ts';
import type { ListPath } from '../xml-list.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';

/** Characters of a large text that are read in one go. */
const PIECE = 32_768;
/** An element of more members is read to a map. */
const WIDE = 1000;
/** The parser looks at all attributes of an element in one go. */
const MOST_ATTRIBUTES = 10_000;

const NO_LISTS: readonly ListPath[] = [];

/** An element whose end has not been read yet. */
interface OpenElement {
  readonly name: string;
  /** Attributes (`@name`) and children so far. */
  readonly members: WideMap<Tree>;
  /** Paths of lists from here on. */
  readonly lists: readonly ListPath[];
  text: string;
  hasChildren: boolean;
}

/**
 * Parses an XML document to the value of its root element: an element with neither
 * attributes nor children is its text, "" when empty; otherwise an object of attributes `@name`, children by name
 * (repeated ones as arrays) and its text as `#text`. Values stay text. Text keeps its white space, except beside
 * child elements, where it is indentation and trimmed. Prefixes are kept: `soap:Body`.
 * @param lists elements that are lists however many there are: one is a list of one, none an empty list where its
 * parent is there.
 * @throws CodecError with line and column: not well-formed, a DOCTYPE (so no entities but the five of XML), too deep, too
 * many attributes.
 */
export function parseXml(text: string, lists: readonly ListPath[] = NO_LISTS): Json {
  const reader = new XmlReader(lists, Infinity);
  reader.write(text);
  return reader.end() as Json;
}

/** `parseXml` of a large text, in slices: what is large in it is kept as text. @throws CodecError as `parseXml`. */
export async function parseLargeXml(text: string, lists: readonly ListPath[]): Promise<Json> {
  const reader = new XmlReader(lists, WIDE);
  const pace = new Pace();
  for (let from = 0; from < text.length; from += PIECE) {
    if (pace.isOver) await pace.next();
    reader.write(text.slice(from, from + PIECE));
  }
  const tree = reader.end();
  await pace.next();
  return largeFrom(tree);
}

class XmlReader {
  readonly #parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  readonly #open: OpenElement[] = [];
  readonly #wide: number;
  #root: Tree = '';
  /** Of the element that is being read. */
  #attributes = 0;

  constructor(lists: readonly ListPath[], wide: number) {
    this.#wide = wide;
    const parser = this.#parser;
    const addText = (part: string): void => {
      const element = this.#open.at(-1);
      if (element) element.text += part;
    };
    // saxes puts "line:column: " in front of its messages.
    parser.on('error', (error) => this.#fail(error.message.replace(/^\d+:\d+: |\.$/g, '')));
    parser.on('doctype', () => this.#fail('a DOCTYPE is not allowed'));
    parser.on('attribute', () => {
      if (++this.#attributes > MOST_ATTRIBUTES) this.#fail(`an element has more than ${MOST_ATTRIBUTES} attributes`);
    });
    parser.on('opentag', (tag) => this.#begin(tag, lists));
    parser.on('text', addText);
    parser.on('cdata', addText);
    parser.on('closetag', () => this.#close());
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  /** The value of the root. */
  end(): Tree {
    this.#parser.close();
    return this.#root;
  }

  #begin(tag: SaxesTagPlain, lists: readonly ListPath[]): void {
    this.#attributes = 0;
    if (this.#open.length >= maxDepth) this.#fail(`it nests deeper than ${maxDepth} levels`);
    const parent = this.#open.at(-1);
    this.#open.push(openElement(tag, parent ? listsBelow(parent.lists, tag.name) : lists));
  }

  #close(): void {
    const element = this.#open.pop();
    if (!element) return;
    const value = valueOf(element, this.#wide);
    const parent = this.#open.at(-1);
    if (parent) addChild(parent, element.name, value);
    else this.#root = value;
  }

  #fail(reason: string): never {
    throw new CodecError(`is no XML: line ${this.#parser.line}, column ${this.#parser.column}: ${reason}`);
  }
}

function openElement(tag: SaxesTagPlain, lists: readonly ListPath[]): OpenElement {
  const members = new WideMap<Tree>();
  for (const [name, value] of Object.entries(tag.attributes)) members.set(`@${name}`, value);
  return { name: tag.name, members, lists, text: '', hasChildren: false };
}

function listsBelow(lists: readonly ListPath[], name: string): readonly ListPath[] {
  if (lists.length === 0) return lists;
  return lists.filter((path) => path.length > 1 && path[0] === name).map((path) => path.slice(1));
}

function addChild(parent: OpenElement, name: string, value: Tree): void {
  parent.hasChildren = true;
  const before = parent.members.get(name);
  // A value is never an array itself, so an array is a list of repeated elements.
  if (before === undefined) parent.members.set(name, value);
  else if (Array.isArray(before)) before.push(value);
  else parent.members.set(name, [before, value]);
}

function valueOf({ members, lists, text, hasChildren }: OpenElement, wide: number): Tree {
  const isText = members.size === 0 && (lists.length === 0 || text.trim() !== '');
  if (isText) return text;
  const own = hasChildren || members.size === 0 ? text.trim() : text;
  if (own !== '') members.set('#text', own);
  for (const [name = '', ...rest] of lists) {
    const given = members.get(name);
    if (rest.length === 0 && !Array.isArray(given)) members.set(name, given === undefined ? [] : [given]);
  }
  if (members.size === 0) return text;
  // fromEntries defines members, so an element called `__proto__` stays a harmless name.
  return members.size > wide ? members : Object.fromEntries(members);
}
