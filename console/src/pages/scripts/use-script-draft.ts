import { useCallback, useState } from 'react';
import { NO_TEST, readScriptDraft, scriptDraftKey, templateOf, writeScriptDraft } from './script-draft.ts';
import type { ScriptDraft, ScriptLanguage } from './script-draft.ts';
import type { Script } from './use-scripts.ts';

interface DraftState {
  readonly draft: ScriptDraft;
  readonly change: (part: Partial<ScriptDraft>) => void;
  /** Goes back to what is saved; gives what takes that back. */
  readonly discard: () => () => void;
  /** What is kept in the browser is saved: only the test stays. */
  readonly forget: () => void;
}

/** The work on a script; the browser keeps it until it is saved. */
export function useScriptDraft(name: string, script: Script | null, newLanguage: ScriptLanguage): DraftState {
  const key = scriptDraftKey(name);
  const saved = savedDraft(script, newLanguage);
  const [draft, setDraft] = useState(() => withTest(saved, readScriptDraft(localStorage.getItem(key))));
  const keep = useCallback(
    (next: ScriptDraft): void => {
      setDraft(next);
      localStorage.setItem(key, writeScriptDraft(next));
    },
    [key],
  );
  return {
    draft,
    change: (part) => {
      const next = { ...draft, ...part };
      keep({ ...next, isChanged: next.source !== saved.source || next.desc !== saved.desc });
    },
    discard: () => {
      keep({ ...saved, input: draft.input, mocks: draft.mocks });
      return () => keep(draft);
    },
    forget: () => keep({ ...draft, isChanged: false }),
  };
}

/** The kept work; where only a test is kept, that with what is saved. */
function withTest(saved: ScriptDraft, kept: ScriptDraft | undefined): ScriptDraft {
  if (kept === undefined) return saved;
  return kept.isChanged ? kept : { ...saved, input: kept.input, mocks: kept.mocks };
}

function savedDraft(script: Script | null, newLanguage: ScriptLanguage): ScriptDraft {
  const begun = { isChanged: false, ...NO_TEST };
  if (script === null) {
    return { ...begun, source: templateOf(newLanguage), language: newLanguage, desc: '', baseVersion: null };
  }
  const { script: source, language, desc, version } = script;
  return { ...begun, source, language, desc, baseVersion: version };
}
