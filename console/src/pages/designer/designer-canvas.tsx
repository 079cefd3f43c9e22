import { useCallback, useDeferredValue } from 'react';
import type { KeyboardEvent } from 'react';
import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { DrawingLater } from '../../designer/drawing/drawing-later.tsx';
import { FlowPath } from '../../designer/drawing/flow-path.tsx';
import { useCardDrag } from '../../designer/drawing/use-card-drag.ts';
import type { PlacedDiagnostic } from '../../designer/model/diagnostics.ts';
import { keyAction } from '../../designer/model/keyboard.ts';
import type { Designer } from '../../designer/state/use-designer.ts';
import { useText } from '../../i18n/use-text.ts';
import classes from './designer.module.css';

interface DesignerCanvasProps {
  readonly designer: Designer;
  readonly diagnostics: ReadonlyMap<string, readonly PlacedDiagnostic[]>;
  readonly states: ReadonlyMap<string, ComponentState> | undefined;
}

/** The drawing that is edited by mouse and by keyboard. */
export function DesignerCanvas({ designer, diagnostics, states }: DesignerCanvasProps) {
  const text = useText();
  const { state, dispatch, edit, drawing, drop, isEditable } = designer;
  // What is typed in the panel shows there first; the drawing follows without keeping the keyboard waiting.
  const drawn = useDeferredValue(drawing);
  const drag = useCardDrag(drawn, drop);
  const open = useCallback((list: string): void => dispatch({ type: 'open', list }), [dispatch]);
  const select = useCallback((id: string) => dispatch({ type: 'select', id, takesFocus: true }), [dispatch]);
  const close = useCallback(() => dispatch({ type: 'close' }), [dispatch]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const { id } = (event.target as HTMLElement).dataset;
    if (id === undefined) return;
    const action = keyAction(designer.document, id, event, state.open);
    if (action?.type === 'focus') dispatch({ type: 'select', id: action.focus, takesFocus: true });
    else if (action?.type !== 'edit') return;
    else if (isEditable) edit(action.edit, action.focus);
    event.preventDefault();
  };
  return (
    <div className={classes.canvas} onKeyDown={onKeyDown} role="presentation">
      <FlowPath document={designer.document} list={state.open} onOpen={open} />
      <div className={classes.drawing}>
        <DrawingLater
          {...{ diagnostics, states }}
          drawing={drawn}
          label={text('designer.drawing')}
          selected={state.selected}
          focus={state.focus}
          onSelect={select}
          onOpen={open}
          onClose={close}
          drag={isEditable ? drag : undefined}
          takesWheel
        />
      </div>
    </div>
  );
}
