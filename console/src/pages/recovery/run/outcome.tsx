import { Anchor, Code, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useText } from '../../../i18n/use-text.ts';
import { JsonTree } from '../../../parts/json-tree.tsx';
import { StatusBadge } from '../../../parts/status-badge.tsx';
import { Panel } from './panel.tsx';
import type { RunAnswer } from './run-answer.ts';
import type { Outcome as RunOutcome } from './use-run-actions.ts';

/** What became of a recovery: the answer, or the new failure. */
export function Outcome({ outcome: { answer, run } }: { readonly outcome: RunOutcome }) {
  const text = useText();
  const isGood = run.status === 'success';
  const title = text(isGood ? 'recovery.done' : run.status === 'suspended' ? 'recovery.again' : 'recovery.ended');
  return (
    <Panel
      colour={isGood ? 'teal' : 'red'}
      title={title}
      label={text('recovery.outcome')}
      role="status"
      head={<StatusBadge status={run.status} />}
    >
      <Stack gap="xs">
        {run.status === 'suspended' && (
          <Text size="sm">
            {text('recovery.againLead', { component: run.err_component ?? '', code: run.err_code ?? '' })} {run.err_msg}
          </Text>
        )}
        <Group gap="sm">
          <Text size="sm">{text('recovery.answered', { status: answer.status })}</Text>
          <RunLink trx={run.trx} />
        </Group>
        <Answer answer={answer} />
      </Stack>
    </Panel>
  );
}

/** To the page of what a run did. */
export function RunLink({ trx }: { readonly trx: string }) {
  const text = useText();
  return (
    <Anchor component={Link} to={`/runs/${trx}`} size="sm">
      {text('recovery.openRun')}
    </Anchor>
  );
}

const MOST_SHOWN = 20_000;

function Answer({ answer: { json, text: body } }: { readonly answer: RunAnswer }) {
  const text = useText();
  if (json !== undefined) {
    return <JsonTree value={json} label={text('recovery.answer')} rootPath="body" maxHeight="320px" />;
  }
  if (body === '') return null;
  return <Code block>{body.slice(0, MOST_SHOWN)}</Code>;
}
