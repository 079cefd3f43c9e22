import { Button } from '@mantine/core';
import { KeyRound, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Filters, TextFilter } from '../../parts/filters.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { secretColumns } from './secret-columns.tsx';
import { SecretForm } from './secret-form.tsx';
import { SecretUsageDialog } from './secret-usage-dialog.tsx';
import { useDeleteSecret, useSecrets } from './use-secrets.ts';
import type { Secret } from './use-secrets.ts';

const NO_FILTER = { name: '', page: 1, after: '' };

/** Which dialog is open. */
type Editing = { readonly secret: Secret | undefined } | undefined;

/** The secrets: names and fingerprints, never a value. */
export function SecretsPage() {
  const text = useText();
  const { may } = useMe();
  const [filter, setFilter] = useQueryState(NO_FILTER);
  const [editing, setEditing] = useState<Editing>();
  const [used, setUsed] = useState<Secret>();
  const secrets = useSecrets(filter);
  const { mutate: remove, error: removeError } = useDeleteSecret();
  const isAdmin = may('admin');
  const columns = useMemo(
    () =>
      secretColumns(text, {
        onUsage: setUsed,
        ...(isAdmin && { onChange: (secret) => setEditing({ secret }), onDelete: remove }),
      }),
    [text, isAdmin, remove],
  );
  const add = isAdmin && (
    <Button leftSection={<Plus size={16} />} onClick={() => setEditing({ secret: undefined })}>
      {text('secrets.add')}
    </Button>
  );
  const isFiltered = filter.name !== '';
  const isEmpty = secrets.data?.total === 0 && !isFiltered;
  return (
    <Page title={text('secrets.title')} lead={text('secrets.lead')} actions={!isEmpty && add}>
      <Failure error={removeError} />
      <Failure error={secrets.error} retry={() => void secrets.refetch()} />
      {!isEmpty && (
        <Filters isSet={isFiltered} onClear={() => setFilter({ name: '' })}>
          <TextFilter label={text('secrets.name')} value={filter.name} onChange={(name) => setFilter({ name })} />
        </Filters>
      )}
      {!secrets.isError && (
        <DataTable
          label={text('secrets.title')}
          columns={columns}
          rows={secrets.data?.list}
          rowId={({ id }) => String(id)}
          empty={<NoSecrets isFiltered={isFiltered} add={add} />}
        />
      )}
      <Pager answer={secrets.data} place={filter} onMove={setFilter} />
      {used && <SecretUsageDialog secret={used} onClose={() => setUsed(undefined)} />}
      {editing && <SecretForm secret={editing.secret} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function NoSecrets({ isFiltered, add }: { readonly isFiltered: boolean; readonly add: React.ReactNode }) {
  const text = useText();
  if (isFiltered) return <Empty title={text('table.nothingFound')} lead={text('table.nothingFoundLead')} />;
  return (
    <Empty icon={<KeyRound size={28} />} title={text('secrets.empty')} lead={text('secrets.emptyLead')}>
      {add}
    </Empty>
  );
}
