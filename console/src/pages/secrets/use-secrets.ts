import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import type { EntryOf } from '../../api/api-types.ts';
import { get, post, put, remove } from '../../api/client.ts';
import { text } from '../../i18n/use-text.ts';
import { confirm } from '../../parts/confirm.tsx';
import { notify } from '../../parts/notify.tsx';
import { changeOf } from './secret-draft.ts';
import type { SecretDraft } from './secret-draft.ts';

export type Secret = EntryOf<'/secret/page'>;

const KEY = ['secret'];

interface SecretFilter {
  readonly name: string;
  readonly page: number;
  readonly after: string;
}

/** A page of secrets. */
export function useSecrets(filter: SecretFilter) {
  return useQuery({
    queryKey: [...KEY, filter],
    queryFn: ({ signal }) => get('/secret/page', filter, signal),
    placeholderData: keepPreviousData,
  });
}

/** Where active rules name a secret. */
export function useSecretUsage(name: string) {
  return useQuery({
    queryKey: [...KEY, 'usage', name],
    queryFn: ({ signal }) => get('/secret/usage', { name }, signal),
  });
}

/** Adds a secret, or changes `secret`. */
export function useSaveSecret(secret: Secret | undefined, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: SecretDraft) =>
      secret === undefined ? post('/secret', draft) : put('/secret', changeOf(secret.id, draft, secret)),
    onSuccess: ({ name }) => {
      notify(text(secret === undefined ? 'secrets.added' : 'secrets.saved', { name }));
      onSaved();
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
}

/** Deletes a secret, after asking; when rules still name it, after asking once more. */
export function useDeleteSecret() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deleteAsking,
    onSuccess: (isDeleted, { name }) => {
      if (!isDeleted) return undefined;
      notify(text('secrets.deleted', { name }));
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
}

async function deleteAsking({ id, name }: Secret): Promise<boolean> {
  const question = {
    title: text('secrets.delete', { name }),
    lead: text('secrets.deleteLead'),
    action: text('form.delete'),
    isDangerous: true,
  };
  if (!(await confirm(question))) return false;
  try {
    await remove('/secret', { id });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === '000409')) throw error;
    const used = { title: text('secrets.inUse'), lead: error.message, action: text('secrets.deleteAnyway') };
    if (!(await confirm({ ...used, isDangerous: true }))) return false;
    await remove('/secret', { id, force: true });
  }
  return true;
}
