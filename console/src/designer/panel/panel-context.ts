import { createContext, useContext } from 'react';
import type { PlacedDiagnostic } from '../model/diagnostics.ts';
import type { DesignerDocument } from '../model/document.ts';
import type { Edit } from '../model/edit.ts';
import type { Source } from '../model/sources.ts';

/** Names that the document does not say. */
export interface KnownNames {
  readonly vars: readonly string[];
  readonly secrets: readonly string[];
  readonly scripts: readonly string[];
}

/** What the fields of the panel share. */
export interface PanelTools {
  readonly document: DesignerDocument;
  readonly edit: (edit: Edit) => void;
  /** A field is left: what is typed from now on is another step of undo. */
  readonly endStep: () => void;
  /** Shows layers inside a flow, by their pointer. */
  readonly open: (list: string) => void;
  readonly names: KnownNames;
  /** What a field at a pointer may read; the same function while one types. */
  readonly sourcesAt: (pointer: string) => readonly Source[];
  readonly diagnostics: readonly PlacedDiagnostic[];
}

const Context = createContext<PanelTools | undefined>(undefined);

export const PanelProvider = Context.Provider;

/** The tools of the panel around. */
export function usePanel(): PanelTools {
  const tools = useContext(Context);
  if (tools === undefined) throw new Error('a field of the panel stands outside it');
  return tools;
}

/** The messages at a pointer of the document, those of what is within it too when `isDeep`. */
export function messagesAt(
  diagnostics: readonly PlacedDiagnostic[],
  pointer: string,
  isDeep: boolean,
): PlacedDiagnostic[] {
  return diagnostics.filter(({ documentPointer: at }) => at === pointer || (isDeep && at.startsWith(`${pointer}/`)));
}
