import { Center, Code, Group, Paper, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useText } from '../i18n/use-text.ts';
import { Brand } from './brand.tsx';
import { SignInForm } from './sign-in-form.tsx';

const FORGOT = 'stepgate user password NAME';

/** For who is not signed in, at whatever address: the page asked for stands there afterwards. */
export function SignInPage() {
  const text = useText();
  useDocumentTitle(`${text('signIn.title')} · Stepgate`);
  return (
    <Center component="main" mih="100dvh" p="md">
      <div style={{ width: '100%', maxWidth: 360 }}>
        <Group justify="center" mb="lg">
          <Brand size={32} />
        </Group>
        <Paper withBorder p="lg" radius={10} shadow="xs">
          <Title order={1}>{text('signIn.title')}</Title>
          <Text c="dimmed" size="sm" mb="md">
            {text('signIn.lead')}
          </Text>
          <SignInForm />
        </Paper>
        <Text c="dimmed" size="xs" mt="md" ta="center">
          {text('signIn.forgot')}
          <br />
          <Code fz="xs">{FORGOT}</Code>
        </Text>
      </div>
    </Center>
  );
}
