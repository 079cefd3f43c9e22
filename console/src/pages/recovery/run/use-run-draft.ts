import { useEffect, useMemo, useState } from 'react';
import { useMe } from '../../../api/me.ts';
import { isChanged, readRunDraft, runDraftKey, startDraft, textsOf, writeRunDraft } from './run-draft.ts';
import type { RunDraft, RunTexts } from './run-draft.ts';
import type { KeptRun } from './use-kept-run.ts';

export type DraftChange = Partial<Pick<RunDraft, 'data' | 'rule' | 'errNames' | 'isActiveVersion'>>;

/** The edit of a run. */
export interface RunEdit {
  /** What is in the editors. */
  readonly draft: RunDraft;
  /** As the gateway has it. */
  readonly now: RunTexts;
  readonly isDirty: boolean;
  /** Somebody else has changed the run since the edit was begun. */
  readonly isOutdated: boolean;
  readonly change: (change: DraftChange) => void;
  /** Puts another draft in its place; undefined: what the gateway has. */
  readonly replace: (draft: RunDraft | undefined) => void;
}

/** The edit of a run; it survives a reload, and ends with the tab. */
export function useRunDraft(kept: KeptRun): RunEdit {
  const { user } = useMe();
  const key = runDraftKey(kept.trx, user?.id ?? 0);
  const [stored, setStored] = useState(() => readRunDraft(sessionStorage.getItem(key)));
  const now = useMemo(() => textsOf(kept), [kept]);
  // An edit that changes nothing follows what the run becomes.
  const isKept = stored !== undefined && (stored.base.revision === now.revision || isChanged(stored));
  const draft = isKept ? stored : startDraft(now);
  const isDirty = isKept && isChanged(stored);
  useEffect(() => store(key, stored), [key, stored]);
  return {
    draft,
    now,
    isDirty,
    isOutdated: isDirty && draft.base.revision !== now.revision,
    change: (change) => setStored({ ...draft, ...change }),
    replace: setStored,
  };
}

function store(key: string, draft: RunDraft | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, writeRunDraft(draft));
  } catch {
    // There is no room for it: the edit lives as long as the page.
  }
}
