import { Anchor, Code, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Duration } from '../../parts/duration.tsx';
import { HttpStatus } from '../../parts/http-status.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import type { RunHead } from './run-facts.ts';
import classes from './run.module.css';
import type { RuleVersion } from './use-run.ts';
import { ruleAddress } from '../../parts/rule-address.ts';

interface RunHeadViewProps {
  readonly head: RunHead;
  /** Null: its version is deleted; undefined while it is read. */
  readonly rule: RuleVersion | null | undefined;
}

/** The facts of a run: state, rule and version, times, ids. */
export function RunHeadView({ head, rule }: RunHeadViewProps) {
  const text = useText();
  const { status, httpStatus, startedAt, endedAt, runTimeMs, trx, logId, version, parent, metadata } = head;
  return (
    <dl className={classes.facts}>
      <Fact name={text('runs.status')}>
        <StatusBadge status={status} />
      </Fact>
      {httpStatus !== undefined && (
        <Fact name={text('runs.httpStatus')}>
          <HttpStatus status={httpStatus} />
        </Fact>
      )}
      {rule && (
        <Fact name={text('runs.rule')}>
          <Anchor component={Link} to={ruleAddress(rule)} size="sm">
            {rule.method} {rule.name}
          </Anchor>
        </Fact>
      )}
      <Fact name={text('runs.version')}>
        <Version version={version} rule={rule} />
      </Fact>
      <Fact name={text('run.started')}>
        <Time at={startedAt} withMilliseconds />
      </Fact>
      {endedAt !== undefined && (
        <Fact name={text('run.ended')}>
          <Time at={endedAt} withMilliseconds />
        </Fact>
      )}
      {runTimeMs !== undefined && (
        <Fact name={text('runs.duration')}>
          <Duration ms={runTimeMs} />
        </Fact>
      )}
      <Fact name={text('runs.trx')}>
        <Id value={trx} what="trx" />
      </Fact>
      <Fact name={text('runs.logId')}>
        <Id value={logId} what={text('run.logId')} to={`/runs?log=${logId}`} />
      </Fact>
      {Object.entries(metadata).map(([name, value]) => (
        <Fact key={name} name={name}>
          <Id value={value} what={name} to={`/runs?metadata=${encodeURIComponent(`${name}=${value}`)}`} />
        </Fact>
      ))}
      {parent && (
        <Fact name={text('run.parent', { component: parent.component })}>
          <Id value={parent.trx} what="trx" to={`/runs/${parent.trx}`} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** So much of a version tells it from others. */
const SHORT = 9;

function Version({ version, rule }: { readonly version: string; readonly rule: RunHeadViewProps['rule'] }) {
  const text = useText();
  const name = version.length > SHORT ? `${version.slice(0, 1)}…${version.slice(-SHORT)}` : version;
  if (!rule) {
    return (
      <Text span size="sm" title={version}>
        <Code>{name}</Code> {rule === null && text('run.versionDeleted')}
      </Text>
    );
  }
  return (
    <Anchor component={Link} to={`${ruleAddress(rule)}?version=${version}`} size="sm" ff="monospace" title={version}>
      {name}
    </Anchor>
  );
}

interface IdProps {
  readonly value: string;
  readonly what: string;
  readonly to?: string;
}

function Id({ value, what, to }: IdProps) {
  const code = <Code className={classes.id}>{value}</Code>;
  return (
    <Group gap={2} wrap="nowrap">
      {to === undefined ? (
        code
      ) : (
        <Anchor component={Link} to={to} size="sm">
          {code}
        </Anchor>
      )}
      <CopyButton value={value} what={what} />
    </Group>
  );
}
