import { Handle, Position } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { LogIn, LogOut } from 'lucide-react';
import { memo } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { DiagnosticCount } from './diagnostic-count.tsx';
import type { EndFlowNode } from './flow-elements.ts';
import classes from './drawing.module.css';

/** The request at the left end, the response at the right. */
export const EndNodeView = memo(function EndNodeView({ data, selected }: NodeProps<EndFlowNode>) {
  const text = useText();
  const { node, diagnostics } = data;
  const isRequest = node.id === 'request' || node.id === 'begin';
  const Icon = isRequest ? LogIn : LogOut;
  const side = isRequest ? Position.Right : Position.Left;
  const type = isRequest ? 'source' : 'target';
  return (
    <div className={classes.card} data-type="end" data-selected={selected || undefined}>
      <Handle type={type} position={side} className={classes.handle ?? ''} isConnectable={false} />
      <div className={classes.head}>
        <Icon size={14} className={classes.icon} aria-hidden />
        <span className={classes.name}>{text(`drawing.${node.id}`)}</span>
        <DiagnosticCount diagnostics={diagnostics} />
      </div>{' '}
      <div className={classes.target} title={node.title}>
        {node.title}
      </div>{' '}
      <div className={classes.foot}>
        <span className={classes.fields} title={node.fields.join(', ')}>
          {node.fields.join(', ')}
        </span>
      </div>
    </div>
  );
});
