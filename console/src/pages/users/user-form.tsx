import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { checkUser, roles } from './user-draft.ts';
import type { UserDraft } from './user-draft.ts';
import { useAddUser } from './use-users.ts';

/** The dialog that adds a user. */
export function UserForm({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const [draft, setDraft] = useState<UserDraft>({ username: '', password: '', role: 'viewer' });
  // Said once one has tried to save.
  const [isChecked, setChecked] = useState(false);
  const add = useAddUser(onClose);
  const errors = checkUser(draft);
  const refused = add.error instanceof ApiError ? add.error : undefined;
  const errorOf = (field: keyof UserDraft): string | undefined =>
    isChecked && errors[field] !== undefined ? text(errors[field]) : refused?.of(field);
  const change = (part: Partial<UserDraft>): void => setDraft((now) => ({ ...now, ...part }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(errors).length === 0) add.mutate(draft);
  };
  return (
    <Modal opened onClose={onClose} title={text('users.new')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Failure error={add.error} shownPaths={['request.body.username', 'request.body.password']} />
          <TextInput
            label={text('users.name')}
            value={draft.username}
            error={errorOf('username')}
            onChange={({ currentTarget }) => change({ username: currentTarget.value })}
            spellCheck={false}
            autoComplete="off"
            data-autofocus
          />
          <PasswordInput
            label={text('users.passwordField')}
            description={text('users.passwordHint')}
            value={draft.password}
            error={errorOf('password')}
            onChange={({ currentTarget }) => change({ password: currentTarget.value })}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': text('users.showPassword') }}
          />
          <Select
            label={text('users.role')}
            description={text(`users.mayDo.${draft.role}`)}
            data={roles.map((value) => ({ value, label: text(`role.${value}`) }))}
            value={draft.role}
            allowDeselect={false}
            onChange={(role) => role !== null && change({ role })}
          />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {text('form.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {text('users.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
