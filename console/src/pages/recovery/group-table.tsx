import { Anchor, Code, Text } from '@mantine/core';
import { CircleCheckBig } from 'lucide-react';
import { useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import type { Text as Texts } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { formatNumber } from '../../parts/format.ts';
import { Time } from '../../parts/time.tsx';
import { groupSearch } from './recovery-query.ts';
import type { RunGroup } from './use-recovery.ts';

interface GroupTableProps {
  readonly groups: readonly RunGroup[] | undefined;
  readonly hasMore: boolean;
  readonly isFiltered: boolean;
}

/** Suspended runs by rule, error code and component; a group opens its runs. */
export function GroupTable({ groups, hasMore, isFiltered }: GroupTableProps) {
  const text = useText();
  const language = useLanguage();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const columns = useMemo(
    () =>
      groupColumns(
        text,
        (count) => formatNumber(count, language),
        (group) => groupSearch(search, group),
      ),
    [text, language, search],
  );
  return (
    <>
      <DataTable
        label={text('recovery.groups')}
        columns={columns}
        rows={groups}
        rowId={(group) => groupSearch(NO_SEARCH, group)}
        onRow={(group) => void navigate({ search: groupSearch(search, group) })}
        empty={<NoGroups isFiltered={isFiltered} />}
      />
      {hasMore && (
        <Text size="xs" c="dimmed">
          {text('recovery.moreGroups')}
        </Text>
      )}
    </>
  );
}

const NO_SEARCH = new URLSearchParams();

function groupColumns(
  text: Texts,
  shown: (count: number) => string,
  searchOf: (group: RunGroup) => string,
): Column<RunGroup>[] {
  return [
    {
      id: 'rule',
      header: text('recovery.rule'),
      cell: ({ row: { original: group } }) => (
        <Anchor
          component={Link}
          to={{ search: searchOf(group) }}
          size="sm"
          fw={600}
          onClick={(event) => event.stopPropagation()}
        >
          {group.name === null ? text('recovery.noRule') : `${group.method ?? ''} ${group.name}`}
        </Anchor>
      ),
      meta: { isWide: true },
    },
    {
      id: 'code',
      header: text('recovery.code'),
      cell: ({ row: { original } }) =>
        original.err_code === null ? <Nothing label={text('recovery.noCode')} /> : <Code>{original.err_code}</Code>,
    },
    {
      id: 'component',
      header: text('recovery.component'),
      cell: ({ row: { original } }) => original.err_component ?? <Nothing label={text('recovery.noComponent')} />,
    },
    {
      id: 'count',
      header: text('recovery.runs'),
      cell: ({ row: { original } }) => (
        <Text span size="sm" fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {shown(original.count)}
        </Text>
      ),
      meta: { align: 'right' },
    },
    {
      id: 'oldest',
      header: text('recovery.oldest'),
      cell: ({ row: { original } }) => <Time at={original.oldest} isRelative />,
    },
    {
      id: 'newest',
      header: text('recovery.newest'),
      cell: ({ row: { original } }) => <Time at={original.newest} isRelative />,
    },
  ];
}

function Nothing({ label }: { readonly label: string }) {
  return (
    <Text span size="sm" c="dimmed">
      {label}
    </Text>
  );
}

/** Instead of a table without rows. */
export function NoGroups({ isFiltered }: { readonly isFiltered: boolean }) {
  const text = useText();
  if (isFiltered) return <Empty title={text('table.nothingFound')} lead={text('table.nothingFoundLead')} />;
  return <Empty icon={<CircleCheckBig size={28} />} title={text('recovery.empty')} lead={text('recovery.emptyLead')} />;
}
