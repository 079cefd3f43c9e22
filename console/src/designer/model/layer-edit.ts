import { COMPONENTS, type CardPosition } from './document.ts';
import { EditError } from './edit-error.ts';
import { asObject, memberOf, setAt, valueAt } from './json-value.ts';
import { isList, type Json, type JsonObject } from './rule-language.ts';

/**
 * Where a card can be put among some layers: into a layer before its `at`th card, or into a new layer before the
 * `newLayer`th one.
 */
export type Place = { readonly layer: number; readonly at: number } | { readonly newLayer: number };

export type Layers = readonly (readonly Json[])[];

/** Layers after an edit, and where its card is in them. */
export interface Placed {
  readonly layers: Layers;
  readonly position: CardPosition;
}

/** The layers of a document that is edited. @throws EditError where it has not the form of a rule. */
export function editableLayers(json: JsonObject, list = COMPONENTS): Layers {
  const rule = memberOf(json, 'rule');
  if (rule !== undefined && asObject(rule) === undefined) throw misshapen('/rule', 'an object');
  const layers = valueAt(json, list);
  if (layers === undefined) return [];
  if (!isList(layers)) throw misshapen(list, 'a list of layers');
  const wrong = layers.findIndex((layer) => !isList(layer));
  if (wrong >= 0) throw misshapen(`${list}/${wrong}`, 'a list of components');
  return layers as Layers;
}

function misshapen(pointer: string, expected: string): EditError {
  return new EditError(`${pointer} is not ${expected}; correct it in the JSON first`, pointer);
}

/** The document's JSON with other layers. */
export function withLayers(json: JsonObject, layers: Layers, list = COMPONENTS): JsonObject {
  return setAt(json, list, layers) as JsonObject;
}

/** Puts a card in. @throws EditError where there is no such place. */
export function insertCard(layers: Layers, place: Place, card: Json): Placed {
  if ('newLayer' in place) {
    const { newLayer } = place;
    checkIndex(newLayer, layers.length, `a new layer cannot be put before layer ${newLayer + 1}`);
    return { layers: layers.toSpliced(newLayer, 0, [card]), position: { layer: newLayer, at: 0 } };
  }
  const layer = layerAt(layers, place.layer);
  checkIndex(place.at, layer.length, `layer ${place.layer + 1} has no place ${place.at + 1}`);
  return { layers: layers.with(place.layer, layer.toSpliced(place.at, 0, card)), position: pick(place) };
}

/** Takes a card out; a layer that it leaves empty vanishes. @throws EditError where there is no such card. */
export function removeCard(layers: Layers, { layer, at }: CardPosition): Layers {
  cardAt(layers, { layer, at });
  const rest = layerAt(layers, layer).toSpliced(at, 1);
  return rest.length === 0 ? layers.toSpliced(layer, 1) : layers.with(layer, rest);
}

/**
 * Moves a card. `to` is a place in the layers as they are, the card still in them. The same layers come back where it
 * would not change its place.
 */
export function moveCard(layers: Layers, from: CardPosition, to: Place): Placed {
  const card = cardAt(layers, from);
  // The place is checked where it is meant: among the layers as they are.
  insertCard(layers, to, card);
  const left = removeCard(layers, from);
  const vanished = left.length < layers.length ? from.layer : Infinity;
  const placed = insertCard(left, placeAfterRemoval(to, from, vanished), card);
  const { layer, at } = placed.position;
  const isSame = layer === from.layer && at === from.at && placed.layers.length === layers.length;
  const stays = isSame && placed.layers.every((one, index) => one.length === layers[index]?.length);
  return stays ? { layers, position: pick(from) } : placed;
}

function placeAfterRemoval(to: Place, from: CardPosition, vanished: number): Place {
  const shifted = (layer: number) => (layer > vanished ? layer - 1 : layer);
  if ('newLayer' in to) return { newLayer: shifted(to.newLayer) };
  if (to.layer === from.layer) {
    // The only card of its layer, put into its own layer: the layer has vanished and comes back.
    if (vanished === from.layer) return { newLayer: from.layer };
    return { layer: to.layer, at: to.at > from.at ? to.at - 1 : to.at };
  }
  return { layer: shifted(to.layer), at: to.at };
}

/** @throws EditError where there is no such card. */
export function cardAt(layers: Layers, { layer, at }: CardPosition): Json {
  const card = layerAt(layers, layer)[at];
  if (card === undefined) {
    const { length } = layerAt(layers, layer);
    throw new EditError(`layer ${layer + 1} has ${length} components, and no ${at + 1}th`, `${COMPONENTS}/${layer}`);
  }
  return card;
}

/** @throws EditError where there is no such layer. */
export function layerAt(layers: Layers, layer: number): readonly Json[] {
  const found = layers[layer];
  if (found === undefined) {
    throw new EditError(`there is no layer ${layer + 1}; the rule has ${layers.length}`, COMPONENTS);
  }
  return found;
}

/** @throws EditError where `index` is no whole number from 0 to `most`. */
export function checkIndex(index: number, most: number, message: string): void {
  if (Number.isInteger(index) && index >= 0 && index <= most) return;
  throw new EditError(`${message}: expected 1 to ${most + 1}`, COMPONENTS);
}

function pick({ layer, at }: CardPosition): CardPosition {
  return { layer, at };
}
