import { Anchor, Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Hourglass } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { CompleteForm } from '../waits/complete-form.tsx';
import { mayComplete } from '../waits/may-complete.ts';
import { useWaits } from '../waits/use-waits.ts';
import type { Wait } from '../waits/use-waits.ts';
import { insideOf } from './run-log.ts';
import type { ComponentLog, RunLog } from './run-log.ts';

const PLACE = { page: 1, after: '', status: 'waiting', for: '' };
/** Of the waits of a run; all of them are on the page of approvals. */
const SHOWN = 8;

/** What a waiting run waits for, with what completes it. */
export function RunWaits({ trx, log }: { readonly trx: string; readonly log: RunLog | undefined }) {
  const text = useText();
  const [chosen, setChosen] = useState<Wait | null>(null);
  const waits = useWaits({ ...PLACE, trx });
  const list = waits.data?.list ?? [];
  const children = log === undefined ? [] : waitingChildren(log);
  if (list.length === 0 && children.length === 0 && chosen === null) return null;
  return (
    <Paper withBorder p="sm" component="section" aria-label={text('waits.ofRun')}>
      <Group gap={6} mb={6}>
        <Hourglass size={16} aria-hidden />
        <Title order={2} size="h4">
          {text('waits.ofRun')}
        </Title>
      </Group>
      <Stack gap={6} component="ul" style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {list.slice(0, SHOWN).map((wait) => (
          <OneWait key={wait.component} wait={wait} onComplete={() => setChosen(wait)} />
        ))}
        {children.slice(0, SHOWN).map((child) => (
          <Child key={child.trx} child={child} />
        ))}
      </Stack>
      {list.length > SHOWN && (
        <Anchor component={Link} to={`/waits?trx=${trx}`} size="sm">
          {text('waits.more')}
        </Anchor>
      )}
      {chosen && <CompleteForm wait={chosen} onClose={() => setChosen(null)} />}
    </Paper>
  );
}

function OneWait({ wait, onComplete }: { readonly wait: Wait; readonly onComplete: () => void }) {
  const text = useText();
  const { may } = useMe();
  const { title, component, for: kind, until } = wait;
  return (
    <Group component="li" gap="sm" justify="space-between" wrap="nowrap">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }} component="div">
        <Text span size="sm" c="dimmed">
          {text(`waits.for.${kind}`)}
        </Text>{' '}
        {title ?? <Code>{component}</Code>}
        {until !== null && (
          <Text span size="sm" c="dimmed">
            {' '}
            · {text(kind === 'time' ? 'waits.goesOnAt' : 'waits.untilAt')} <Time at={until} />
          </Text>
        )}
      </Text>
      {mayComplete(wait, may) && (
        <Button
          size="compact-sm"
          variant="light"
          style={{ flex: 'none' }}
          aria-label={text('waits.completeOf', { component })}
          onClick={onComplete}
        >
          {text('waits.complete')}
        </Button>
      )}
    </Group>
  );
}

type ChildRun = NonNullable<ComponentLog['child']>;

function Child({ child: { trx, status } }: { readonly child: ChildRun }) {
  const text = useText();
  return (
    <Group component="li" gap="xs">
      <Text size="sm">{text('waits.ofRunChild')}</Text>
      <Anchor component={Link} to={`/runs/${trx}`} size="sm">
        <Code>{trx}</Code>
      </Anchor>
      <StatusBadge status={status} />
    </Group>
  );
}

/** The runs that it called, and that wait themselves. */
function waitingChildren({ step_logs }: RunLog): readonly ChildRun[] {
  const childrenOf = (log: ComponentLog): readonly ChildRun[] => [
    ...(log.child?.status === 'waiting' ? [log.child] : []),
    ...insideOf(log).flatMap(childrenOf),
  ];
  const all = step_logs.flatMap(({ component_logs: logs }) => logs.flatMap(childrenOf));
  return [...new Map(all.map((child) => [child.trx, child])).values()];
}
