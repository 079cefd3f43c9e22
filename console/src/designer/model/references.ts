import { positionOf } from './document.ts';
import { innerLayers, isOfLoop } from './flows.ts';
import { asObject, asText, valueAt } from './json-value.ts';
import { findPlaceholders, isList, type Json, type JsonObject, member, parsePath, type Path } from './rule-language.ts';

/** A placeholder that reads the context of the run. */
export interface Reference {
  /** Where the text stands that holds it. */
  readonly pointer: string;
  /** What is between the braces. */
  readonly text: string;
  readonly path: Path;
}

/** A place that placeholders are read at: a layer of the layers with a pointer. */
export interface ReadPlace {
  readonly list: string | undefined;
  readonly layer: number;
}

/** A placeholder in a component, and where it reads. */
export type ComponentReference = Reference & ReadPlace;

/** The fields of a component whose placeholders read the context; all others read its own result, or hold none. */
const CONTEXT_FIELDS = ['condition', 'header', 'auth', 'input', 'fallback', 'foreach'];
/** Those that only components of some types have, or read the context only there: the name of a script is no template. */
const OF_TYPES: Readonly<Record<string, readonly string[]>> = {
  ...{ url: ['api', 'rule'], query: ['api', 'rule'] },
  ...{ title: ['wait'], seconds: ['wait'], at: ['wait'] },
};
const RESPONSE_FIELDS = ['status', 'header', 'body', 'defaultBody', 'cases', 'error'];

/** Whether placeholders in a field of a component read the context. */
export function readsContext(component: JsonObject, field: string): boolean {
  return CONTEXT_FIELDS.includes(field) || (OF_TYPES[field] ?? []).includes(asText(component.type) ?? '');
}

/** All that a component reads of the context, what is inside a flow too; the element of its own loop left out. */
export function componentReferences(component: JsonObject, pointer: string): ComponentReference[] {
  const { list, layer = 0 } = positionOf(pointer) ?? {};
  const own = Object.keys(component)
    .filter((field) => readsContext(component, field))
    .flatMap((field) => ownReferences(component, field, referencesIn(component[field], member(pointer, field))))
    .map((one) => ({ ...one, list, layer }));
  return [...own, ...flowReferences(component, pointer, { list, layer })];
}

/** In the list of a loop its element is not there yet. */
function ownReferences(component: JsonObject, field: string, references: readonly Reference[]): readonly Reference[] {
  return field === 'foreach' ? references : references.filter(({ path }) => !isOfLoop(component, path));
}

/** What a flow reads to choose a case, in its layers, and behind them for its output. */
function flowReferences(component: JsonObject, pointer: string, place: ReadPlace): ComponentReference[] {
  const output = referencesIn(component.outputData, member(pointer, 'outputData'));
  return innerLayers(component, pointer).flatMap(({ list, when, number = 0 }) => {
    const conditions = referencesIn(when, member(pointer, 'cases', number, 'when'));
    const inside = layersIn(component, list.slice(pointer.length)).flatMap((components, layer) =>
      components.flatMap((json, at) => componentReferences(asObject(json) ?? {}, member(list, layer, at))),
    );
    return [
      ...ownReferences(component, 'cases', conditions).map((one) => ({ ...one, ...place })),
      ...inside,
      ...output.map((one) => ({ ...one, list, layer: Infinity })),
    ];
  });
}

/** What the output of a flow reads. */
export function outputReferences(flow: JsonObject, pointer: string): Reference[] {
  return referencesIn(flow.outputData, member(pointer, 'outputData'));
}

function layersIn(component: JsonObject, pointer: string): readonly (readonly Json[])[] {
  const layers = valueAt(component, pointer);
  return isList(layers) ? layers.map((layer) => (isList(layer) ? layer : [])) : [];
}

/** All that the response reads of the context. */
export function responseReferences(response: Json | undefined, pointer: string): Reference[] {
  const object = asObject(response) ?? {};
  return RESPONSE_FIELDS.filter((field) => Object.hasOwn(object, field)).flatMap((field) =>
    referencesIn(object[field], member(pointer, field)),
  );
}

/** The placeholders of a template or condition, escaped ones left out. */
function referencesIn(value: Json | undefined, pointer: string): Reference[] {
  if (typeof value === 'string') return referencesOf(value, pointer);
  if (isList(value)) return value.flatMap((item, index) => referencesIn(item, member(pointer, index)));
  return Object.entries(asObject(value) ?? {}).flatMap(([key, item]) => referencesIn(item, member(pointer, key)));
}

function referencesOf(text: string, pointer: string): Reference[] {
  return findPlaceholders(text).flatMap((match) => {
    const path = match.escaped ? undefined : parsePath(match.text);
    return path === undefined ? [] : [{ pointer, text: match.text, path }];
  });
}

/** What stands between the braces instead; undefined: it stays. */
export type Rewrite = (path: Path, text: string) => string | undefined;

/**
 * A component with other references, what is inside a flow too; itself where none changes.
 * @param rewriteAt how placeholders are rewritten that read at one place, or at one of several.
 */
export function rewriteComponent(
  component: JsonObject,
  pointer: string,
  rewriteAt: (places: readonly ReadPlace[]) => Rewrite,
): JsonObject {
  const { list, layer = 0 } = positionOf(pointer) ?? {};
  const rewrite = rewriteAt([{ list, layer }]);
  const own: Rewrite = (path, text) => (isOfLoop(component, path) ? undefined : rewrite(path, text));
  const inner = innerLayers(component, pointer);
  const output = rewriteAt(inner.map((one) => ({ list: one.list, layer: Infinity })));
  return mapMembers(component, (value, field) => {
    if (inner.length > 0 && field === 'outputData') return rewriteIn(value, output);
    if (inner.length > 0 && (field === 'components' || field === 'cases'))
      return rewriteInside(value, member(pointer, field), own, rewriteAt);
    if (field === 'compensate') return rewriteUndo(value, component, rewriteAt([{ list, layer: Infinity }]));
    return readsContext(component, field) ? rewriteIn(value, field === 'foreach' ? rewrite : own) : value;
  });
}

/** What undoes a component reads all that is there when the run is given up. */
function rewriteUndo(value: Json, component: JsonObject, rewrite: Rewrite): Json {
  const undo = asObject(value);
  if (undo === undefined) return value;
  const own: Rewrite = (path, text) => (isOfLoop(component, path) ? undefined : rewrite(path, text));
  return rewriteFields(undo, (field) => readsContext(undo, field), own);
}

/** The layers of a flow, or its cases. */
function rewriteInside(
  value: Json,
  pointer: string,
  own: Rewrite,
  rewriteAt: (places: readonly ReadPlace[]) => Rewrite,
): Json {
  const rewriteLayers = (layers: Json, list: string): Json =>
    mapItems(layers, (layer, index) =>
      mapItems(layer, (json, at) => {
        const component = asObject(json);
        return component === undefined ? json : rewriteComponent(component, member(list, index, at), rewriteAt);
      }),
    );
  if (pointer.endsWith('/components')) return rewriteLayers(value, pointer);
  return mapItems(value, (one, index) => {
    const spec = asObject(one);
    if (spec === undefined) return one;
    return mapMembers(spec, (inner, field) => {
      if (field === 'when') return rewriteIn(inner, own);
      return field === 'components' ? rewriteLayers(inner, member(pointer, index, field)) : inner;
    });
  });
}

function mapItems(value: Json, change: (item: Json, index: number) => Json): Json {
  if (!isList(value)) return value;
  const items = value.map(change);
  return items.every((item, index) => item === value[index]) ? value : items;
}

/** A response with other references; itself where none changes. */
export function rewriteResponse(response: JsonObject, rewrite: Rewrite): JsonObject {
  return rewriteFields(response, (field) => RESPONSE_FIELDS.includes(field), rewrite);
}

function rewriteFields(object: JsonObject, isTemplate: (field: string) => boolean, rewrite: Rewrite): JsonObject {
  return mapMembers(object, (value, field) => (isTemplate(field) ? rewriteIn(value, rewrite) : value));
}

function rewriteIn(value: Json, rewrite: Rewrite): Json {
  if (typeof value === 'string') return rewriteText(value, rewrite);
  if (isList(value)) return mapItems(value, (item) => rewriteIn(item, rewrite));
  const object = asObject(value);
  return object === undefined ? value : mapMembers(object, (item) => rewriteIn(item, rewrite));
}

function rewriteText(text: string, rewrite: Rewrite): string {
  let written = '';
  let done = 0;
  for (const match of findPlaceholders(text)) {
    const path = match.escaped ? undefined : parsePath(match.text);
    const other = path && rewrite(path, match.text);
    if (other === undefined) continue;
    written += `${text.slice(done, match.start)}{${other}}`;
    done = match.end;
  }
  return written + text.slice(done);
}

function mapMembers(object: JsonObject, change: (value: Json, name: string) => Json): JsonObject {
  const members = Object.entries(object).map(([name, value]) => [name, change(value, name)] as const);
  return members.every(([name, value]) => value === object[name]) ? object : Object.fromEntries(members);
}

/** A component's output as the segments of its name; undefined: it has none. */
export function outputPathOf(component: JsonObject): readonly string[] | undefined {
  const name = asText(component.outputName);
  return name === undefined || name === '' ? undefined : name.split('.');
}
