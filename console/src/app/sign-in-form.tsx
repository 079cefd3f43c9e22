import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import type { DataOf } from '../api/api-types.ts';
import { startSession } from '../api/session.ts';
import { useText } from '../i18n/use-text.ts';
import { Failure } from '../parts/failure.tsx';

/**
 * Asks for name and password, and begins the session. After a failure what was typed stays.
 * @param username is not asked for when it is known.
 */
export function SignInForm({ username }: { readonly username?: string }) {
  const text = useText();
  const [name, setName] = useState(username ?? '');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => request<DataOf<'post', '/login'>>('post', '/login', { body: { username: name, password } }),
    onSuccess: ({ token, user }) => startSession(token, user),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Failure error={signIn.error} />
        {username === undefined ? (
          <TextInput
            label={text('signIn.username')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            data-autofocus
            autoFocus
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
        ) : (
          // For password managers.
          <input type="hidden" name="username" autoComplete="username" value={username} />
        )}
        <PasswordInput
          label={text('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={username !== undefined || undefined}
          // Its own name has the word that the field is found by.
          visibilityToggleButtonProps={{ 'aria-label': text('form.showTyped') }}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Button type="submit" fullWidth mt={4} loading={signIn.isPending}>
          {text('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}
