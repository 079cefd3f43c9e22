import { asObject, asText } from './json-value.ts';
import { diagnoseJson, type Json, parseJsonText } from './rule-language.ts';

/** Work that is not saved yet. */
export interface Draft {
  /** The JSON text of the document, also where it is no JSON yet. */
  readonly text: string;
  /** The version that it was begun from; null: a new rule. */
  readonly baseVersion: string | null;
  /** ISO 8601. */
  readonly savedAt: string;
}

/** A draft that was read: none, one, or one that cannot be used, and why. */
export type ReadDraft =
  | { readonly state: 'none' }
  | { readonly state: 'draft'; readonly draft: Draft }
  | { readonly state: 'broken'; readonly reason: string };

/** Drafts of another form are not read: the program that wrote them was another release. */
const FORM = 1;

/** The key under which the draft of an endpoint is kept. */
export function draftKey(method: string, name: string): string {
  return `stepgate.draft ${method} ${name}`;
}

/** A draft as text to be kept. */
export function writeDraft({ text, baseVersion, savedAt }: Draft): string {
  return JSON.stringify({ form: FORM, text, baseVersion, savedAt });
}

/** Reads a draft back. @param stored null: there is none. */
export function readDraft(stored: string | null): ReadDraft {
  if (stored === null) return { state: 'none' };
  if (diagnoseJson(stored) !== undefined) return broken('the kept draft is no JSON');
  const draft = asObject(parseJsonText(stored));
  if (draft === undefined) return broken('the kept draft is no object');
  if (draft.form !== FORM) return broken(`the kept draft has the form ${shown(draft.form)}, expected ${FORM}`);
  const [text, savedAt] = [asText(draft.text), asText(draft.savedAt)];
  if (text === undefined) return broken('the kept draft has no text');
  if (savedAt === undefined || Number.isNaN(Date.parse(savedAt)))
    return broken('the kept draft does not say when it was kept');
  return { state: 'draft', draft: { text, baseVersion: asText(draft.baseVersion) ?? null, savedAt } };
}

function broken(reason: string): ReadDraft {
  return { state: 'broken', reason };
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
