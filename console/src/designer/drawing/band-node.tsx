import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useText } from '../../i18n/use-text.ts';
import type { BandFlowNode } from './flow-elements.ts';
import classes from './drawing.module.css';

/** A layer: the column behind its cards. */
export const BandNode = memo(function BandNode({ data }: NodeProps<BandFlowNode>) {
  const text = useText();
  return (
    <div className={classes.band}>
      <span className={classes.bandName}>{text('drawing.layer', { number: data.layer + 1 })}</span>
    </div>
  );
});

/** The mark that shows where a card would go. */
export function DropNode() {
  return <div className={classes.drop} />;
}
