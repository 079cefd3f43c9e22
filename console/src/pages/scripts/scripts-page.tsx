import { Anchor, Button } from '@mantine/core';
import { FileCode2, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import type { Text } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Filters, TextFilter } from '../../parts/filters.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ShortVersion } from '../../parts/short-version.tsx';
import { Time } from '../../parts/time.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import classes from './scripts.module.css';
import { NewScriptDialog } from './new-script-dialog.tsx';
import { useScripts } from './use-scripts.ts';
import type { ScriptHead } from './use-scripts.ts';

const NO_FILTER = { name: '', page: 1, after: '' };

/** All scripts, by their active versions. */
export function ScriptsPage() {
  const text = useText();
  const { may } = useMe();
  const [filter, setFilter] = useQueryState(NO_FILTER);
  const [isAdding, setAdding] = useState(false);
  const scripts = useScripts(filter);
  const columns = useMemo(() => scriptColumns(text), [text]);
  const add = may('developer') && (
    <Button leftSection={<Plus size={16} />} onClick={() => setAdding(true)}>
      {text('scripts.new')}
    </Button>
  );
  const isFiltered = filter.name !== '';
  const isEmpty = scripts.data?.total === 0 && !isFiltered;
  return (
    <Page title={text('scripts.title')} lead={text('scripts.lead')} actions={!isEmpty && add}>
      <Failure error={scripts.error} retry={() => void scripts.refetch()} />
      {!isEmpty && (
        <Filters isSet={isFiltered} onClear={() => setFilter({ name: '' })}>
          <TextFilter
            label={text('scripts.search')}
            placeholder={text('scripts.searchHint')}
            value={filter.name}
            onChange={(name) => setFilter({ name })}
            width={320}
          />
        </Filters>
      )}
      {!scripts.isError && (
        <DataTable
          label={text('scripts.title')}
          columns={columns}
          rows={scripts.data?.list}
          rowId={({ id }) => String(id)}
          empty={<NoScripts isFiltered={isFiltered} add={add} />}
        />
      )}
      <Pager answer={scripts.data} place={filter} onMove={setFilter} />
      {isAdding && <NewScriptDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function scriptColumns(text: Text): Column<ScriptHead>[] {
  return [
    {
      id: 'name',
      header: text('scripts.name'),
      cell: ({ row: { original } }) => (
        <Anchor
          component={Link}
          to={`/scripts/${original.name}`}
          size="sm"
          className={classes.name}
          title={original.name}
        >
          {original.name}
        </Anchor>
      ),
    },
    {
      id: 'language',
      header: text('scripts.language'),
      cell: ({ row: { original } }) => text(`scripts.language.${original.language}`),
    },
    {
      id: 'desc',
      header: text('scripts.desc'),
      cell: ({ row: { original } }) => <span title={original.desc}>{original.desc}</span>,
      meta: { isWide: true },
    },
    {
      id: 'version',
      header: text('scripts.activeVersion'),
      cell: ({ row: { original } }) => <ShortVersion version={original.version} />,
    },
    {
      id: 'changed',
      header: text('scripts.savedAt'),
      cell: ({ row: { original } }) => <Time at={original.created_at} isRelative />,
    },
    { id: 'by', header: text('scripts.by'), cell: ({ row: { original } }) => original.operator },
  ];
}

function NoScripts({ isFiltered, add }: { readonly isFiltered: boolean; readonly add: React.ReactNode }) {
  const text = useText();
  if (isFiltered) return <Empty title={text('table.nothingFound')} lead={text('table.nothingFoundLead')} />;
  return (
    <Empty icon={<FileCode2 size={28} />} title={text('scripts.empty')} lead={text('scripts.emptyLead')}>
      {add}
    </Empty>
  );
}
