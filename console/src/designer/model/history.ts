import type { DesignerDocument } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';

/** A document with the ones before and after it; an immutable value. Documents share what they have in common. */
export interface History {
  /** The oldest first. */
  readonly past: readonly DesignerDocument[];
  readonly present: DesignerDocument;
  /** The next one first. */
  readonly future: readonly DesignerDocument[];
  /** Of the last edit: an edit with the same one belongs to the same step. */
  readonly mergeKey: string | undefined;
}

/** Steps that can be undone. */
export const MOST_STEPS = 200;

/** A history that begins with a document. */
export function startHistory(document: DesignerDocument): History {
  return { past: [], present: document, future: [], mergeKey: undefined };
}

/** The history after an edit; the same one where nothing changes. @throws EditError where it cannot be made. */
export function edited(history: History, edit: Edit): History {
  const present = applyEdit(history.present, edit);
  if (present === history.present) return history;
  const merges = edit.mergeKey !== undefined && edit.mergeKey === history.mergeKey;
  const past = merges ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present, future: [], mergeKey: edit.mergeKey };
}

/** Ends a step: what is typed from now on is another one. To be called when a field is left. */
export function endStep(history: History): History {
  return history.mergeKey === undefined ? history : { ...history, mergeKey: undefined };
}

/** One step back; the same history where there is none. */
export function undo(history: History): History {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  const future = [history.present, ...history.future];
  return { past: history.past.slice(0, -1), present, future, mergeKey: undefined };
}

/** One step forward again; the same history where there is none. */
export function redo(history: History): History {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, mergeKey: undefined };
}

export function canUndo({ past }: History): boolean {
  return past.length > 0;
}

export function canRedo({ future }: History): boolean {
  return future.length > 0;
}
