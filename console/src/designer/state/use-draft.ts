import { useEffect, useState } from 'react';
import { draftKey, readDraft, writeDraft } from '../model/draft.ts';
import type { ReadDraft } from '../model/draft.ts';

/** The draft of an endpoint that was kept when the designer is opened. */
export function useKeptDraft(method: string, name: string): ReadDraft {
  const [kept] = useState(() => readDraft(localStorage.getItem(draftKey(method, name))));
  return kept;
}

/** Keeps work that is not saved yet, so that it survives a reload. @param base what is saved. */
export function useKeepDraft(
  method: string,
  name: string,
  text: string,
  base: string,
  baseVersion: string | null,
  isKept: boolean,
): void {
  useEffect(() => {
    if (!isKept) return;
    const key = draftKey(method, name);
    if (text === base) localStorage.removeItem(key);
    else localStorage.setItem(key, writeDraft({ text, baseVersion, savedAt: new Date().toISOString() }));
  }, [method, name, text, base, baseVersion, isKept]);
}
