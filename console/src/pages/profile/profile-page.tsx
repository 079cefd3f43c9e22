import { Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { post, request } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { startSession } from '../../api/session.ts';
import { text as say, useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { notify } from '../../parts/notify.tsx';
import { Page } from '../../parts/page.tsx';

/** Who is signed in, and the change of the own password. */
export function ProfilePage() {
  const text = useText();
  const { user } = useMe();
  if (user === undefined) return null;
  return (
    <Page title={text('profile.title')} lead={`${user.username} · ${text(`role.${user.role}`)}`}>
      <Paper withBorder p="lg" maw={420}>
        <Title order={2}>{text('profile.password')}</Title>
        <Text size="sm" c="dimmed" mb="sm">
          {text('profile.passwordLead')}
        </Text>
        <PasswordForm username={user.username} />
      </Paper>
    </Page>
  );
}

const EMPTY = { old: '', new: '', again: '' };

function PasswordForm({ username }: { readonly username: string }) {
  const text = useText();
  const [typed, setTyped] = useState(EMPTY);
  const change = useMutation({
    mutationFn: () => changePassword(username, typed.old, typed.new),
    onSuccess: () => {
      setTyped(EMPTY);
      notify(say('profile.changed'));
    },
  });
  const differs = typed.again !== '' && typed.again !== typed.new;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (typed.new === typed.again) change.mutate();
  };
  const field = (name: keyof typeof EMPTY, autoComplete: string) => ({
    label: text(`profile.${name}`),
    required: true,
    withAsterisk: false,
    autoComplete,
    value: typed[name],
    visibilityToggleButtonProps: { 'aria-label': text('form.showTyped') },
    onChange: ({ currentTarget }: React.ChangeEvent<HTMLInputElement>) =>
      setTyped((now) => ({ ...now, [name]: currentTarget.value })),
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Failure error={change.error} />
        <PasswordInput {...field('old', 'current-password')} />
        <PasswordInput {...field('new', 'new-password')} description={text('profile.newHint')} minLength={8} />
        <PasswordInput {...field('again', 'new-password')} error={differs && text('profile.differs')} />
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
          {text('profile.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** The change ends all sessions, this one too: another begins with the new password. */
async function changePassword(username: string, oldPassword: string, newPassword: string): Promise<void> {
  const body = { old_password: oldPassword, new_password: newPassword };
  await request('post', '/me/password', { body, checksPassword: true });
  const { token, user } = await post('/login', { username, password: newPassword });
  startSession(token, user);
}
