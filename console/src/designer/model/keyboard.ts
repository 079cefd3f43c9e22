import {
  type CardPosition,
  COMPONENTS,
  type DesignerDocument,
  layersOf,
  pointerOf,
  positionIn,
  positionOf,
} from './document.ts';
import { cardAfterEdit, type Edit } from './edit.ts';
import type { Place } from './layer-edit.ts';

/** The id of the node that has the focus: an end of the drawing, such as `request`, or the pointer of a component. */
export type Focus = string;

/** A key as a browser says it; a `KeyboardEvent` will do. */
export interface Key {
  readonly key: string;
  readonly altKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly shiftKey?: boolean;
}

/** What a key does. `focus` is where the focus goes, after the edit where there is one. */
export type KeyAction =
  | { readonly type: 'focus'; readonly focus: Focus }
  | { readonly type: 'edit'; readonly edit: Edit; readonly focus: Focus }
  | { readonly type: 'undo' | 'redo' };

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
type Arrow = (typeof ARROWS)[number];

/**
 * What a key does on the drawing while `focus` has the focus; undefined: nothing, it stays the browser's.
 * @param list the pointer of the layers that are drawn; missing: the rule's own.
 */
export function keyAction(
  document: DesignerDocument,
  focus: Focus,
  key: Key,
  list = COMPONENTS,
): KeyAction | undefined {
  const command = key.ctrlKey === true || key.metaKey === true;
  const letter = key.key.toLowerCase();
  if (command && key.altKey !== true) {
    if (letter === 'z') return { type: key.shiftKey === true ? 'redo' : 'undo' };
    if (letter === 'd') return duplicated(document, focus);
    return undefined;
  }
  if (command) return undefined;
  const arrow = ARROWS.find((one) => one === key.key);
  if (arrow !== undefined) {
    if (key.altKey === true) return moved(document, focus, arrow, key.shiftKey === true);
    if (key.shiftKey === true) return undefined;
    const next = focusAfter(list, sizesOf(document, list), focus, arrow);
    return next === undefined ? undefined : { type: 'focus', focus: next };
  }
  return key.key === 'Delete' && key.altKey !== true ? deleted(document, focus) : undefined;
}

/** How many cards each layer has. */
function sizesOf(document: DesignerDocument, list: string | undefined): number[] {
  return layersOf(document, list).map(({ length }) => length);
}

/** The nodes at the ends of a drawing. */
function endsOf(list: string): readonly [begin: Focus, end: Focus] {
  return list === COMPONENTS ? ['request', 'response'] : ['begin', 'end'];
}

/** Where an arrow leads; undefined: nowhere. Columns are the request, the layers that have cards, and the response. */
function focusAfter(list: string, sizes: readonly number[], focus: Focus, arrow: Arrow): Focus | undefined {
  const [begin, last] = endsOf(list);
  const position = positionOf(focus);
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    if (position === undefined) return undefined;
    const at = position.at + (arrow === 'ArrowUp' ? -1 : 1);
    return at < 0 || at >= (sizes[position.layer] ?? 0) ? undefined : pointerOf({ ...position, at });
  }
  const step = arrow === 'ArrowLeft' ? -1 : 1;
  let layer = (position?.layer ?? (focus === begin ? -1 : sizes.length)) + step;
  while (sizes[layer] === 0) layer += step;
  const size = sizes[layer];
  if (size !== undefined) return pointerOf(positionIn(list, { layer, at: Math.min(position?.at ?? 0, size - 1) }));
  const end = step < 0 ? begin : last;
  return focus === end ? undefined : end;
}

/** Alt: into the neighbour layer, beyond the ends into a new one. Alt+Shift: into a new layer beside its own. */
function moved(document: DesignerDocument, focus: Focus, arrow: Arrow, intoNewLayer: boolean): KeyAction | undefined {
  const from = cardIn(document, focus);
  if (from === undefined) return undefined;
  const sizes = sizesOf(document, from.list);
  const to = placeOf(sizes, from, arrow, intoNewLayer);
  if (to === undefined) return undefined;
  const edit: Edit = { type: 'moveComponent', from, to };
  const after = cardAfterEdit(document, edit);
  return after === undefined || isNoMove(sizes, from, to) ? undefined : { type: 'edit', edit, focus: pointerOf(after) };
}

function placeOf(sizes: readonly number[], from: CardPosition, arrow: Arrow, intoNewLayer: boolean): Place | undefined {
  const { layer, at } = from;
  const size = sizes[layer] ?? 0;
  switch (arrow) {
    case 'ArrowUp':
      return at === 0 || intoNewLayer ? undefined : { layer, at: at - 1 };
    case 'ArrowDown':
      return at === size - 1 || intoNewLayer ? undefined : { layer, at: at + 2 };
    case 'ArrowLeft':
      return sideways(sizes, from, layer - 1, intoNewLayer ? layer : undefined, 0);
    case 'ArrowRight':
      return sideways(sizes, from, layer + 1, intoNewLayer ? layer + 1 : undefined, sizes.length);
  }
}

function sideways(
  sizes: readonly number[],
  { at }: CardPosition,
  layer: number,
  newLayer: number | undefined,
  end: number,
): Place {
  if (newLayer !== undefined) return { newLayer };
  const size = sizes[layer];
  return size === undefined ? { newLayer: end } : { layer, at: Math.min(at, size) };
}

/** The only card of a layer does not change when it gets a layer of its own there. */
function isNoMove(sizes: readonly number[], { layer }: CardPosition, to: Place): boolean {
  return 'newLayer' in to && sizes[layer] === 1 && (to.newLayer === layer || to.newLayer === layer + 1);
}

function duplicated(document: DesignerDocument, focus: Focus): KeyAction | undefined {
  const position = cardIn(document, focus);
  if (position === undefined) return undefined;
  const edit: Edit = { type: 'duplicateComponent', position };
  return { type: 'edit', edit, focus: pointerOf({ ...position, at: position.at + 1 }) };
}

/** The focus goes to the card that takes the place, else to the one before, else to a neighbour layer's. */
function deleted(document: DesignerDocument, focus: Focus): KeyAction | undefined {
  const position = cardIn(document, focus);
  if (position === undefined) return undefined;
  const { list = COMPONENTS, layer, at } = position;
  const sizes = sizesOf(document, list);
  const left = (sizes[layer] ?? 1) - 1;
  const edit: Edit = { type: 'deleteComponent', position };
  if (left > 0) return { type: 'edit', edit, focus: pointerOf({ ...position, at: Math.min(at, left - 1) }) };
  const rest = sizes.toSpliced(layer, 1);
  const first = pointerOf({ ...position, at: 0 });
  if ((rest[layer] ?? 0) > 0) return { type: 'edit', edit, focus: first };
  const [begin] = endsOf(list);
  return { type: 'edit', edit, focus: focusAfter(list, rest, first, 'ArrowLeft') ?? begin };
}

function cardIn(document: DesignerDocument, focus: Focus): CardPosition | undefined {
  const position = positionOf(focus);
  return position !== undefined && layersOf(document, position.list)[position.layer]?.[position.at] !== undefined
    ? position
    : undefined;
}
