import { Alert, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Duration } from '../../parts/duration.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import classes from './scripts.module.css';
import type { TestResult } from './use-scripts.ts';

interface TestOutcomeProps {
  readonly result: TestResult;
  /** Script, input or mocks have changed since. */
  readonly isOutdated: boolean;
}

/** What a test gave: its output or its error, what it logged, its steps and its calls. */
export function TestOutcome({ result, isOutdated }: TestOutcomeProps) {
  const text = useText();
  const { status, output, error, logs, steps, request_logs: requests, warnings, run_time: ms } = result;
  return (
    <section className={classes.outcome} aria-label={text('scripts.result')} aria-live="polite">
      <Group gap="xs">
        <StatusBadge status={status} />
        <Text size="xs" c="dimmed">
          <Duration ms={ms} />
        </Text>
        {isOutdated && <Text size="xs">{text('scripts.outdated')}</Text>}
      </Group>
      {error !== null && <TestError error={error} />}
      {warnings.map((warning) => (
        <Alert key={warning} color="orange" variant="light" p="xs">
          {warning}
        </Alert>
      ))}
      {error === null && (
        <Part title={text('scripts.output')}>
          <JsonTree value={output} label={text('scripts.output')} maxHeight="280px" />
        </Part>
      )}
      <Logs logs={logs} />
      {steps.length > 0 && (
        <Part title={text('scripts.steps', { count: steps.length })}>
          <JsonTree
            value={steps}
            label={text('scripts.steps', { count: steps.length })}
            openLevels={1}
            maxHeight="240px"
          />
        </Part>
      )}
      {requests.length > 0 && (
        <Part title={text('scripts.requests', { count: requests.length })}>
          <JsonTree
            value={requests}
            label={text('scripts.requests', { count: requests.length })}
            openLevels={1}
            maxHeight="240px"
          />
        </Part>
      )}
    </section>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {children}
    </Stack>
  );
}

function TestError({ error }: { readonly error: Readonly<Record<string, unknown>> }) {
  const { code, message, msg, ...rest } = error;
  const said = [message, msg].find((one) => typeof one === 'string');
  return (
    <Alert color="red" variant="light" p="sm" title={said}>
      <Stack gap="xs">
        {typeof code === 'string' && <Code w="fit-content">{code}</Code>}
        {Object.keys(rest).length > 0 && <Code block>{JSON.stringify(rest, null, 2)}</Code>}
      </Stack>
    </Alert>
  );
}

function Logs({ logs }: Pick<TestResult, 'logs'>) {
  const text = useText();
  if (logs.length === 0) return null;
  return (
    <Part title={text('scripts.logs', { count: logs.length })}>
      <ol className={classes.logs} aria-label={text('scripts.logs', { count: logs.length })}>
        {logs.map((line, index) => (
          <li key={index} data-level={String(line.level)}>
            <b>{String(line.level)}</b> {logText(line)}
          </li>
        ))}
      </ol>
    </Part>
  );
}

function logText({ message, msg, text }: Readonly<Record<string, unknown>>): string {
  const said = message ?? msg ?? text;
  return typeof said === 'string' ? said : JSON.stringify(said);
}
