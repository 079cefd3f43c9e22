import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { checkPassword } from './user-draft.ts';
import { useSetPassword } from './use-users.ts';
import type { UserEntry } from './use-users.ts';

interface PasswordFormProps {
  readonly user: UserEntry;
  readonly onClose: () => void;
}

/** The dialog that sets somebody's password. */
export function PasswordForm({ user, onClose }: PasswordFormProps) {
  const text = useText();
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const save = useSetPassword(user, onClose);
  const { password: error } = checkPassword(password);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (error === undefined) save.mutate(password);
  };
  return (
    <Modal opened onClose={onClose} title={text('users.passwordOf', { username: user.username })}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Failure error={save.error} />
          <Text size="sm" c="dimmed">
            {text('users.passwordLead')}
          </Text>
          <PasswordInput
            label={text('users.password')}
            description={text('users.passwordHint')}
            value={password}
            error={isChecked && error !== undefined && text(error)}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': text('users.showPassword') }}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {text('form.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {text('form.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
