import { PADDING } from '../model/first-view.ts';

/** How all of the drawing is shown. */
export const FIT = { padding: PADDING, maxZoom: 1, minZoom: 0.2 };
