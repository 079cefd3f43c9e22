/** A place on the drawing, in pixels at full size. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The measures of a drawing, in pixels. */
export const MEASURE = {
  cardWidth: 200,
  cardHeight: 92,
  /** Between cards of a layer. */
  rowGap: 20,
  /** Between layers, and between them and the request and the response. */
  columnGap: 64,
  /** Around the cards of a layer. */
  bandPadding: 12,
  /** Above the cards of a layer, for its heading. */
  bandHead: 36,
} as const;

const { cardWidth, cardHeight, rowGap, columnGap, bandPadding, bandHead } = MEASURE;
const BAND_WIDTH = cardWidth + 2 * bandPadding;

/** Where everything stands. */
export interface Layout {
  readonly request: Rect;
  readonly response: Rect;
  readonly bands: readonly Rect[];
  readonly width: number;
  readonly height: number;
  readonly card: (layer: number, at: number) => Rect;
}

/** Layers as columns from left to right, the request before them, the response behind. @param sizes cards of each layer. */
export function layoutOf(sizes: readonly number[]): Layout {
  const rows = Math.max(1, ...sizes);
  const height = bandHead + rows * (cardHeight + rowGap) - rowGap + bandPadding;
  const bandX = (layer: number) => cardWidth + columnGap + layer * (BAND_WIDTH + columnGap);
  const end = bandX(sizes.length);
  return {
    request: { x: 0, y: bandHead, width: cardWidth, height: cardHeight },
    response: { x: end, y: bandHead, width: cardWidth, height: cardHeight },
    bands: sizes.map((_, layer) => ({ x: bandX(layer), y: 0, width: BAND_WIDTH, height })),
    width: end + cardWidth,
    height,
    card: (layer, at) => ({
      x: bandX(layer) + bandPadding,
      y: bandHead + at * (cardHeight + rowGap),
      width: cardWidth,
      height: cardHeight,
    }),
  };
}
