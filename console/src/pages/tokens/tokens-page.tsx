import { ActionIcon, Badge, Button, Group } from '@mantine/core';
import { Plus, Ticket, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useText } from '../../i18n/use-text.ts';
import type { Text } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Time } from '../../parts/time.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useQueryState } from '../../parts/use-query-state.ts';
import { TokenForm } from './token-form.tsx';
import { useDeleteToken, useTokens } from './use-tokens.ts';
import type { Token } from './use-tokens.ts';

const FIRST_PAGE = { page: 1, after: '' };

/** Tokens with which machines use the REST API. */
export function TokensPage() {
  const text = useText();
  const [place, setPlace] = useQueryState(FIRST_PAGE);
  const [isAdding, setAdding] = useState(false);
  const tokens = useTokens(place);
  const { mutate: erase, error: eraseError } = useDeleteToken();
  const columns = useMemo(() => tokenColumns(text, erase), [text, erase]);
  const add = (
    <Button leftSection={<Plus size={16} />} onClick={() => setAdding(true)}>
      {text('tokens.add')}
    </Button>
  );
  const isEmpty = tokens.data?.total === 0;
  return (
    <Page title={text('tokens.title')} lead={text('tokens.lead')} actions={!isEmpty && add}>
      <Failure error={eraseError} />
      <Failure error={tokens.error} retry={() => void tokens.refetch()} />
      {!tokens.isError && (
        <DataTable
          label={text('tokens.title')}
          columns={columns}
          rows={tokens.data?.list}
          rowId={({ id }) => String(id)}
          empty={
            <Empty icon={<Ticket size={28} />} title={text('tokens.empty')} lead={text('tokens.emptyLead')}>
              {add}
            </Empty>
          }
        />
      )}
      <Pager answer={tokens.data} place={place} onMove={setPlace} />
      {isAdding && <TokenForm onClose={() => setAdding(false)} />}
    </Page>
  );
}

function tokenColumns(text: Text, onDelete: (token: Token) => void): Column<Token>[] {
  return [
    {
      id: 'name',
      header: text('tokens.name'),
      cell: ({ row: { original } }) => <span title={original.name}>{original.name}</span>,
      meta: { isWide: true },
    },
    { id: 'role', header: text('users.role'), cell: ({ row: { original } }) => text(`role.${original.role}`) },
    { id: 'by', header: text('tokens.by'), cell: ({ row: { original } }) => original.username },
    {
      id: 'created',
      header: text('users.created'),
      cell: ({ row: { original } }) => <Time at={original.created_at} isRelative />,
    },
    {
      id: 'expires',
      header: text('tokens.expires'),
      cell: ({ row: { original } }) => <Expiry at={original.expires_at} />,
    },
    {
      id: 'used',
      header: text('tokens.lastUse'),
      cell: ({ row: { original } }) =>
        original.last_used_at === null ? text('tokens.never') : <Time at={original.last_used_at} isRelative />,
    },
    {
      id: 'actions',
      header: text('table.actions'),
      cell: ({ row: { original } }) => (
        <Group justify="flex-end" my={-4}>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={text('tokens.delete', { name: original.name })}
            onClick={() => onDelete(original)}
          >
            <Trash2 size={15} />
          </ActionIcon>
        </Group>
      ),
      meta: { align: 'right' },
    },
  ];
}

function Expiry({ at }: { readonly at: string | null }) {
  const text = useText();
  const now = useNow();
  if (at === null) return text('tokens.noExpiry');
  if (Date.parse(at) > now) return <Time at={at} />;
  return (
    <Badge variant="light" color="red" radius="sm" tt="none" miw="max-content">
      {text('tokens.expired')}
    </Badge>
  );
}
