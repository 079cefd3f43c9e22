import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Check } from 'lucide-react';
import { Failure } from './failure.tsx';
import { text } from '../i18n/use-text.ts';

/** Says that something is done; `undo` offers to take it back. */
export function notify(message: string, undo?: () => void): void {
  const id = notifications.show({
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {message}
        </Text>
        <Button
          size="compact-sm"
          variant="subtle"
          flex="none"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {text('form.undo')}
        </Button>
      </Group>
    ) : (
      message
    ),
    icon: <Check size={16} />,
    color: 'teal',
    autoClose: undo ? 10_000 : 4_000,
  });
}

/** Says what did not work, where no place of the page is its own; it stays until it is closed. */
export function notifyFailure(error: unknown): void {
  notifications.show({ message: <Failure error={error} />, autoClose: false, p: 0, color: 'red' });
}
