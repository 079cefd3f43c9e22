import type { Rect } from './layout.ts';

/** Around a drawing of which all is seen, as a part of its size. */
export const PADDING = 0.04;

/** Smaller, the names of cards cannot be read. */
const LEAST_READABLE_ZOOM = 0.6;
/** At which a part of a drawing is shown. */
const PART_ZOOM = 0.72;
/** Between the edge of a part and that of its place, in pixels. */
const EDGE = 24;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a drawing is put: its origin in the place, in pixels, and how large it is. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/**
 * All of the drawing where it can be read so; else a part that can: with what is chosen in its middle, or its beginning.
 * `isAll` says which.
 */
export function firstView(drawing: Size, place: Size, chosen: Rect | undefined): View & { readonly isAll: boolean } {
  const fitting = (side: keyof Size): number => place[side] / (drawing[side] * (1 + 2 * PADDING));
  const all = Math.min(1, fitting('width'), fitting('height'));
  const isAll = all >= LEAST_READABLE_ZOOM;
  const zoom = isAll ? all : PART_ZOOM;
  const offset = (side: keyof Size, middle: number | undefined): number => {
    const spare = place[side] - drawing[side] * zoom;
    // There is room for all of it.
    if (spare >= 2 * EDGE || isAll) return spare / 2;
    const wanted = middle === undefined ? EDGE : place[side] / 2 - middle * zoom;
    return Math.min(EDGE, Math.max(spare - EDGE, wanted));
  };
  return {
    x: offset('width', chosen && chosen.x + chosen.width / 2),
    y: offset('height', chosen && chosen.y + chosen.height / 2),
    zoom,
    isAll,
  };
}
