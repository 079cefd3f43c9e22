import { Group, Modal, Stack, Text } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { DiffView } from '../../parts/diff-view.tsx';
import { Time } from '../../parts/time.tsx';
import { changeTexts } from './audit-change.ts';
import type { AuditEntry } from './use-audit.ts';

interface AuditChangeDialogProps {
  readonly entry: AuditEntry;
  readonly onClose: () => void;
}

/** What one entry changed. */
export function AuditChangeDialog({ entry, onClose }: AuditChangeDialogProps) {
  const text = useText();
  const { action, target, operator, ip, created_at: at } = entry;
  return (
    <Modal opened onClose={onClose} size={960} title={text('audit.change', { action, target })}>
      <Stack gap="sm">
        <Group gap="lg">
          <Text size="sm" c="dimmed">
            <Time at={at} />
          </Text>
          <Text size="sm" c="dimmed">
            {operator} {ip}
          </Text>
        </Group>
        <DiffView {...changeTexts(entry)} language="json" maxHeight="60vh" />
      </Stack>
    </Modal>
  );
}
