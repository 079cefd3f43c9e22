import { BaseEdge, EdgeLabelRenderer, getBezierPath } from '@xyflow/react';
import type { Edge, EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { MEASURE } from '../model/layout.ts';
import classes from './drawing.module.css';

/** A line of the drawing. */
export type LineFlowEdge = Edge<LineData, 'line'>;

interface LineData extends Record<string, unknown> {
  /** The end at which it says what it carries: that of the node that is not chosen, where no other line says anything. */
  readonly labelAt: 'source' | 'target';
}

/** From a card to the middle of the gap beside it. */
const TO_GAP = MEASURE.bandPadding + MEASURE.columnGap / 2;

/** A line, with its label in the gap beside a card: in its own middle there may be a card of a layer between. */
export const LineEdge = memo(function LineEdge(props: EdgeProps<LineFlowEdge>) {
  const { sourceX, sourceY, targetX, targetY, label, data, style, markerEnd } = props;
  const [path] = getBezierPath(props);
  const isAtSource = data?.labelAt === 'source';
  const [x, y] = isAtSource ? [sourceX + TO_GAP, sourceY] : [targetX - TO_GAP, targetY];
  return (
    <>
      <BaseEdge {...{ path, style, markerEnd }} />
      {label !== undefined && (
        // Above all lines, of which others may pass the same place.
        <EdgeLabelRenderer>
          <div
            className={classes.label}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            aria-hidden
          >
            {label}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
