import type { OnNodeDrag } from '@xyflow/react';
import { useMemo, useState } from 'react';
import type { Drawing } from '../model/drawing.ts';
import { dropTargetAt } from '../model/drop-target.ts';
import type { DropTarget } from '../model/drop-target.ts';
import type { Place } from '../model/layer-edit.ts';
import type { FlowNode } from './flow-elements.ts';

/** A card that is dragged, and where it would go. */
interface Dragged {
  readonly id: string;
  readonly position: { readonly x: number; readonly y: number };
  readonly target: DropTarget | undefined;
}

/** What the canvas needs so that cards can be dragged. */
export interface CardDrag {
  readonly dragged: Dragged | undefined;
  readonly onStart: OnNodeDrag<FlowNode>;
  readonly onMove: OnNodeDrag<FlowNode>;
  readonly onStop: OnNodeDrag<FlowNode>;
}

/** Dragging of cards; `onDrop` gets the card's id and its place in the layers as they are. */
export function useCardDrag(drawing: Drawing, onDrop: (id: string, place: Place) => void): CardDrag {
  const [dragged, setDragged] = useState<Dragged>();
  return useMemo(() => {
    const at = ({ id, position, width = 0, height = 0 }: FlowNode): Dragged => ({
      id,
      position,
      target: dropTargetAt(drawing, position.x + width / 2, position.y + height / 2),
    });
    return {
      dragged,
      onStart: (_, node) => setDragged(at(node)),
      onMove: (_, node) => setDragged(at(node)),
      onStop: (_, node) => {
        const { target } = at(node);
        setDragged(undefined);
        if (target !== undefined) onDrop(node.id, target.place);
      },
    };
  }, [dragged, drawing, onDrop]);
}
