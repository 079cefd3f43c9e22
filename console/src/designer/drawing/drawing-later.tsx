import { Skeleton } from '@mantine/core';
import { startTransition, useEffect, useState } from 'react';
import type { ComponentType } from 'react';
import type { DrawingCanvasProps } from './drawing-canvas.tsx';

/**
 * A drawing, whose program is loaded when the first one is shown. A large one is mounted in slices, so that the page
 * answers meanwhile: with `lazy` whatever changed beside it would mount it in one task.
 */
export function DrawingLater(props: DrawingCanvasProps) {
  const [Canvas, setCanvas] = useState<ComponentType<DrawingCanvasProps>>();
  useEffect(() => {
    let isShown = true;
    const show = (next: () => ComponentType<DrawingCanvasProps>): void => {
      if (isShown) startTransition(() => setCanvas(next));
    };
    import('./drawing-canvas.tsx').then(
      ({ DrawingCanvas }) => show(() => DrawingCanvas),
      // The page says so.
      (error: unknown) =>
        show(() => {
          throw error;
        }),
    );
    return () => {
      isShown = false;
    };
  }, []);
  return Canvas === undefined ? <Skeleton height="100%" /> : <Canvas {...props} />;
}
