import { Anchor, Badge, Button, Code, Group, Select } from '@mantine/core';
import { Hourglass } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import type { Role } from '../../api/session.ts';
import type { TextKey } from '../../i18n/en.ts';
import { useText } from '../../i18n/use-text.ts';
import type { Text } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Time } from '../../parts/time.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { CompleteForm } from './complete-form.tsx';
import { mayComplete } from './may-complete.ts';
import { useWaits } from './use-waits.ts';
import type { Wait } from './use-waits.ts';

const FIRST = { page: 1, after: '', status: 'waiting', for: '', trx: '' };
const STATUSES = ['waiting', 'done', 'rejected', 'passed'] as const;
const KINDS = ['approval', 'callback', 'time'] as const;
const COLORS = { waiting: 'indigo', done: 'teal', rejected: 'red', passed: 'gray' } as const;

/** What runs wait for, and its completion. */
export function WaitsPage() {
  const text = useText();
  const { may } = useMe();
  const [place, setPlace] = useQueryState(FIRST);
  const [chosen, setChosen] = useState<Wait | null>(null);
  const waits = useWaits(place);
  const columns = useMemo(() => waitColumns(text, may, setChosen), [text, may]);
  const filter = (change: Partial<typeof FIRST>): void => setPlace({ ...place, page: 1, after: '', ...change });
  return (
    <Page title={text('waits.title')} lead={text('waits.lead')}>
      <Group gap="sm" mb="sm">
        <Select
          label={text('waits.status')}
          data={options(text, STATUSES, 'waits.status')}
          value={place.status}
          allowDeselect={false}
          onChange={(status) => filter({ status: status ?? '' })}
        />
        <Select
          label={text('waits.for')}
          data={options(text, KINDS, 'waits.for')}
          value={place.for}
          allowDeselect={false}
          onChange={(kind) => filter({ for: kind ?? '' })}
        />
      </Group>
      <Failure error={waits.error} retry={() => void waits.refetch()} />
      {!waits.isError && (
        <DataTable
          label={text('waits.title')}
          columns={columns}
          rows={waits.data?.list}
          rowId={({ trx, component, since }) => `${trx} ${component} ${since ?? ''}`}
          empty={<Empty icon={<Hourglass size={28} />} title={text('waits.empty')} lead={text('waits.emptyLead')} />}
        />
      )}
      <Pager answer={waits.data} place={place} onMove={(to) => setPlace({ ...place, ...to })} />
      {chosen && <CompleteForm wait={chosen} onClose={() => setChosen(null)} />}
    </Page>
  );
}

function options(text: Text, values: readonly (Wait['status'] | Wait['for'])[], prefix: string) {
  const all = { value: '', label: text('waits.all') };
  return [all, ...values.map((value) => ({ value, label: text(`${prefix}.${value}` as TextKey) }))];
}

function waitColumns(text: Text, may: (role: Role) => boolean, onComplete: (wait: Wait) => void): Column<Wait>[] {
  return [
    {
      id: 'what',
      header: text('waits.what'),
      cell: ({ row: { original } }) => original.title ?? <Code>{original.component}</Code>,
      meta: { isWide: true },
    },
    { id: 'for', header: text('waits.for'), cell: ({ row: { original } }) => text(`waits.for.${original.for}`) },
    { id: 'rule', header: text('waits.rule'), cell: ({ row: { original } }) => `${original.method} ${original.name}` },
    {
      id: 'run',
      header: text('waits.run'),
      cell: ({ row: { original } }) => (
        <Anchor component={Link} to={`/runs/${original.trx}`} size="sm" ff="monospace">
          {original.trx.slice(0, 12)}…
        </Anchor>
      ),
    },
    { id: 'since', header: text('waits.since'), cell: ({ row: { original } }) => <When at={original.since} /> },
    { id: 'until', header: text('waits.until'), cell: ({ row: { original } }) => <When at={original.until} /> },
    {
      id: 'status',
      header: text('waits.status'),
      cell: ({ row: { original } }) => (
        <Badge color={COLORS[original.status]} variant="light" radius="sm" miw="max-content">
          {text(`waits.status.${original.status}`)}
        </Badge>
      ),
    },
    {
      id: 'actions',
      header: text('table.actions'),
      cell: ({ row: { original } }) =>
        mayComplete(original, may) && (
          <Button size="compact-sm" variant="light" onClick={() => onComplete(original)}>
            {text('waits.complete')}
          </Button>
        ),
      meta: { align: 'right' },
    },
  ];
}

function When({ at }: { readonly at: string | null }) {
  return at === null ? null : <Time at={at} isRelative />;
}
