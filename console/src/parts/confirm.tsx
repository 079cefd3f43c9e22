import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import { text } from '../i18n/use-text.ts';

interface Question {
  readonly title: string;
  readonly lead: ReactNode;
  /** On the button that does it. */
  readonly action: string;
  /** What is done cannot be undone. */
  readonly isDangerous?: boolean;
}

/** Asks before something is done; resolves with the answer. */
export function confirm({ title, lead, action, isDangerous = false }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      children: (
        <Text size="sm" component="div">
          {lead}
        </Text>
      ),
      labels: { confirm: action, cancel: text('confirm.cancel') },
      confirmProps: { color: isDangerous ? 'red' : undefined },
      closeOnConfirm: true,
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      // By Escape or a click outside; after an answer it says nothing more.
      onClose: () => resolve(false),
    });
  });
}
