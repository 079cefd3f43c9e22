import type { Band, Card, Drawing } from './drawing.ts';
import type { Place } from './layer-edit.ts';
import { MEASURE, type Rect } from './layout.ts';

/** Where a card would go that is dropped, and the rectangle that shows it. */
export interface DropTarget {
  readonly place: Place;
  readonly rect: Rect;
}

/** How thick the mark is that shows a place between others. */
const MARK = 6;
/** How far beside the layers a card can be dropped. */
const MARGIN = MEASURE.columnGap;

/** Where a card goes that is dropped at a point of the drawing; undefined: nowhere. */
export function dropTargetAt(drawing: Drawing, x: number, y: number): DropTarget | undefined {
  if (y < -MARGIN || y > drawing.height + MARGIN) return undefined;
  const within = drawing.bands.find(({ rect }) => x >= rect.x && x <= rect.x + rect.width);
  if (within !== undefined) return inLayer(drawing, within, y);
  const { request, response } = drawing;
  const isBetweenEnds = x >= request.rect.x + request.rect.width && x <= response.rect.x;
  return isBetweenEnds ? betweenLayers(drawing, x) : undefined;
}

function inLayer({ cards }: Drawing, { layer, rect }: Band, y: number): DropTarget {
  const own = cards.filter(({ position }) => position.layer === layer);
  const below = own.findIndex((card) => y < middleOf(card));
  const at = below < 0 ? own.length : below;
  return { place: { layer, at }, rect: gapRect(own, at, rect) };
}

function middleOf({ rect }: Card): number {
  return rect.y + rect.height / 2;
}

/** A bar in the gap before the `at`th card. */
function gapRect(cards: readonly Card[], at: number, band: Rect): Rect {
  const last = cards.at(-1);
  const y =
    cards[at]?.rect.y ?? (last === undefined ? MEASURE.bandHead : last.rect.y + last.rect.height + MEASURE.rowGap);
  const x = band.x + MEASURE.bandPadding;
  return { x, y: y - (MEASURE.rowGap + MARK) / 2, width: MEASURE.cardWidth, height: MARK };
}

function betweenLayers({ bands, request, response, height }: Drawing, x: number): DropTarget {
  const right = bands.findIndex(({ rect }) => x < rect.x);
  const newLayer = right < 0 ? bands.length : right;
  const before = bands[newLayer - 1]?.rect ?? request.rect;
  const after = bands[newLayer]?.rect ?? response.rect;
  const middle = (before.x + before.width + after.x) / 2;
  return { place: { newLayer }, rect: { x: middle - MARK / 2, y: 0, width: MARK, height } };
}
