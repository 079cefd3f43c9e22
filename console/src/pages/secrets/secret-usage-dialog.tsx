import { Modal, Skeleton, Stack } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { UsageList } from '../../parts/usage-list.tsx';
import { useSecretUsage } from './use-secrets.ts';
import type { Secret } from './use-secrets.ts';

interface SecretUsageDialogProps {
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** The active rules that name a secret. */
export function SecretUsageDialog({ secret: { name }, onClose }: SecretUsageDialogProps) {
  const text = useText();
  const usage = useSecretUsage(name);
  return (
    <Modal opened onClose={onClose} title={text('secrets.usageOf', { name })}>
      <Stack gap="sm">
        <Failure error={usage.error} retry={() => void usage.refetch()} />
        {usage.isPending && <Skeleton height={64} aria-hidden />}
        {usage.data && <UsageList usage={usage.data.list} none={text('secrets.notUsed')} />}
      </Stack>
    </Modal>
  );
}
