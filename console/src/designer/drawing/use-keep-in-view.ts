import { useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useLayoutEffect, useRef } from 'react';
import type { FocusEvent } from 'react';
import type { Drawing } from '../model/drawing.ts';
import { firstView } from '../model/first-view.ts';
import type { Rect } from '../model/layout.ts';

/**
 * Shows the drawing, or a part of it that can be read, and again when it, or its place, becomes wider or narrower; what
 * is chosen, and what gets the focus of the keyboard, comes into view. @returns what is to be called with the focus.
 */
export function useKeepInView(drawing: Drawing, selected: string | undefined): (event: FocusEvent) => void {
  const { setViewport } = useReactFlow();
  const show = useShow(drawing);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const seen = useRef({ width: 0, drawn: drawing.width, selected });
  useLayoutEffect(() => {
    const before = seen.current;
    if (width === 0) return;
    seen.current = { width, drawn: drawing.width, selected };
    const isResized = before.width !== width || before.drawn !== drawing.width;
    const { isAll, ...view } = firstView(drawing, { width, height }, rectOf(drawing, selected));
    if (before.width === 0 || (isResized && isAll)) void setViewport(view);
    else if (isResized || before.selected !== selected) show(selected);
  }, [width, height, drawing, selected, setViewport, show]);
  return ({ target }) => {
    if (target.matches(':focus-visible')) show((target as HTMLElement).dataset.id);
  };
}

function rectOf(drawing: Drawing, id: string | undefined): Rect | undefined {
  return [drawing.request, drawing.response, ...drawing.cards].find((one) => one.id === id)?.rect;
}

/** Moves the drawing so that a node is seen, unless it is. */
function useShow(drawing: Drawing): (id: string | undefined) => void {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  return useCallback(
    (id) => {
      const rect = rectOf(drawing, id);
      if (rect === undefined) return;
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const moved = {
        x: broughtIntoView(x, rect.x * zoom, rect.width * zoom, width),
        y: broughtIntoView(y, rect.y * zoom, rect.height * zoom, height),
      };
      if (moved.x !== x || moved.y !== y) void setViewport({ ...moved, zoom });
    },
    [drawing, setViewport, store],
  );
}

/** Where the drawing begins so that a part of it is seen: where it does now, or with the part in the middle. */
function broughtIntoView(origin: number, at: number, size: number, place: number): number {
  const isSeen = origin + at >= 0 && origin + at + size <= place;
  return isSeen ? origin : (place - size) / 2 - at;
}
