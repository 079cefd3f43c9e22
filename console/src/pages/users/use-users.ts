import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EntryOf } from '../../api/api-types.ts';
import { get, post, put, remove } from '../../api/client.ts';
import { text } from '../../i18n/use-text.ts';
import { confirm } from '../../parts/confirm.tsx';
import { notify } from '../../parts/notify.tsx';
import type { RoleName, UserDraft } from './user-draft.ts';

export type UserEntry = EntryOf<'/user/page'>;

const KEY = ['user'];

interface Place {
  readonly page: number;
  readonly after: string;
}

/** A page of users. */
export function useUsers(place: Place) {
  return useQuery({
    queryKey: [...KEY, place],
    queryFn: ({ signal }) => get('/user/page', { ...place, count: 50 }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Adds a user. */
export function useAddUser(onAdded: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: UserDraft) => post('/user', draft),
    onSuccess: ({ username }) => {
      notify(text('users.added', { username }));
      onAdded();
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
}

/** Sets a new password. */
export function useSetPassword({ id, username }: UserEntry, onSet: () => void) {
  return useMutation({
    mutationFn: (password: string) => put('/user', { id, password }),
    onSuccess: () => {
      notify(text('users.passwordSet', { username }));
      onSet();
    },
  });
}

/** What is changed of a user without a dialog. */
export interface UserChange {
  readonly user: UserEntry;
  readonly role?: RoleName;
  readonly disabled?: boolean;
}

/** Changes a role, or disables; "Undo" takes it back. */
export function useChangeUser() {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: ({ user: { id }, role, disabled }: UserChange & { readonly isUndo?: boolean }) =>
      put('/user', { id, ...(role !== undefined && { role }), ...(disabled !== undefined && { disabled }) }),
    onSuccess: async (after, { user: before, isUndo = false }) => {
      // What is said stands on the page already.
      await queries.invalidateQueries({ queryKey: KEY });
      const undo = (): void => {
        change.mutate({ user: before, role: before.role, disabled: before.disabled, isUndo: true });
      };
      notify(changeText(before, after), isUndo ? undefined : undo);
    },
    // What was refused is shown as it is kept.
    onError: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return change;
}

function changeText(before: UserEntry, { username, role, disabled }: UserEntry): string {
  if (disabled !== before.disabled) return text(disabled ? 'users.disabledNow' : 'users.enabledNow', { username });
  return text('users.roleNow', { username, role: text(`role.${role}`) });
}

/** Deletes a user, after asking. */
export function useDeleteUser() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, username }: UserEntry) => {
      const question = { title: text('users.delete', { username }), lead: text('users.deleteLead') };
      const isWanted = await confirm({ ...question, action: text('form.delete'), isDangerous: true });
      if (isWanted) await remove('/user', { id });
      return isWanted;
    },
    onSuccess: (isDeleted, { username }) => {
      if (!isDeleted) return undefined;
      notify(text('users.deleted', { username }));
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
}
