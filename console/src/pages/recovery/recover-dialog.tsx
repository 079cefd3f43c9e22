import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';

interface RecoverDialogProps {
  readonly title: string;
  readonly lead: ReactNode;
  /** On the button that does it. */
  readonly action: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onRecover: (isActiveVersion: boolean) => void;
  readonly onClose: () => void;
}

/** Asks before many runs are recovered, and with which version of their rules. */
export function RecoverDialog({ title, lead, action, isPending, error, onRecover, onClose }: RecoverDialogProps) {
  const text = useText();
  const [isActiveVersion, setActiveVersion] = useState(false);
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack gap="sm">
        <Text size="sm">{lead}</Text>
        <Failure error={error} />
        <Checkbox
          label={text('recovery.withActive')}
          description={text('recovery.withActiveHint')}
          checked={isActiveVersion}
          onChange={({ currentTarget }) => setActiveVersion(currentTarget.checked)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('form.cancel')}
          </Button>
          <Button loading={isPending} onClick={() => onRecover(isActiveVersion)} data-autofocus>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
