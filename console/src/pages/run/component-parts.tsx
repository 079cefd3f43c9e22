import { Badge, Code, Group, Stack, Table, Text } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { parseJson } from '../../api/json.ts';
import { useText } from '../../i18n/use-text.ts';
import { Duration } from '../../parts/duration.tsx';
import { HttpStatus } from '../../parts/http-status.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { Time } from '../../parts/time.tsx';
import classes from './run.module.css';
import type { ComponentLog, LoggedError, RequestLog, StepLog } from './run-log.ts';

interface PartProps {
  readonly log: ComponentLog;
}

/** What went wrong, and the answer that was refused. */
export function ComponentError({ log: { error, ignore_error: isIgnored, request_logs: requests } }: PartProps) {
  const text = useText();
  if (error === null) return <None name={text('run.noError')} />;
  const answer = requests.findLast((one) => one.answer !== undefined)?.answer;
  return (
    <Stack gap="sm">
      <ErrorLine error={error} />
      {isIgnored && <Text size="sm">{text('run.ignoredLead')}</Text>}
      {answer && (
        <>
          <Text size="sm" c="dimmed">
            {text('run.refusedAnswer')}
          </Text>
          <JsonTree
            value={{ ...answer, body: valueOf(answer.body) }}
            label={text('run.refusedAnswer')}
            openLevels={2}
          />
        </>
      )}
    </Stack>
  );
}

/** A body that is JSON as the value that it is; else its text. */
function valueOf(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}

function ErrorLine({ error }: { readonly error: LoggedError }) {
  const text = useText();
  return (
    <Group gap="xs" align="baseline">
      <Code c="red">{error.code}</Code>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {error.msg}
      </Text>
      {error.kind !== undefined && (
        <Text size="xs" c="dimmed">
          {text(`run.errorKind.${error.kind}`)}
        </Text>
      )}
    </Group>
  );
}

/** The calls of a component, in order; more than one where it was tried again, or a script made several. */
export function ComponentRequests({ log: { request_logs: requests } }: PartProps) {
  const text = useText();
  if (requests.length === 0) return <None name={text('run.noRequests')} />;
  return (
    <Table.ScrollContainer minWidth={560} type="native" scrollAreaProps={{ tabIndex: 0 }}>
      <Table fz="sm" verticalSpacing={6} aria-label={text('run.part.requests')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text('runs.time')}</Table.Th>
            <Table.Th>{text('run.call')}</Table.Th>
            <Table.Th>{text('runs.httpStatus')}</Table.Th>
            <Table.Th>{text('runs.duration')}</Table.Th>
            <Table.Th>{text('run.part.error')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requests.map((request, index) => (
            <RequestRow key={index} request={request} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RequestRow({
  request: { start_datetime, method, url, status_code, run_time, error },
}: {
  request: RequestLog;
}) {
  return (
    <Table.Tr>
      <Table.Td>
        <Time at={start_datetime} withMilliseconds />
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Code>{`${method} ${url}`}</Code>
      </Table.Td>
      <Table.Td>
        <HttpStatus status={status_code} />
      </Table.Td>
      <Table.Td>
        <Duration ms={run_time} />
      </Table.Td>
      <Table.Td>{error !== null && <ErrorLine error={error} />}</Table.Td>
    </Table.Tr>
  );
}

const LEVEL_COLORS = { debug: 'gray', info: 'blue', warn: 'orange', error: 'red' } as const;

/** What a script said with `ctx.log`. */
export function ComponentLogs({ log: { logs, logs_dropped: dropped = 0 } }: PartProps) {
  const text = useText();
  if (logs.length === 0) return <None name={text('run.noLogs')} />;
  return (
    <>
      <div className={classes.lines} tabIndex={0} role="region" aria-label={text('run.part.logs')}>
        {logs.map(({ level, datetime, message }, index) => (
          <div key={index} style={{ display: 'contents' }}>
            <Time at={datetime} withMilliseconds />
            <Badge size="xs" radius="sm" variant="light" color={LEVEL_COLORS[level]}>
              {level}
            </Badge>
            <span className={classes.message}>{message}</span>
          </div>
        ))}
      </div>
      {dropped > 0 && (
        <Text size="sm" c="dimmed">
          {text('run.logsDropped', { count: dropped })}
        </Text>
      )}
    </>
  );
}

/** The `ctx.step`s of a script, nested as they ran. */
export function ComponentSteps({ log: { steps } }: PartProps) {
  const text = useText();
  return steps.length === 0 ? <None name={text('run.noSteps')} /> : <Steps steps={steps} />;
}

function Steps({ steps }: { readonly steps: readonly StepLog[] }) {
  const text = useText();
  return (
    <ul className={classes.steps}>
      {steps.map(({ name, run_time, error, remembered, steps: inner }, index) => (
        <li key={index}>
          <div className={classes.step}>
            {error === null ? (
              <CircleCheck size={14} color="var(--mantine-color-teal-light-color)" aria-hidden />
            ) : (
              <CircleX size={14} color="var(--mantine-color-red-light-color)" aria-hidden />
            )}
            <span>{name}</span>
            <Text span size="xs" c="dimmed">
              <Duration ms={run_time} />
              {remembered === true && ` · ${text('run.remembered')}`}
            </Text>
            {error !== null && <ErrorLine error={error} />}
          </div>
          {/* That they are like the outer ones the OpenAPI document says in words. */}
          {inner && inner.length > 0 && <Steps steps={inner as unknown as StepLog[]} />}
        </li>
      ))}
    </ul>
  );
}

function None({ name }: { readonly name: string }) {
  return (
    <Text size="sm" c="dimmed">
      {name}
    </Text>
  );
}
