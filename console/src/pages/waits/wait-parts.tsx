import { Alert, Button, Code, Group, Text, Textarea } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { jsonOrNone } from './json-or-none.ts';
import { isOver } from './use-waits.ts';
import type { Wait } from './use-waits.ts';

/** Why it was not completed; where somebody was quicker, that. */
export function Refusal({ wait, error }: { readonly wait: Wait; readonly error: unknown }) {
  const text = useText();
  if (!isOver(error)) return <Failure error={error} />;
  const { code, message } = error as ApiError;
  return (
    <Alert color="orange" variant="light" icon={<TriangleAlert size={18} />} title={text('waits.quicker')} role="alert">
      <Text size="sm">{text('waits.quickerLead', { component: wait.component })}</Text>
      <Text size="xs" mt={4}>
        <Code>{code}</Code> {message}
      </Text>
    </Alert>
  );
}

interface JsonFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field whose text is JSON. */
export function JsonField({ label, hint, value, onChange }: JsonFieldProps) {
  const text = useText();
  return (
    <Textarea
      label={label}
      description={hint}
      value={value}
      error={!jsonOrNone(value).isJson && text('waits.notJson')}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      data-autofocus
    />
  );
}

interface ButtonsProps {
  /** There is nothing to complete any more. */
  readonly isOver: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What is done; where there is nothing to do any more, only the way out. */
export function Buttons({ isOver: isGone, onClose, children }: ButtonsProps) {
  const text = useText();
  return (
    <Group justify="flex-end" gap="xs">
      {isGone ? (
        <Button variant="default" onClick={onClose}>
          {text('form.close')}
        </Button>
      ) : (
        children
      )}
    </Group>
  );
}
