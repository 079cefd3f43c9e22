import { Anchor, Table, Text, Title } from '@mantine/core';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import { Duration } from '../../parts/duration.tsx';
import { Failure } from '../../parts/failure.tsx';
import { formatNumber, formatPercent } from '../../parts/format.ts';
import { RuleName } from '../../parts/rule-name.tsx';
import type { RunStatus } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { useNow } from '../../parts/use-now.ts';
import classes from './overview.module.css';
import { groupSearch } from '../recovery/recovery-query.ts';
import { failuresOf, mostFailingOf, slowFrom, slowestOf } from './series-data.ts';
import { startOf, useRuleStats, useSuspended } from './use-overview.ts';
import type { Period, RuleStats, SuspendedGroup } from './use-overview.ts';

const MOST_GROUPS = 8;

/** The slowest and the most failing rules of the period, and what is suspended now. */
export function OverviewTables({ period }: { readonly period: Period }) {
  const text = useText();
  const rules = useRuleStats(period);
  const suspended = useSuspended();
  const from = startOf(period, useNow());
  const runsOf = ({ method, name }: RuleStats, filter: { readonly slower: string } | { readonly status: string }) =>
    `/runs?${new URLSearchParams({ rule: `${method} ${name}`, from, ...filter })}`;
  return (
    <>
      <Failure error={rules.error ?? suspended.error} />
      <div className={classes.tables}>
        <Card
          title={text('overview.slowest')}
          heads={['runs.rule', 'overview.runs', 'overview.p50', 'overview.p95', 'overview.p99']}
        >
          {slowestOf(rules.data ?? []).map((rule) => (
            <SlowRow
              key={`${rule.method} ${rule.name}`}
              rule={rule}
              to={runsOf(rule, { slower: slowFrom(rule.answer.p95) })}
            />
          ))}
        </Card>
        <Card
          title={text('overview.failing')}
          heads={['runs.rule', 'overview.runs', 'overview.errorRate', 'overview.failures']}
        >
          {mostFailingOf(rules.data ?? []).map((rule) => (
            <FailingRow key={`${rule.method} ${rule.name}`} rule={rule} runsOf={(status) => runsOf(rule, { status })} />
          ))}
        </Card>
        <Card
          title={text('overview.suspended')}
          heads={['runs.rule', 'runs.errorCode', 'overview.count', 'overview.oldest']}
        >
          {(suspended.data ?? []).slice(0, MOST_GROUPS).map((group) => (
            <SuspendedRow key={JSON.stringify(group)} group={group} />
          ))}
        </Card>
      </div>
    </>
  );
}

type Head =
  | 'runs.rule'
  | 'runs.errorCode'
  | `overview.${'runs' | 'p50' | 'p95' | 'p99' | 'errorRate' | 'failures' | 'count' | 'oldest'}`;

interface CardProps {
  readonly title: string;
  /** The names of the columns; all but the first are numbers. */
  readonly heads: readonly Head[];
  readonly children: readonly ReactNode[];
}

function Card({ title, heads, children }: CardProps) {
  const text = useText();
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <Title order={2} id={id} mb={4}>
        {title}
      </Title>
      {children.length === 0 ? (
        <Text size="sm" c="dimmed">
          {text('overview.none')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={320} type="native" scrollAreaProps={{ tabIndex: 0 }}>
          <Table fz="sm" verticalSpacing={6} horizontalSpacing={8} aria-labelledby={id}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head, index) => (
                  <Table.Th key={head} ta={index === 0 ? undefined : 'right'} style={{ whiteSpace: 'nowrap' }}>
                    {text(head)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>{children}</Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}

interface RuleRowProps {
  readonly rule: RuleStats;
  /** Its runs. */
  readonly to: string;
}

function SlowRow({ rule: { method, name, runs, answer }, to }: RuleRowProps) {
  return (
    <Table.Tr>
      <RuleCell method={method} name={name} to={to} />
      <NumberCell value={runs} />
      {[answer.p50, answer.p95, answer.p99].map((ms, index) => (
        <Table.Td key={index} ta="right">
          <Duration ms={ms} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

interface FailingRowProps {
  readonly rule: RuleStats;
  /** Those with a status. */
  readonly runsOf: (status: RunStatus) => string;
}

/** The rule leads to the runs that failed as most of them did, each number to its own. */
function FailingRow({ rule: { method, name, runs, error_rate: rate, by_status: byStatus }, runsOf }: FailingRowProps) {
  const text = useText();
  const language = useLanguage();
  const failures = failuresOf(byStatus);
  return (
    <Table.Tr>
      <RuleCell method={method} name={name} to={runsOf(failures[0]?.status ?? 'failed')} />
      <NumberCell value={runs} />
      <Table.Td ta="right">{formatPercent(rate, language)}</Table.Td>
      <Table.Td ta="right">
        {failures.map(({ status, count }) => (
          <div key={status}>
            <Anchor component={Link} to={runsOf(status)} size="sm" style={{ whiteSpace: 'nowrap' }}>
              {text('overview.failed', { count: formatNumber(count, language), status: text(`status.${status}`) })}
            </Anchor>
          </div>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}

function SuspendedRow({ group }: { readonly group: SuspendedGroup }) {
  const text = useText();
  const { method, name, err_code: code, count, oldest } = group;
  return (
    <Table.Tr>
      <RuleCell
        method={method ?? ''}
        name={name ?? text('recovery.noRule')}
        to={`/recovery${groupSearch(new URLSearchParams(), group)}`}
      />
      <Table.Td ta="right">{code}</Table.Td>
      <NumberCell value={count} />
      <Table.Td ta="right">
        <Time at={oldest} isRelative />
      </Table.Td>
    </Table.Tr>
  );
}

function RuleCell({ method, name, to }: { readonly method: string; readonly name: string; readonly to: string }) {
  return (
    <Table.Td style={{ overflowWrap: 'anywhere' }}>
      <Anchor component={Link} to={to} size="sm">
        <RuleName method={method} path={name} />
      </Anchor>
    </Table.Td>
  );
}

function NumberCell({ value }: { readonly value: number }) {
  const language = useLanguage();
  return <Table.Td ta="right">{formatNumber(value, language)}</Table.Td>;
}
