import {
  type CardPosition,
  COMPONENTS,
  type DesignerDocument,
  endpointOf,
  layersOf,
  pointerOf,
  positionIn,
  positionOf,
} from './document.ts';
import { fullNameOf, type InnerLayers, innerLayers } from './flows.ts';
import { asObject, asText, valueAt } from './json-value.ts';
import { type Layout, layoutOf, type Rect } from './layout.ts';
import { linesOf, type Line } from './lines.ts';
import { type Mark, marksOf } from './marks.ts';
import type { Json, JsonObject } from './rule-language.ts';

/** A rule, or the inside of a flow, as it is drawn. */
export interface Drawing {
  /** The pointer of the layers that are drawn. */
  readonly list: string;
  readonly request: EndNode;
  readonly response: EndNode;
  /** Layer by layer, from the top. */
  readonly cards: readonly Card[];
  readonly bands: readonly Band[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** A component. */
export interface Card {
  /** Its JSON pointer: `/rule/components/0/1`. */
  readonly id: string;
  readonly position: CardPosition;
  readonly name: string;
  /** With the names of the flows around it: `fulfil/courier`. */
  readonly fullName: string;
  /** `api`, `script`; empty where it is missing. */
  readonly type: string;
  /** `POST {var.SHOP}/coupons`, or the script's name; of a flow the conditions of its cases. */
  readonly target: string;
  /** The layers inside, of a flow; of others none. */
  readonly inner: readonly InnerLayers[];
  /** How many components are inside a flow. */
  readonly innerCount: number;
  readonly desc: string;
  readonly marks: readonly Mark[];
  /** The value in the document: the same object as long as the component is not edited. */
  readonly component: Json;
  readonly rect: Rect;
}

/** The request or the response; inside a flow where it begins and ends. */
export interface EndNode {
  readonly id: 'request' | 'response' | 'begin' | 'end';
  /** `POST api/v1/register`; the status. */
  readonly title: string;
  /** Names of what it takes or gives: `body.phone`; `coupon`. */
  readonly fields: readonly string[];
  readonly rect: Rect;
}

/** A layer. */
export interface Band {
  readonly layer: number;
  readonly rect: Rect;
}

/**
 * Draws a document. The same document always gives the same drawing.
 * @param list the pointer of the layers to be drawn: those inside a flow; missing: the rule's own.
 */
export function drawingOf(document: DesignerDocument, list = COMPONENTS): Drawing {
  const layers = layersOf(document, list);
  const layout = layoutOf(layers.map(({ length }) => length));
  const cards = layers.flatMap((components, layer) =>
    components.map((component, at) =>
      cardOf(document, component, positionIn(list, { layer, at }), layout.card(layer, at)),
    ),
  );
  const flow = positionOf(list);
  const ends =
    flow === undefined
      ? { request: requestNode(document, layout.request), response: responseNode(document, layout.response) }
      : flowEnds(document, list, flow, layout);
  return {
    list,
    ...ends,
    cards,
    bands: layout.bands.map((rect, layer) => ({ layer, rect })),
    lines: linesOf(document, list),
    width: layout.width,
    height: layout.height,
  };
}

function cardOf(document: DesignerDocument, component: Json, position: CardPosition, rect: Rect): Card {
  const spec = asObject(component) ?? {};
  const type = asText(spec.type) ?? '';
  const inner = innerLayers(spec, pointerOf(position));
  return {
    id: pointerOf(position),
    position,
    name: asText(spec.name) ?? '',
    fullName: fullNameOf(document, position),
    type,
    target: type === 'flow' ? flowTarget(inner) : targetOf(spec, type),
    inner,
    innerCount: inner.flatMap(({ list }) => layersOf(document, list).flat()).length,
    desc: asText(spec.desc) ?? '',
    marks: marksOf(spec),
    component,
    rect,
  };
}

/** What it calls, runs or evaluates. */
function targetOf(spec: JsonObject, type: string): string {
  if (type === 'transform') return asText(spec.expression) ?? '';
  if (type === 'wait') return asText(spec.for) ?? '';
  const url = asText(spec.url) ?? '';
  return type === 'api' || type === 'rule' ? `${(asText(spec.method) ?? 'GET').toUpperCase()} ${url}`.trimEnd() : url;
}

/** The conditions of its cases; without cases nothing. */
function flowTarget(inner: readonly InnerLayers[]): string {
  return inner.flatMap(({ number, when }) => (number === undefined ? [] : [when ?? '*'])).join(' | ');
}

/** Where a flow, or a case of it, begins, and its output. */
function flowEnds(document: DesignerDocument, list: string, flow: CardPosition, layout: Layout) {
  const spec = asObject(valueAt(document.json, pointerOf(flow))) ?? {};
  const own = innerLayers(spec, pointerOf(flow)).find((one) => one.list === list);
  const title = asText(spec.name) ?? '';
  const request: EndNode = { id: 'begin', title: own?.when ?? title, fields: [], rect: layout.request };
  const response: EndNode = {
    id: 'end',
    title: asText(spec.outputName) ?? '',
    fields: Object.keys(asObject(spec.outputData) ?? {}),
    rect: layout.response,
  };
  return { request, response };
}

const SECTIONS = ['params', 'query', 'header', 'body'];

function requestNode(document: DesignerDocument, rect: Rect): EndNode {
  const { name, method } = endpointOf(document);
  const request = valueAt(document.json, '/rule/request') ?? {};
  const fields = SECTIONS.flatMap((section) =>
    Object.keys(asObject(valueAt(request, `/${section}`)) ?? {}).map((field) => `${section}.${field}`),
  );
  return { id: 'request', title: `${method} ${name}`, fields, rect };
}

function responseNode(document: DesignerDocument, rect: Rect): EndNode {
  const response = asObject(valueAt(document.json, '/rule/response')) ?? {};
  const body = response.body ?? response.defaultBody;
  const status = response.status ?? 200;
  return {
    id: 'response',
    title: asText(status) ?? JSON.stringify(status),
    fields: Object.keys(asObject(body) ?? {}),
    rect,
  };
}

/** The card with an id; undefined where there is none. */
export function cardOfId(drawing: Drawing, id: string): Card | undefined {
  return drawing.cards.find((card) => card.id === id);
}
