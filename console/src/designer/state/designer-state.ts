import { COMPONENTS, type DesignerDocument, layersOf, pointerOf, positionOf, readDocument } from '../model/document.ts';
import { type Edit, cardAfterEdit } from '../model/edit.ts';
import { EditError } from '../model/edit-error.ts';
import { presentList } from '../model/flows.ts';
import { type History, edited, endStep, redo, startHistory, undo } from '../model/history.ts';

/** What is edited, and where one is in it. */
export interface DesignerState {
  readonly history: History;
  /** The text of the JSON editor while it is no JSON; the document is then the last good one. */
  readonly broken: BrokenText | undefined;
  /** The pointer of the layers that are drawn: the rule's own, or those inside a flow. */
  readonly open: string;
  /** The id of a node; undefined: the rule itself, or the flow that is open. */
  readonly selected: string | undefined;
  /** The node that is to get the focus of the keyboard; another object each time. */
  readonly focus: { readonly id: string } | undefined;
  /** Why the last edit could not be made. */
  readonly refusal: string | undefined;
}

export interface BrokenText {
  readonly text: string;
  readonly message: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export type DesignerAction =
  /** `focus`: the node that is chosen and gets the focus afterwards; missing: the edit's own card, if it has one. */
  | { readonly type: 'edit'; readonly edit: Edit; readonly focus?: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'select'; readonly id: string | undefined; readonly takesFocus?: boolean }
  /** Shows the layers with this pointer. */
  | { readonly type: 'open'; readonly list: string }
  /** Shows the layers around a flow again. */
  | { readonly type: 'close' }
  | { readonly type: 'undo' | 'redo' | 'endStep' | 'dismiss' };

/** A state that begins with a document, or with a text that is no JSON yet. */
export function startDesigner(document: DesignerDocument, text = document.text): DesignerState {
  const state = {
    history: startHistory(document),
    broken: undefined,
    open: COMPONENTS,
    selected: undefined,
    focus: undefined,
    refusal: undefined,
  };
  return text === document.text ? state : withText(state, text);
}

/** The state after an action. */
export function designerReducer(state: DesignerState, action: DesignerAction): DesignerState {
  switch (action.type) {
    case 'edit':
      return withEdit(state, action.edit, action.focus);
    case 'text':
      return withText(state, action.text);
    case 'select':
      return chosen(state, action.id, action.takesFocus === true);
    case 'open':
      return opened(state, action.list);
    case 'close':
      return closed(state);
    case 'undo':
      // A text that is no JSON is taken back first.
      return state.broken === undefined ? settled({ ...state, history: undo(state.history) }) : whole(state);
    case 'redo':
      return state.broken === undefined ? settled({ ...state, history: redo(state.history) }) : state;
    case 'endStep':
      return { ...state, history: endStep(state.history) };
    case 'dismiss':
      return { ...state, refusal: undefined };
  }
}

function withEdit(state: DesignerState, edit: Edit, focus: string | undefined): DesignerState {
  try {
    const history = edited(state.history, edit);
    if (history === state.history) return whole(state);
    const card = cardAfterEdit(state.history.present, edit);
    const own = edit.type === 'renameComponent' || edit.type === 'renameOutput' ? undefined : card;
    const id = focus ?? (own && pointerOf(own));
    const next = settled({ ...whole(state), history });
    return id === undefined ? next : { ...next, open: listOf(next, id), selected: id, focus: { id } };
  } catch (error) {
    if (error instanceof EditError) return { ...state, refusal: error.message };
    throw error;
  }
}

function withText(state: DesignerState, text: string): DesignerState {
  const read = readDocument(text);
  if (read.ok) {
    const edit: Edit = { type: 'replaceText', text, mergeKey: 'text' };
    return settled({ ...whole(state), history: edited(state.history, edit) });
  }
  const { message, offset, line, column } = read;
  return { ...state, broken: { text, message, offset, line, column } };
}

function chosen(state: DesignerState, id: string | undefined, takesFocus: boolean): DesignerState {
  const focus = takesFocus && id !== undefined ? { id } : state.focus;
  return { ...state, history: endStep(state.history), open: listOf(state, id), selected: id, focus };
}

/** The layers in which a node is drawn. */
function listOf(state: DesignerState, id: string | undefined): string {
  if (id === 'request' || id === 'response') return COMPONENTS;
  const position = id === undefined ? undefined : positionOf(id);
  return position === undefined ? state.open : presentList(state.history.present, position.list ?? COMPONENTS);
}

/** The first card inside gets the focus. */
function opened(state: DesignerState, list: string): DesignerState {
  const open = presentList(state.history.present, list);
  if (open === COMPONENTS) return { ...state, open, selected: undefined, focus: { id: 'request' } };
  const layer = layersOf(state.history.present, open).findIndex(({ length }) => length > 0);
  const id = layer < 0 ? 'begin' : pointerOf({ list: open, layer, at: 0 });
  return { ...state, history: endStep(state.history), open, selected: id, focus: { id } };
}

/** The flow gets the focus. */
function closed(state: DesignerState): DesignerState {
  const flow = positionOf(state.open);
  return flow === undefined ? state : chosen(state, pointerOf(flow), true);
}

function whole(state: DesignerState): DesignerState {
  return { ...state, broken: undefined, refusal: undefined };
}

/** What is chosen stays chosen, and what is open open, as long as it is there. */
function settled(before: DesignerState): DesignerState {
  const open = presentList(before.history.present, before.open);
  const isEnd = before.selected !== undefined && positionOf(before.selected) === undefined;
  const state = open === before.open ? before : { ...before, open, ...(isEnd && { selected: undefined }) };
  const position = state.selected === undefined ? undefined : positionOf(state.selected);
  const isThere =
    position === undefined ||
    layersOf(state.history.present, position.list)[position.layer]?.[position.at] !== undefined;
  return isThere ? state : { ...state, selected: undefined };
}

/** The node whose fields are to be shown: where nothing inside a flow is chosen, the flow. */
export function shownNode({ open, selected }: DesignerState): string | undefined {
  const flow = positionOf(open);
  const isOfFlow = selected === undefined || selected === 'begin' || selected === 'end';
  return flow !== undefined && isOfFlow ? pointerOf(flow) : selected;
}
