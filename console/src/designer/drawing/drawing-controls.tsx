import { ActionIcon } from '@mantine/core';
import { Panel, useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { useText } from '../../i18n/use-text.ts';
import { FIT } from './fit.ts';
import classes from './drawing.module.css';

/** Buttons that make the drawing larger, smaller, and show all of it. */
export function DrawingControls() {
  const text = useText();
  const flow = useReactFlow();
  return (
    <Panel position="bottom-left" className={classes.controls ?? ''}>
      <ActionIcon variant="default" aria-label={text('drawing.zoomIn')} onClick={() => void flow.zoomIn()}>
        <Plus size={15} />
      </ActionIcon>
      <ActionIcon variant="default" aria-label={text('drawing.zoomOut')} onClick={() => void flow.zoomOut()}>
        <Minus size={15} />
      </ActionIcon>
      <ActionIcon variant="default" aria-label={text('drawing.fit')} onClick={() => void flow.fitView(FIT)}>
        <Maximize size={15} />
      </ActionIcon>
    </Panel>
  );
}
