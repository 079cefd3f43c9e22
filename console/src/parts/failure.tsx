import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { ApiError } from '../api/api-error.ts';
import { useText } from '../i18n/use-text.ts';
import { CopyButton } from './copy-button.tsx';

interface FailureProps {
  /** Null: nothing is shown. */
  readonly error: unknown;
  /** What did not work; missing: that something did not. */
  readonly title?: string | undefined;
  /** Offers to try it again. */
  readonly retry?: (() => void) | undefined;
  /** Fields whose errors stand at the field itself: `request.body.name`. */
  readonly shownPaths?: readonly string[];
}

/** What went wrong: in words, with the code and the trx. */
export function Failure({ error, title, retry, shownPaths = [] }: FailureProps) {
  const text = useText();
  if (error === null || error === undefined) return null;
  const { code, trx, errors, retryAfterSeconds } = error instanceof ApiError ? error : new ApiError(unexpected(error));
  const others = errors.filter(({ path = '' }) => !shownPaths.includes(path));
  return (
    <Alert color="red" variant="light" icon={<TriangleAlert size={18} />} title={title ?? text('failure.title')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{code === 'network' ? text('failure.network') : messageOf(error)}</Text>
        {others.length > 0 && (
          <List size="sm" spacing={2}>
            {others.map(({ path, pointer, message }) => (
              <List.Item key={`${path ?? ''}${pointer ?? ''}${message}`}>
                {(path ?? pointer) !== undefined && <Code>{path ?? pointer}</Code>} {message}
              </List.Item>
            ))}
          </List>
        )}
        {retryAfterSeconds !== undefined && (
          <Text size="sm">{text('failure.retryAfter', { seconds: retryAfterSeconds })}</Text>
        )}
        <Group gap="xs">
          {code !== 'network' && code !== 'unexpected' && (
            <Text size="xs">
              {text('failure.code')} <Code>{code}</Code>
            </Text>
          )}
          {trx !== undefined && (
            <Group gap={2}>
              <Code>{trx}</Code>
              <CopyButton value={trx} what="trx" />
            </Group>
          )}
          {retry && (
            <Button size="compact-xs" variant="default" onClick={retry}>
              {text('failure.retry')}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unexpected(error: unknown) {
  return { code: 'unexpected', msg: messageOf(error), status: 0 };
}
