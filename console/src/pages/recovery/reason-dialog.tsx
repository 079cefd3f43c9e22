import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';

interface ReasonDialogProps {
  readonly title: string;
  readonly lead: ReactNode;
  /** On the button that does it. */
  readonly action: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}

/** The API takes no longer one. */
const LONGEST_REASON = 1000;

/** Asks why runs are given up, before they are. */
export function ReasonDialog({ title, lead, action, isPending, error, onReason, onClose }: ReasonDialogProps) {
  const text = useText();
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isEmpty = reason.trim() === '';
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (!isEmpty) onReason(reason.trim());
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm">{lead}</Text>
          <Failure error={error} />
          <Textarea
            label={text('recovery.reason')}
            description={text('recovery.reasonHint')}
            value={reason}
            maxLength={LONGEST_REASON}
            error={isChecked && isEmpty ? text('recovery.reasonNeeded') : undefined}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
            autosize
            minRows={2}
            maxRows={8}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {text('recovery.keep')}
            </Button>
            <Button type="submit" color="red" loading={isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
