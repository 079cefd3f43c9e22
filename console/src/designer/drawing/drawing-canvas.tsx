import '@xyflow/react/dist/base.css';
import { Background, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import type { EdgeTypes, NodeMouseHandler, NodeTypes, ReactFlowProps } from '@xyflow/react';
import { memo, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/use-text.ts';
import type { Drawing } from '../model/drawing.ts';
import { BandNode, DropNode } from './band-node.tsx';
import { CardNode } from './card-node.tsx';
import type { ComponentState } from './component-state.ts';
import { DrawingControls } from './drawing-controls.tsx';
import { EndNodeView } from './end-node.tsx';
import { FIT } from './fit.ts';
import { dropNode, flowEdges, flowNodes } from './flow-elements.ts';
import type { FlowNode, NodeNotes } from './flow-elements.ts';
import { LineEdge } from './line-edge.tsx';
import type { LineFlowEdge } from './line-edge.tsx';
import { nodeLabel } from './node-label.ts';
import type { CardDrag } from './use-card-drag.ts';
import { useFocusOn } from './use-focus-on.ts';
import { useKeepInView } from './use-keep-in-view.ts';
import classes from './drawing.module.css';

const NODE_TYPES: NodeTypes = { card: CardNode, end: EndNodeView, band: BandNode, drop: DropNode };
const EDGE_TYPES: EdgeTypes = { line: LineEdge };
const EXTENT: [[number, number], [number, number]] = [
  [-2000, -2000],
  [200_000, 40_000],
];

export interface DrawingCanvasProps extends Pick<NodeNotes, 'diagnostics'> {
  readonly drawing: Drawing;
  /** The accessible name. */
  readonly label: string;
  readonly states?: ReadonlyMap<string, ComponentState> | undefined;
  /** The id of a node. */
  readonly selected?: string | undefined;
  /** The node that is to get the focus of the keyboard; another object each time. */
  readonly focus?: { readonly id: string } | undefined;
  readonly onSelect?: ((id: string) => void) | undefined;
  /** Shows the layers with a pointer: those inside a flow, or those around it. */
  readonly onOpen?: ((list: string) => void) | undefined;
  /** Out of the flow that is open. */
  readonly onClose?: (() => void) | undefined;
  /** Missing: nothing can be dragged. */
  readonly drag?: CardDrag | undefined;
  /** The wheel moves the drawing, not the page. */
  readonly takesWheel?: boolean;
  readonly children?: ReactNode;
}

/** A drawing by React Flow; what it looks like follows from `drawing` alone. */
export const DrawingCanvas = memo(function DrawingCanvas(props: DrawingCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
});

function Canvas({
  drawing,
  label,
  selected,
  focus,
  onSelect,
  onOpen,
  onClose,
  drag,
  takesWheel = false,
  children,
  ...said
}: DrawingCanvasProps) {
  const { states, diagnostics } = said;
  const text = useText();
  const [canSelect, canDrag] = [onSelect !== undefined, drag !== undefined];
  const still = useMemo(() => {
    const labelOf: NodeNotes['labelOf'] = (node, state, count) => nodeLabel(text, node, state, count);
    return flowNodes(drawing, { states, diagnostics, selected, canSelect, canDrag, labelOf });
  }, [drawing, states, diagnostics, selected, canSelect, canDrag, text]);
  const edges = useMemo(() => flowEdges(drawing.lines, selected), [drawing, selected]);
  const nodes = useMemo(() => withDragged(still, drag), [still, drag]);
  const showFocused = useKeepInView(drawing, selected);
  useFocusOn(focus);
  const choose: NodeMouseHandler<FlowNode> = (_, { id, type }) => {
    if (type === 'card' || type === 'end') onSelect?.(id);
  };
  const open = (id: string | undefined): boolean => {
    const inner = drawing.cards.find((card) => card.id === id)?.inner[0];
    if (inner !== undefined) onOpen?.(inner.list);
    return inner !== undefined && onOpen !== undefined;
  };
  return (
    <ReactFlow
      {...SETTINGS}
      {...{ nodes, edges }}
      aria-label={label}
      className={classes.canvas ?? ''}
      panOnScroll={takesWheel}
      preventScrolling={takesWheel}
      onNodeClick={choose}
      onNodeDoubleClick={(_, { id }) => open(id)}
      onNodeDragStart={drag?.onStart}
      onNodeDrag={drag?.onMove}
      onNodeDragStop={drag?.onStop}
      onFocus={showFocused}
      onKeyDown={({ key, target }) => {
        const { id } = (target as HTMLElement).dataset;
        if (id === undefined) return;
        if (key === 'Escape') onClose?.();
        else if (key === ' ' || (key === 'Enter' && !open(id))) onSelect?.(id);
      }}
    >
      <Background gap={20} size={1} color="var(--stepgate-drawing-dots)" />
      <DrawingControls />
      {children}
    </ReactFlow>
  );
}

const SETTINGS = {
  nodeTypes: NODE_TYPES,
  edgeTypes: EDGE_TYPES,
  translateExtent: EXTENT,
  minZoom: FIT.minZoom,
  maxZoom: 1.6,
  nodesConnectable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  zoomOnScroll: false,
  zoomOnDoubleClick: false,
  disableKeyboardA11y: true,
  elevateNodesOnSelect: false,
  nodeDragThreshold: 4,
  proOptions: { hideAttribution: true },
} satisfies ReactFlowProps<FlowNode, LineFlowEdge>;

/** Only the card that is dragged is another object: the others are not drawn again. */
function withDragged(nodes: FlowNode[], drag: CardDrag | undefined): FlowNode[] {
  const dragged = drag?.dragged;
  if (dragged === undefined) return nodes;
  const moved = nodes.map((node) =>
    node.id === dragged.id ? { ...node, position: dragged.position, zIndex: 5 } : node,
  );
  return dragged.target === undefined ? moved : [...moved, dropNode(dragged.target.rect)];
}
