import { asObject, asText, memberOf, valueAt } from './json-value.ts';
import { diagnoseJson, isList, type Json, type JsonObject, member, parseJsonText } from './rule-language.ts';
import { type TextPlace, placeAt } from './text-place.ts';

/**
 * The document that is edited: a rule file, `{name, method, desc, rule}`, as an immutable value. All pointers of the
 * designer lead into `json`: `/rule/components/0/1/url`.
 */
export interface DesignerDocument {
  readonly json: JsonObject;
  /** The JSON text: as it was read while nothing is edited, then written anew in the same style. */
  readonly text: string;
  readonly style: TextStyle;
}

/** How the JSON text is written. */
export interface TextStyle {
  readonly indent: string;
  /** What follows the value: a line break, or nothing. */
  readonly end: string;
}

/** A document that was read, or what keeps its text from being one. */
export type ReadDocument =
  | { readonly ok: true; readonly document: DesignerDocument }
  | ({ readonly ok: false; readonly message: string } & TextPlace);

/** Where a card stands: layer and place in it, both from 0. */
export interface CardPosition {
  /** The pointer of its layers, where they are inside a flow; missing: the rule's own. */
  readonly list?: string;
  readonly layer: number;
  readonly at: number;
}

/** Reads the JSON text of a rule file. Any object is taken: what is wrong within it is the diagnostics' matter. */
export function readDocument(text: string): ReadDocument {
  const found = diagnoseJson(text);
  if (found !== undefined) return { ok: false, message: `expected ${found.expected}`, ...placeAt(text, found.offset) };
  const json = asObject(parseJsonText(text));
  if (json === undefined) return { ok: false, message: 'expected an object', ...placeAt(text, text.search(/\S/)) };
  return { ok: true, document: { json, text, style: styleOf(text) } };
}

/** A document of a JSON value. */
export function documentOf(json: JsonObject, style: TextStyle = { indent: '  ', end: '\n' }): DesignerDocument {
  return { json, text: JSON.stringify(json, null, style.indent) + style.end, style };
}

/** A new rule: no layers, and an answer that can be seen. */
export function newDocument(name: string, method: string): DesignerDocument {
  return documentOf({ name, method, rule: { request: {}, components: [], response: {} } });
}

/** The document with another JSON value; itself where it is the same one. */
export function withJson(document: DesignerDocument, json: JsonObject): DesignerDocument {
  return json === document.json ? document : documentOf(json, document.style);
}

/** Name and method, as far as they are there. */
export function endpointOf({ json }: DesignerDocument): { readonly name: string; readonly method: string } {
  return { name: asText(memberOf(json, 'name')) ?? '', method: asText(memberOf(json, 'method')) ?? 'ANY' };
}

/**
 * The layers, as far as the document has the form of a rule; what is no list counts as an empty layer.
 * @param list of which layers: the pointer of those inside a flow; the rule's own where it is missing.
 */
export function layersOf({ json }: DesignerDocument, list = COMPONENTS): readonly (readonly Json[])[] {
  const layers = valueAt(json, list);
  return isList(layers) ? layers.map((layer) => (isList(layer) ? layer : [])) : [];
}

/** The component of a card; undefined where there is none, or it is no object. */
export function componentAt(document: DesignerDocument, position: CardPosition): JsonObject | undefined {
  return asObject(valueAt(document.json, pointerOf(position)));
}

/** Where the layers are in the document. */
export const COMPONENTS = '/rule/components';

/** The JSON pointer of a component; it is the id of its card too. */
export function pointerOf({ list = COMPONENTS, layer, at }: CardPosition): string {
  return member(list, layer, at);
}

const CARD = /^(\/rule\/components(?:\/\d+\/\d+(?:\/cases\/\d+)?\/components)*)\/(\d+)\/(\d+)(?:\/|$)/;

/** The position that a card's id, or a pointer into the card, says, the innermost one; undefined: it is no card's. */
export function positionOf(pointer: string): CardPosition | undefined {
  const [, list, layer, at] = CARD.exec(pointer) ?? [];
  return list === undefined ? undefined : positionIn(list, { layer: Number(layer), at: Number(at) });
}

/** A position in some layers. */
export function positionIn(list: string, { layer, at }: CardPosition): CardPosition {
  return list === COMPONENTS ? { layer, at } : { list, layer, at };
}

/** Whether a pointer is that of a layer or of a component: of what no field is. */
export function isPlacePointer(pointer: string): boolean {
  return /^\/rule\/components(?:\/\d+\/\d+(?:\/cases\/\d+)?\/components)*\/\d+(?:\/\d+)?$/.test(pointer);
}

function styleOf(text: string): TextStyle {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? (text.includes('\n') ? '' : '  ');
  return { indent: indent.slice(0, MOST_INDENT), end: text.endsWith('\n') ? '\n' : '' };
}

/** JSON.stringify takes no more. */
const MOST_INDENT = 10;
