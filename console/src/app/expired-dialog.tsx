import { Button, Modal, Text } from '@mantine/core';
import { endSession, useSession } from '../api/session.ts';
import { useText } from '../i18n/use-text.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Asks for the password over the page when the session has expired; what the page holds stays. */
export function ExpiredDialog() {
  const text = useText();
  const session = useSession();
  if (session === null) return null;
  const { username } = session.user;
  return (
    <Modal
      opened={session.isExpired}
      onClose={() => undefined}
      title={text('expired.title')}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      centered
      size="sm"
      zIndex={1000}
    >
      <Text size="sm" mb="md">
        {text('expired.lead', { name: username })}
      </Text>
      <SignInForm username={username} />
      <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={endSession}>
        {text('frame.signOut')}
      </Button>
    </Modal>
  );
}
