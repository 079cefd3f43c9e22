import { Handle, Position } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { FileCode2, GitFork, Globe, Hourglass, Puzzle, Sigma, Workflow } from 'lucide-react';
import { memo } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { isComponentType } from '../model/field-sections.ts';
import type { Card } from '../model/drawing.ts';
import type { CardFlowNode } from './flow-elements.ts';
import { CardMarks } from './card-marks.tsx';
import { DiagnosticCount } from './diagnostic-count.tsx';
import { StateMark } from './state-mark.tsx';
import classes from './drawing.module.css';

const ICONS = {
  api: Globe,
  rule: Workflow,
  script: FileCode2,
  transform: Sigma,
  flow: GitFork,
  wait: Hourglass,
} as const;

/** What a flow runs: its cases, and how much is inside. */
function FlowTarget({ card: { target, inner, innerCount } }: { readonly card: Card }) {
  const text = useText();
  if (inner[0]?.number === undefined) return text('drawing.inner', { count: innerCount });
  return `${text('drawing.cases', { count: inner.length })}: ${target}`;
}

/** A component on the drawing. */
export const CardNode = memo(function CardNode({ data, selected }: NodeProps<CardFlowNode>) {
  const text = useText();
  const { card, state, diagnostics } = data;
  const Icon = isComponentType(card.type) ? ICONS[card.type] : Puzzle;
  return (
    <div className={classes.card} data-type={card.type} data-state={state} data-selected={selected || undefined}>
      <Handle type="target" position={Position.Left} className={classes.handle ?? ''} isConnectable={false} />
      <div className={classes.head}>
        <Icon size={14} className={classes.icon} aria-hidden />
        <span className={classes.name} title={card.desc === '' ? card.name : card.desc}>
          {card.name === '' ? text('drawing.unnamed') : card.name}
        </span>
        <DiagnosticCount diagnostics={diagnostics} /> {state !== undefined && <StateMark state={state} />}
      </div>{' '}
      <div className={classes.target} title={card.target}>
        {card.inner.length === 0 ? card.target : <FlowTarget card={card} />}
      </div>{' '}
      <div className={classes.foot}>
        <span className={classes.type}>{card.type}</span>
        <CardMarks marks={card.marks} />
      </div>
      <Handle type="source" position={Position.Right} className={classes.handle ?? ''} isConnectable={false} />
    </div>
  );
}, isSameCard);

/** Each edit makes the cards anew; most are as they were. */
function isSameCard(before: NodeProps<CardFlowNode>, after: NodeProps<CardFlowNode>): boolean {
  return before.selected === after.selected && isSameData(before.data, after.data);
}

function isSameData(before: CardFlowNode['data'], after: CardFlowNode['data']): boolean {
  if (before.state !== after.state || before.diagnostics !== after.diagnostics) return false;
  return before.card === after.card || JSON.stringify(before.card) === JSON.stringify(after.card);
}
