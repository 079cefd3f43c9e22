import {
  type CardPosition,
  COMPONENTS,
  type DesignerDocument,
  isPlacePointer,
  pointerOf,
  positionIn,
  positionOf,
  readDocument,
  withJson,
} from './document.ts';
import { EditError } from './edit-error.ts';
import type { ComponentType } from './field-sections.ts';
import { fieldTable } from './field-table.ts';
import { freshName } from './fresh-name.ts';
import { asObject, asText, memberOf, removeAt, sameJson, setAt, valueAt } from './json-value.ts';
import {
  cardAt,
  checkIndex,
  editableLayers,
  insertCard,
  layerAt,
  moveCard,
  type Place,
  type Placed,
  removeCard,
  withLayers,
} from './layer-edit.ts';
import { renameComponent, renameOutput } from './rename.ts';
import type { Json, JsonObject } from './rule-language.ts';

/** An edit as data. Edits in a row with the same `mergeKey` are one step of undo. */
export type Edit = EditStep & { readonly mergeKey?: string };

/** `list`: the pointer of the layers that are meant; missing: the rule's own. */
type EditStep =
  | { readonly type: 'addComponent'; readonly place: Place; readonly component: JsonObject; readonly list?: string }
  /** Within its layers. */
  | { readonly type: 'moveComponent'; readonly from: CardPosition; readonly to: Place }
  | { readonly type: 'duplicateComponent'; readonly position: CardPosition }
  | { readonly type: 'deleteComponent'; readonly position: CardPosition }
  /** The output follows where it has the same name, and with it all that reads it. */
  | { readonly type: 'renameComponent'; readonly position: CardPosition; readonly name: string }
  | { readonly type: 'renameOutput'; readonly position: CardPosition; readonly outputName: string }
  | { readonly type: 'addLayer'; readonly at: number; readonly list?: string }
  | { readonly type: 'removeLayer'; readonly layer: number; readonly list?: string }
  | { readonly type: 'setField'; readonly pointer: string; readonly value: Json }
  /** `withParent`: also the object around it, where nothing else is in it: `recover: {}` is not the same as none. */
  | { readonly type: 'removeField'; readonly pointer: string; readonly withParent?: boolean }
  /** `value` undefined removes it. */
  | { readonly type: 'setRequest' | 'setResponse' | 'setError'; readonly value: Json | undefined }
  | { readonly type: 'replaceJson'; readonly json: JsonObject }
  /** The text stays as it is written. */
  | { readonly type: 'replaceText'; readonly text: string };

/** The pointers that three edits set. */
const PARTS = { setRequest: '/rule/request', setResponse: '/rule/response', setError: '/rule/response/error' } as const;

/**
 * The document after an edit; the same document where nothing changes. @throws EditError where it cannot be made.
 */
export function applyEdit(document: DesignerDocument, edit: Edit): DesignerDocument {
  if (edit.type === 'replaceText') return replaceText(document, edit.text);
  return withJson(document, editJson(document.json, edit));
}

function editJson(json: JsonObject, edit: Exclude<Edit, { type: 'replaceText' }>): JsonObject {
  switch (edit.type) {
    case 'addComponent':
      return withLayers(
        json,
        insertCard(editableLayers(json, edit.list), edit.place, edit.component).layers,
        edit.list,
      );
    case 'moveComponent':
      return withMoved(json, edit.from, edit.to);
    case 'duplicateComponent':
      return duplicate(json, edit.position);
    case 'deleteComponent':
      return withLayers(json, removeCard(editableLayers(json, edit.position.list), edit.position), edit.position.list);
    case 'renameComponent':
      return renameComponent(json, edit.position, edit.name);
    case 'renameOutput':
      return renameOutput(json, edit.position, edit.outputName);
    case 'addLayer':
      return addLayer(json, edit.at, edit.list);
    case 'removeLayer':
      return removeLayer(json, edit.layer, edit.list);
    case 'setField':
      return setField(json, edit.pointer, edit.value);
    case 'removeField':
      return removeField(json, edit.withParent === true ? pointerToRemove(json, edit.pointer) : edit.pointer);
    case 'setRequest':
    case 'setResponse':
    case 'setError':
      return edit.value === undefined
        ? removeField(json, PARTS[edit.type])
        : setField(json, PARTS[edit.type], edit.value);
    case 'replaceJson':
      return sameJson(json, edit.json) ? json : edit.json;
  }
}

function replaceText(document: DesignerDocument, text: string): DesignerDocument {
  if (text === document.text) return document;
  const read = readDocument(text);
  if (read.ok) return read.document;
  throw new EditError(`line ${read.line}, column ${read.column}: ${read.message}`);
}

function withMoved(json: JsonObject, from: CardPosition, to: Place): JsonObject {
  const before = editableLayers(json, from.list);
  const { layers } = moveCard(before, from, to);
  return layers === before ? json : withLayers(json, layers, from.list);
}

function duplicate(json: JsonObject, position: CardPosition): JsonObject {
  const layers = editableLayers(json, position.list);
  const component = asObject(cardAt(layers, position));
  if (component === undefined) {
    throw new EditError('this component is no object; correct it in the JSON first', pointerOf(position));
  }
  const copy = { ...component, ...freshNames(json, position.list, component) };
  return withLayers(json, insertCard(layers, { ...position, at: position.at + 1 }, copy).layers, position.list);
}

/** Under which names a copy of a component can stand beside it. */
function freshNames(json: JsonObject, list: string | undefined, component: JsonObject): JsonObject {
  const names = usedTexts(editableLayers(json, list).flat(), 'name');
  const outputs = usedOutputs(json, list);
  const [name, output] = [asText(component.name), asText(component.outputName)];
  if (name !== undefined && name === output) {
    const fresh = freshName(name, names.union(outputs));
    return { name: fresh, outputName: fresh };
  }
  return {
    ...(name !== undefined && { name: freshName(name, names) }),
    ...(output !== undefined && { outputName: freshName(output, outputs) }),
  };
}

function usedTexts(components: readonly Json[], field: string): Set<string> {
  return new Set(components.flatMap((one) => asText(memberOf(one, field)) ?? []));
}

/** Those around a flow too: an output inside of the same name would hide them. */
function usedOutputs(json: JsonObject, list: string | undefined): Set<string> {
  const own = usedTexts(editableLayers(json, list).flat(), 'outputName');
  const around = list === undefined ? undefined : positionOf(list);
  return around === undefined ? own : own.union(usedOutputs(json, around.list));
}

function addLayer(json: JsonObject, at: number, list: string | undefined): JsonObject {
  const layers = editableLayers(json, list);
  checkIndex(at, layers.length, `a layer cannot be put before layer ${at + 1}`);
  return withLayers(json, layers.toSpliced(at, 0, []), list);
}

function removeLayer(json: JsonObject, layer: number, list: string | undefined): JsonObject {
  const layers = editableLayers(json, list);
  layerAt(layers, layer);
  return withLayers(json, layers.toSpliced(layer, 1), list);
}

function setField(json: JsonObject, pointer: string, value: Json): JsonObject {
  if (sameJson(valueAt(json, pointer), value)) return json;
  return whole(setAt(json, pointer, value), pointer);
}

function removeField(json: JsonObject, pointer: string): JsonObject {
  if (isPlacePointer(pointer)) {
    throw new EditError(`${pointer} is no field: delete the component or remove the layer`, pointer);
  }
  return whole(removeAt(json, pointer), pointer);
}

/** The pointer of the parent, where the field is its only one; else of the field. */
function pointerToRemove(json: JsonObject, pointer: string): string {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  const names = Object.keys(asObject(valueAt(json, parent)) ?? {});
  return parent !== '' && names.length === 1 && valueAt(json, pointer) !== undefined ? parent : pointer;
}

function whole(json: Json, pointer: string): JsonObject {
  const object = asObject(json);
  if (object !== undefined) return object;
  throw new EditError('the whole document must be an object', pointer);
}

/** Where the card of an edit is once it is made; undefined: it has none. @throws EditError */
export function cardAfterEdit(document: DesignerDocument, edit: Edit): CardPosition | undefined {
  const layers = (list: string | undefined) => editableLayers(document.json, list);
  const placed = (list = COMPONENTS, { position }: Placed) => positionIn(list, position);
  if (edit.type === 'addComponent') return placed(edit.list, insertCard(layers(edit.list), edit.place, edit.component));
  if (edit.type === 'moveComponent')
    return placed(edit.from.list, moveCard(layers(edit.from.list), edit.from, edit.to));
  if (edit.type === 'duplicateComponent') return { ...edit.position, at: edit.position.at + 1 };
  return edit.type === 'renameComponent' || edit.type === 'renameOutput' ? edit.position : undefined;
}

/**
 * A component as one of another type. What that does not have is left out, and so is the URL, which names something else
 * there.
 */
export function withType({ name = '', ...before }: JsonObject, type: ComponentType): JsonObject {
  const fields = new Set(fieldTable(type).flatMap(({ fields: of }) => of.map((field) => field.name.split('.')[0])));
  const kept = Object.entries(before).filter(([key]) => key !== 'url' && fields.has(key));
  return { name, type, ...NEW[type].fields, ...Object.fromEntries(kept) };
}

/** What components begin with, and what they are called. */
const NEW: Readonly<Record<ComponentType, { readonly name: string; readonly fields: JsonObject }>> = {
  api: { name: 'call', fields: { url: '' } },
  rule: { name: 'run', fields: { url: '' } },
  script: { name: 'script', fields: { url: '' } },
  transform: { name: 'transform', fields: { expression: '' } },
  wait: { name: 'wait', fields: { for: 'callback' } },
  flow: { name: 'flow', fields: { components: [] } },
};

/** A component to begin with, under a name that nobody has yet. @param list the pointer of the layers it is for. */
export function newComponent(document: DesignerDocument, type: ComponentType, list?: string): JsonObject {
  const { json } = document;
  const used = usedTexts(editableLayers(json, list).flat(), 'name').union(usedOutputs(json, list));
  const name = freshName(NEW[type].name, used);
  return { name, type, ...NEW[type].fields, outputName: name };
}
