import { Alert, Anchor, Code, Group, List, Text } from '@mantine/core';
import { Info, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { isUnderWay } from './run-facts.ts';
import type { RunFacts, RunHead } from './run-facts.ts';

interface RunNotesProps {
  readonly facts: RunFacts;
  readonly head: RunHead;
}

/** What went wrong, and what is not known of the run. */
export function RunNotes({ facts, head }: RunNotesProps) {
  const text = useText();
  const { log } = facts;
  return (
    <>
      <RunError {...{ facts, head }} />
      {log === undefined && (
        <Note>
          {text(isUnderWay(head.status) ? 'run.noLogYet' : 'run.notRecorded')}{' '}
          {head.status === 'suspended' && (
            <Anchor component={Link} to={`/recovery/${head.trx}`} size="sm">
              {text('run.toRecovery')}
            </Anchor>
          )}
        </Note>
      )}
      {log?.truncated === true && <Note>{text('run.truncated')}</Note>}
      {log?.warnings && log.warnings.length > 0 && (
        <Alert color="yellow" variant="light" icon={<TriangleAlert size={18} />} title={text('run.warnings')} py="xs">
          <List size="sm">
            {log.warnings.map(({ component, message }) => (
              <List.Item key={`${component ?? ''} ${message}`}>
                {component !== null && <Code>{component}</Code>} {message}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}

function RunError({ facts: { log, kept }, head }: RunNotesProps) {
  const text = useText();
  if (head.status === 'success' || isUnderWay(head.status)) return null;
  const code = kept?.err_code ?? log?.error?.code;
  if (code === undefined) return null;
  const message = kept?.err_msg ?? log?.error?.msg ?? '';
  const component = kept?.err_component ?? log?.error?.component;
  const color = head.status === 'suspended' ? 'orange' : 'red';
  const hasComponent = component !== null && component !== undefined;
  const layer = log?.error?.layer ?? kept?.cur_step ?? '';
  return (
    <Alert color={color} variant="light" icon={<TriangleAlert size={18} />} py="xs" role="note">
      <Group gap="xs">
        <Code>{code}</Code>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {message}
        </Text>
        {hasComponent && (
          <Text size="sm" c="dimmed">
            {text('run.errorAt', { component, layer })}
          </Text>
        )}
      </Group>
    </Alert>
  );
}

function Note({ children }: { readonly children: React.ReactNode }) {
  return (
    <Alert color="gray" variant="light" icon={<Info size={18} />} py="xs" role="note">
      <Text size="sm">{children}</Text>
    </Alert>
  );
}
