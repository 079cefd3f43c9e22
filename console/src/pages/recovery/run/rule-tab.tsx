import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../../../api/me.ts';
import { useText } from '../../../i18n/use-text.ts';
import { CodeEditor } from '../../../parts/code-editor.tsx';
import type { CodeDiagnostic } from '../../../parts/code-mirror.tsx';
import { ActiveVersionDialog } from './active-version-dialog.tsx';
import { ChangesEditor } from './changes-editor.tsx';
import type { Endpoint } from './use-kept-run.ts';
import { useRuleCheck } from './use-rule-check.ts';
import type { RunEdit } from './use-run-draft.ts';

interface RuleTabProps {
  readonly endpoint: Endpoint;
  readonly edit: RunEdit;
}

const HEIGHT = { minHeight: '320px', maxHeight: '60vh' };

/** The run's own rule: who may edit it does, who may recover takes the active version instead. */
export function RuleTab({ endpoint, edit }: RuleTabProps) {
  const text = useText();
  const { may } = useMe();
  const { draft, change } = edit;
  const isEditable = may('developer');
  const diagnostics = useRuleCheck(draft.rule, endpoint);
  const editor = { label: text('recovery.ruleTab'), language: 'json' as const, value: draft.rule, ...HEIGHT };
  return (
    <Stack gap="sm">
      <RuleHead {...{ endpoint, edit }} />
      {isEditable ? (
        <ChangesEditor
          {...editor}
          original={draft.base.rule}
          diagnostics={diagnostics ?? NONE}
          onChange={(rule) => change({ rule, isActiveVersion: false })}
        />
      ) : (
        <CodeEditor {...editor} isReadOnly />
      )}
      {isEditable && <Diagnostics diagnostics={diagnostics} />}
    </Stack>
  );
}

const NONE: readonly never[] = [];

function RuleHead({ endpoint, edit: { draft, change } }: RuleTabProps) {
  const text = useText();
  const { may } = useMe();
  const [isAsking, setAsking] = useState(false);
  const use = (rule: string): void => {
    setAsking(false);
    change({ rule, isActiveVersion: true });
  };
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          {text(may('developer') ? 'recovery.ruleLead' : 'recovery.ruleReadOnly')}
        </Text>
        {may('operator') && (
          <Button variant="default" leftSection={<GitCompareArrows size={15} />} onClick={() => setAsking(true)}>
            {text('recovery.useActive')}
          </Button>
        )}
      </Group>
      {draft.isActiveVersion && (
        <Alert color="indigo" variant="light">
          <Group justify="space-between" gap="sm">
            <Text size="sm">{text('recovery.activeChosen')}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => change({ rule: draft.base.rule, isActiveVersion: false })}
            >
              {text('recovery.keepOwn')}
            </Button>
          </Group>
        </Alert>
      )}
      {isAsking && (
        <ActiveVersionDialog endpoint={endpoint} rule={draft.rule} onUse={use} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function Diagnostics({ diagnostics }: { readonly diagnostics: readonly CodeDiagnostic[] | undefined }) {
  const text = useText();
  if (diagnostics === undefined) return null;
  if (diagnostics.length === 0) {
    return (
      <Text size="sm" c="dimmed" aria-live="polite">
        {text('recovery.ruleValid')}
      </Text>
    );
  }
  return (
    <List size="sm" spacing={2} aria-label={text('recovery.diagnostics')} aria-live="polite">
      {diagnostics.map(({ severity, message, from }) => (
        <List.Item key={`${from} ${message}`}>
          <Text span size="sm" c={severity === 'error' ? 'var(--mantine-color-error)' : undefined}>
            {message}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
