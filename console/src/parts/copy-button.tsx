import { ActionIcon } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy } from 'lucide-react';
import { useText } from '../i18n/use-text.ts';

interface CopyButtonProps {
  /** What is copied; a function where it is costly to make. */
  readonly value: string | (() => string);
  /** What it is, for the button's name: `trx`. */
  readonly what: string;
  readonly tabIndex?: number;
}

/** Copies a text, and says so. */
export function CopyButton({ value, what, tabIndex }: CopyButtonProps) {
  const text = useText();
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const name = text('copy.what', { what });
  return (
    // The browser's own tooltip: a list has many of them.
    <ActionIcon
      title={copied ? text('copy.copied') : name}
      variant="subtle"
      color={copied ? 'teal' : 'gray'}
      size="sm"
      aria-label={name}
      tabIndex={tabIndex}
      onClick={(event) => {
        event.stopPropagation();
        copy(typeof value === 'string' ? value : value());
      }}
    >
      {copied ? <Check size={14} /> : <Copy size={14} />}
    </ActionIcon>
  );
}
