import { MarkerType, Position } from '@xyflow/react';
import type { Node, NodeHandle } from '@xyflow/react';
import type { Band, Card, Drawing, EndNode } from '../model/drawing.ts';
import type { PlacedDiagnostic } from '../model/diagnostics.ts';
import type { Rect } from '../model/layout.ts';
import type { Line } from '../model/lines.ts';
import type { ComponentState } from './component-state.ts';
import type { LineFlowEdge } from './line-edge.tsx';

export type CardFlowNode = Node<CardData, 'card'>;
export type EndFlowNode = Node<EndData, 'end'>;
export type BandFlowNode = Node<BandData, 'band'>;
export type DropFlowNode = Node<Record<string, never>, 'drop'>;
export type FlowNode = CardFlowNode | EndFlowNode | BandFlowNode | DropFlowNode;

interface CardData extends Record<string, unknown> {
  readonly card: Card;
  readonly state: ComponentState | undefined;
  readonly diagnostics: readonly PlacedDiagnostic[];
}

interface EndData extends Record<string, unknown> {
  readonly node: EndNode;
  readonly diagnostics: readonly PlacedDiagnostic[];
}

interface BandData extends Record<string, unknown> {
  readonly layer: number;
}

/** What is said of the nodes beside the drawing itself. */
export interface NodeNotes {
  readonly states?: ReadonlyMap<string, ComponentState> | undefined;
  readonly diagnostics?: ReadonlyMap<string, readonly PlacedDiagnostic[]> | undefined;
  readonly selected?: string | undefined;
  /** Cards and ends can be chosen. */
  readonly canSelect: boolean;
  readonly canDrag: boolean;
  /** The accessible name of a node. */
  readonly labelOf: (node: Card | EndNode, state: ComponentState | undefined, diagnostics: number) => string;
}

const NO_DIAGNOSTICS: readonly PlacedDiagnostic[] = [];

/** The nodes of a drawing in the order of the keyboard: request, layers from left to right, response. */
export function flowNodes(drawing: Drawing, notes: NodeNotes): FlowNode[] {
  return [
    ...drawing.bands.map(bandNode),
    endNode(drawing.request, notes),
    ...drawing.cards.map((card) => cardNode(card, notes)),
    endNode(drawing.response, notes),
  ];
}

function bandNode({ layer, rect }: Band): BandFlowNode {
  const still = { selectable: false, focusable: false, draggable: false, zIndex: -2 };
  return { id: `band ${layer}`, type: 'band', data: { layer }, ...placed(rect), ...still };
}

/** The mark that shows where a card would go. */
export function dropNode(rect: Rect): DropFlowNode {
  const still = { selectable: false, focusable: false, draggable: false, zIndex: -1 };
  return { id: 'drop', type: 'drop', data: {}, ...placed(rect), ...still };
}

function cardNode(card: Card, notes: NodeNotes): CardFlowNode {
  const state = notes.states?.get(card.id) ?? notes.states?.get(card.fullName);
  const diagnostics = notes.diagnostics?.get(card.id) ?? NO_DIAGNOSTICS;
  return {
    id: card.id,
    type: 'card',
    data: { card, state, diagnostics },
    ...placed(card.rect),
    ...reachable(card.id, notes),
    draggable: notes.canDrag,
    ariaLabel: notes.labelOf(card, state, diagnostics.length),
    handles: handlesOf(card.rect, true, true),
  };
}

function endNode(node: EndNode, notes: NodeNotes): EndFlowNode {
  const diagnostics = notes.diagnostics?.get(node.id) ?? NO_DIAGNOSTICS;
  const isRequest = node.id === 'request' || node.id === 'begin';
  return {
    id: node.id,
    type: 'end',
    data: { node, diagnostics },
    ...placed(node.rect),
    ...reachable(node.id, notes),
    draggable: false,
    ariaLabel: notes.labelOf(node, undefined, diagnostics.length),
    handles: handlesOf(node.rect, !isRequest, isRequest),
  };
}

function placed({ x, y, width, height }: Rect) {
  return { position: { x, y }, width, height, measured: { width, height } };
}

function reachable(id: string, { selected, canSelect }: NodeNotes) {
  return {
    selected: id === selected,
    selectable: canSelect,
    focusable: true,
    ariaRole: canSelect ? ('button' as const) : ('group' as const),
    domAttributes: { 'aria-roledescription': undefined, ...(canSelect && { 'aria-pressed': id === selected }) },
  };
}

/** Lines begin and end at the middle of the sides; said here, nothing has to be measured. */
function handlesOf({ width, height }: Rect, isTarget: boolean, isSource: boolean): NodeHandle[] {
  const y = height / 2;
  return [
    ...(isTarget ? [{ type: 'target' as const, position: Position.Left, x: 0, y, width: 0, height: 0 }] : []),
    ...(isSource ? [{ type: 'source' as const, position: Position.Right, x: width, y, width: 0, height: 0 }] : []),
  ];
}

/** The lines of a drawing; those of the chosen node stand out and say what they carry. */
export function flowEdges(lines: readonly Line[], selected: string | undefined): LineFlowEdge[] {
  const isNear = ({ from, to }: Line): boolean => from === selected || to === selected;
  // Those behind hide those before them.
  const sorted = lines.toSorted((a, b) => Number(isNear(a)) - Number(isNear(b)));
  return sorted.map((line) => edgeOf(line, isNear(line), line.from === selected));
}

/** Longer ones do not fit between two layers: of one value, and of one before `+2`. */
const LONGEST = 10;
const LONGEST_OF_MORE = 7;

/** What a line carries, short: `user.id`, `phone +2`. */
function shortLabel(labels: readonly string[]): string {
  const [first = ''] = labels;
  const longest = labels.length > 1 ? LONGEST_OF_MORE : LONGEST;
  const name = first.length > longest ? (first.split('.').at(-1) ?? first) : first;
  return labels.length > 1 ? `${name} +${labels.length - 1}` : name;
}

function edgeOf({ id, from, to, labels }: Line, isNear: boolean, isFromSelected: boolean): LineFlowEdge {
  const colour = isNear ? 'var(--mantine-primary-color-filled)' : 'var(--stepgate-drawing-line)';
  return {
    id,
    type: 'line',
    data: { labelAt: isFromSelected ? 'target' : 'source' },
    source: from,
    target: to,
    ...(isNear && { label: shortLabel(labels) }),
    selectable: false,
    focusable: false,
    ariaLabel: labels.join(', '),
    style: { stroke: colour, strokeWidth: isNear ? 2 : 1.5 },
    markerEnd: { type: MarkerType.ArrowClosed, color: colour, width: 14, height: 14 },
  };
}
