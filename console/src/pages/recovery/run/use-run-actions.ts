import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, post, request } from '../../../api/client.ts';
import { useMe } from '../../../api/me.ts';
import type { DataOf } from '../../../api/api-types.ts';
import { SUSPEND_KEY } from '../use-recovery.ts';
import { conflictOf } from './conflict.ts';
import { recoverRun } from './run-answer.ts';
import type { RunAnswer } from './run-answer.ts';
import { changeOf, startDraft, textsOf } from './run-draft.ts';
import type { RunDraft } from './run-draft.ts';
import { keptRunKey } from './use-kept-run.ts';
import type { KeptRun } from './use-kept-run.ts';
import type { RunEdit } from './use-run-draft.ts';

export type Preview = DataOf<'post', '/suspend/preview'>;

/** A preview, and what it is of. */
export interface Previewed {
  readonly preview: Preview;
  readonly draft: RunDraft;
}

/** What became of a recovery. */
export interface Outcome {
  readonly answer: RunAnswer;
  readonly run: KeptRun;
}

/** What is done with one suspended run. */
export function useRunActions(kept: KeptRun, { draft, isDirty, replace }: RunEdit) {
  const { trx } = kept;
  const { may } = useMe();
  const queries = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome>();
  const [previewed, setPreviewed] = useState<Previewed>();
  // An operator may take the active version for a recovery, and not store it.
  const version = draft.isActiveVersion && !may('developer') ? { version: 'active' as const } : {};

  const readAgain = async (): Promise<KeptRun> => {
    const run = await get('/suspend', { trx });
    queries.setQueryData(keptRunKey(trx), run);
    return run;
  };
  const onError = (error: unknown): void => {
    if (conflictOf(error)) void queries.invalidateQueries({ queryKey: SUSPEND_KEY });
  };

  const saveNow = async (): Promise<KeptRun> => {
    const saved = (await saveRun(trx, draft, may('developer'))) ?? (await readAgain());
    queries.setQueryData(keptRunKey(trx), saved);
    const rest = { ...startDraft(textsOf(saved)), rule: draft.rule, isActiveVersion: true };
    replace('version' in version ? rest : undefined);
    return saved;
  };
  const preview = useMutation({ mutationFn: (of: RunDraft) => previewRun(trx, of), onSuccess: setPreviewed, onError });
  const save = useMutation({
    mutationFn: saveNow,
    onError,
    onSuccess: (saved) => preview.mutate({ ...startDraft(textsOf(saved)), isActiveVersion: 'version' in version }),
  });
  const recover = useMutation({
    mutationFn: async (): Promise<Outcome> => {
      setOutcome(undefined);
      const { revision } = isDirty ? await saveNow() : kept;
      const answer = await recoverRun({ trx, revision, ...version });
      const run = await readAgain();
      replace(undefined);
      setPreviewed(undefined);
      return { answer, run };
    },
    onError,
    onSuccess: setOutcome,
    onSettled: () => queries.invalidateQueries({ queryKey: SUSPEND_KEY }),
  });
  return { save, preview: { ...preview, previewed }, recover: { ...recover, outcome } };
}

/** Undefined: there is nothing that this role may store. */
async function saveRun(trx: string, draft: RunDraft, mayEditRule: boolean): Promise<KeptRun | undefined> {
  const { change } = changeOf(draft);
  const { data, err_names } = change;
  const stored = mayEditRule ? change : { ...(data && { data }), ...(err_names && { err_names }) };
  if (Object.keys(stored).length === 0) return undefined;
  return request<KeptRun>('put', '/suspend', { body: { trx, revision: draft.base.revision, ...stored } });
}

async function previewRun(trx: string, draft: RunDraft): Promise<Previewed> {
  const { data, version } = changeOf(draft).change;
  const body = { trx, revision: draft.base.revision, ...(data && { data }), ...(version && { version }) };
  return { preview: await post('/suspend/preview', body), draft };
}

export type RunActions = ReturnType<typeof useRunActions>;
