import { useCallback, useEffect, useMemo, useReducer } from 'react';
import { drawingOf } from '../model/drawing.ts';
import { newComponent } from '../model/edit.ts';
import type { Edit } from '../model/edit.ts';
import type { ComponentType } from '../model/field-sections.ts';
import { canRedo, canUndo } from '../model/history.ts';
import type { Place } from '../model/layer-edit.ts';
import { layersOf, positionOf } from '../model/document.ts';
import type { DesignerDocument } from '../model/document.ts';
import { designerReducer, startDesigner } from './designer-state.ts';
import type { DesignerState } from './designer-state.ts';

export type Designer = ReturnType<typeof useDesigner>;

/** A rule that is edited: its document, its drawing, and all that can be done with it. */
export function useDesigner(document: DesignerDocument, text: string, canEdit: boolean) {
  const [state, dispatch] = useReducer(designerReducer, undefined, () => startDesigner(document, text));
  const { present } = state.history;
  const { open } = state;
  const drawing = useMemo(() => drawingOf(present, open), [present, open]);
  const isEditable = canEdit && state.broken === undefined;
  const edit = useCallback((one: Edit, focus?: string) => {
    dispatch({ type: 'edit', edit: one, ...(focus !== undefined && { focus }) });
  }, []);
  const drop = useCallback((id: string, to: Place) => {
    const from = positionOf(id);
    if (from !== undefined) dispatch({ type: 'edit', edit: { type: 'moveComponent', from, to } });
  }, []);
  useUndoKeys(canEdit, dispatch);
  return {
    state,
    dispatch,
    document: present,
    /** What the JSON editor shows. */
    text: state.broken?.text ?? present.text,
    drawing,
    isEditable,
    canUndo: canEdit && (state.broken !== undefined || canUndo(state.history)),
    canRedo: isEditable && canRedo(state.history),
    edit,
    drop,
    /** Below the chosen card, else in a new last layer. */
    add: (type: ComponentType) => {
      const component = newComponent(present, type, open);
      edit({ type: 'addComponent', place: placeFor(present, state), component, list: open });
    },
  };
}

function placeFor(document: DesignerDocument, { selected, open }: DesignerState): Place {
  const position = selected === undefined ? undefined : positionOf(selected);
  if (position !== undefined) return { layer: position.layer, at: position.at + 1 };
  return { newLayer: layersOf(document, open).length };
}

/** Ctrl+Z and Ctrl+Shift+Z, but where a text is typed: there they are the text's. */
function useUndoKeys(canEdit: boolean, dispatch: (action: { type: 'undo' | 'redo' }) => void): void {
  useEffect(() => {
    const undoOrRedo = (event: KeyboardEvent): void => {
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z';
      if (!canEdit || !isCommand || event.defaultPrevented || takesText(event.target)) return;
      event.preventDefault();
      dispatch({ type: event.shiftKey ? 'redo' : 'undo' });
    };
    window.addEventListener('keydown', undoOrRedo);
    return () => window.removeEventListener('keydown', undoOrRedo);
  }, [canEdit, dispatch]);
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}
