import { Alert, Code, Group, Stack, Text } from '@mantine/core';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import { formatNumber } from '../../parts/format.ts';
import type { Verdict } from './use-audit.ts';

interface AuditVerdictProps {
  readonly verdict: Verdict;
  readonly onClose: () => void;
}

/** Whether entries were altered, and which. */
export function AuditVerdict({ verdict, onClose }: AuditVerdictProps) {
  const text = useText();
  const language = useLanguage();
  const { intact, checked, broken, broken_count: count } = verdict;
  const numbers = { checked: formatNumber(checked, language), broken: formatNumber(count, language) };
  const Sign = intact ? ShieldCheck : ShieldAlert;
  return (
    <Alert
      color={intact ? 'teal' : 'red'}
      variant="light"
      icon={<Sign size={18} />}
      title={text(intact ? 'audit.intact' : 'audit.broken')}
      withCloseButton
      closeButtonLabel={text('form.close')}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{text(intact ? 'audit.intactLead' : 'audit.brokenLead', numbers)}</Text>
        {broken.length > 0 && (
          <Group gap={4} mah={160} style={{ overflow: 'auto' }}>
            {broken.map((id) => (
              <Code key={id}>{id}</Code>
            ))}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
