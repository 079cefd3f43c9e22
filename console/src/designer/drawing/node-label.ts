import type { Text } from '../../i18n/use-text.ts';
import type { Card, EndNode } from '../model/drawing.ts';
import type { ComponentState } from './component-state.ts';

/** The accessible name of a node: what is seen of it in the order in which it is, then what its signs say. */
export function nodeLabel(
  text: Text,
  node: Card | EndNode,
  state: ComponentState | undefined,
  problems: number,
): string {
  const own =
    'position' in node ? cardParts(text, node, state) : [text(`drawing.${node.id}`), node.title, ...node.fields];
  const said = problems === 0 ? own : [...own, text('drawing.problems', { count: problems })];
  return said.filter((part) => part !== '').join(', ');
}

function cardParts(text: Text, card: Card, state: ComponentState | undefined): string[] {
  return [
    card.name === '' ? text('drawing.unnamed') : card.name,
    ...(state === undefined ? [] : [text(`drawing.state.${state}`)]),
    ...(card.inner.length === 0 ? [card.target] : flowParts(text, card)),
    card.type,
    text('drawing.layer', { number: card.position.layer + 1 }),
    ...card.marks.map(({ kind }) => text(`mark.${kind}`)),
  ];
}

function flowParts(text: Text, { inner, innerCount, target }: Card): string[] {
  if (inner[0]?.number === undefined) return [text('drawing.inner', { count: innerCount })];
  return [`${text('drawing.cases', { count: inner.length })}: ${target}`];
}
