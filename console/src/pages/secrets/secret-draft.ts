import type { TextKey } from '../../i18n/en.ts';

/** A secret as it is typed. */
export interface SecretDraft {
  readonly name: string;
  readonly description: string;
  /** When a secret is changed: empty keeps the value that it has. */
  readonly content: string;
}

/** What is wrong with each field; a text's key. */
export type DraftErrors = Readonly<Partial<Record<keyof SecretDraft, TextKey>>>;

/** The API's own limits, so that they are told before anything is sent. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const LARGEST_CONTENT_BYTES = 65_536;

/** What keeps a draft from being saved; nothing: `{}`. */
export function checkDraft({ name, content }: SecretDraft, isNew: boolean): DraftErrors {
  return {
    ...(isNew && name === '' && { name: 'secrets.required' }),
    ...(isNew && name !== '' && !NAME.test(name) && { name: 'secrets.nameWrong' }),
    ...(isNew && content === '' && { content: 'secrets.required' }),
    ...(new TextEncoder().encode(content).length > LARGEST_CONTENT_BYTES && { content: 'secrets.valueTooLong' }),
  };
}

/** The body of a change: only what is changed. */
export function changeOf(id: number, draft: SecretDraft, before: Pick<SecretDraft, 'description'>) {
  return {
    id,
    ...(draft.content !== '' && { content: draft.content }),
    ...(draft.description !== before.description && { description: draft.description }),
  };
}
