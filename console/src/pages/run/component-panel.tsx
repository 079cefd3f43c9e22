import { Anchor, Badge, Code, Group, Tabs, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { useText } from '../../i18n/use-text.ts';
import { Duration } from '../../parts/duration.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { ComponentError, ComponentLogs, ComponentRequests, ComponentSteps } from './component-parts.tsx';
import classes from './run.module.css';
import type { ComponentLog } from './run-log.ts';
import type { Bar } from './timeline.ts';

const TABS = ['input', 'output', 'error', 'requests', 'logs', 'steps'] as const;
const DEFAULTS = { part: '' };
const COLORS: Readonly<Record<ComponentState, string>> = {
  ...{ success: 'teal', failed: 'red', skipped: 'gray', cached: 'blue' },
  ...{ running: 'blue', waiting: 'gray', cancelled: 'gray', undone: 'gray' },
};

/** All of one component: what went in, what came out, what went wrong, whom it called, what it said. */
export function ComponentPanel({ bar }: { readonly bar: Bar }) {
  const text = useText();
  const [{ part }, change] = useQueryState(DEFAULTS);
  const { log, state, attempt } = bar;
  const shown = TABS.find((one) => one === part) ?? (state === 'failed' ? 'error' : 'input');
  return (
    <section className={classes.panel} aria-label={text('run.component', { name: bar.name })}>
      <Group gap="xs" mb="xs">
        <Title order={2}>{bar.name}</Title>
        <Badge variant="light" color={COLORS[state]} radius="sm">
          {text(`drawing.state.${state}`)}
        </Badge>
        {attempt > 1 && (
          <Text size="sm" c="dimmed">
            {text('run.attempt', { attempt })}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {text('run.layer', { layer: bar.layer })}
        </Text>
        <Target log={log} />
        {log.child && <Child child={log.child} />}
        <Text size="sm" c="dimmed" component="span">
          <Time at={log.start_datetime} withMilliseconds /> · <Duration ms={log.run_time} />
        </Text>
      </Group>
      {log.desc !== '' && (
        <Text size="sm" c="dimmed" mb="xs">
          {log.desc}
        </Text>
      )}
      <Tabs value={shown} onChange={(value) => change({ part: value ?? '' })} keepMounted={false}>
        <Tabs.List mb="sm" aria-label={bar.name}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one} rightSection={<Count count={countOf(log, one)} />}>
              {text(`run.part.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((one) => (
          <Tabs.Panel key={one} value={one}>
            <Part log={log} part={one} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

type PartName = (typeof TABS)[number];

function Target({ log }: { readonly log: ComponentLog }) {
  return <Code style={{ overflowWrap: 'anywhere' }}>{log.method === null ? log.url : `${log.method} ${log.url}`}</Code>;
}

/** The run of another rule. */
function Child({ child: { trx, status } }: { readonly child: NonNullable<ComponentLog['child']> }) {
  const text = useText();
  return (
    <Group gap={4} wrap="nowrap">
      <Anchor component={Link} to={`/runs/${trx}`} size="sm" aria-label={text('run.child', { trx })}>
        <Code>{trx}</Code>
      </Anchor>
      <StatusBadge status={status} />
    </Group>
  );
}

/** How many there are; beside the tab's name, not in it. */
function Count({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <Badge size="xs" circle variant="light" color="gray" aria-hidden>
      {count}
    </Badge>
  );
}

function countOf({ request_logs: requests, logs, steps, error }: ComponentLog, part: PartName): number {
  const counts: Partial<Record<PartName, number>> = {
    requests: requests.length,
    logs: logs.length,
    steps: steps.length,
    error: error === null ? 0 : 1,
  };
  return counts[part] ?? 0;
}

function Part({ log, part }: { readonly log: ComponentLog; readonly part: PartName }) {
  const text = useText();
  switch (part) {
    case 'input':
      return <JsonTree value={log.input ?? null} label={text('run.part.input')} rootPath="input" openLevels={3} />;
    case 'output': {
      const path = log.output_name ?? log.name;
      return <JsonTree value={log.output ?? null} label={text('run.part.output')} rootPath={path} openLevels={3} />;
    }
    case 'error':
      return <ComponentError log={log} />;
    case 'requests':
      return <ComponentRequests log={log} />;
    case 'logs':
      return <ComponentLogs log={log} />;
    case 'steps':
      return <ComponentSteps log={log} />;
  }
}
