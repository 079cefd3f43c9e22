import { Button, Group } from '@mantine/core';
import { Plus, Workflow } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Filters, TextFilter } from '../../parts/filters.tsx';
import { Page } from '../../parts/page.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { ImportRules } from './import-rules.tsx';
import { ruleColumns } from './rule-columns.tsx';
import { treeRows } from './rule-tree.ts';
import { useEndpoints } from './use-rules.ts';
import type { Endpoint } from './use-rules.ts';

const NO_FILTER = { q: '' };

/** All endpoints, as a tree by path. */
export function RulesPage() {
  const text = useText();
  const { may } = useMe();
  const [{ q }, setFilter] = useQueryState(NO_FILTER);
  const endpoints = useEndpoints(q);
  const { rows, columns } = useTree(endpoints.data?.pages);
  const isEmpty = q === '' && rows?.length === 0;
  // In one place, whether there are rules or not: the dialog of an import stays open when the first one is there.
  const actions = may('developer') && (
    <>
      <ImportRules />
      <Button component={Link} to="/rules/new" leftSection={<Plus size={16} />}>
        {text('rules.new')}
      </Button>
    </>
  );
  return (
    <Page title={text('rules.title')} lead={text('rules.lead')} actions={actions}>
      <Failure error={endpoints.error} retry={() => void endpoints.refetch()} />
      {!isEmpty && (
        <Filters isSet={q !== ''} onClear={() => setFilter(NO_FILTER)}>
          <TextFilter
            label={text('rules.search')}
            value={q}
            onChange={(wanted) => setFilter({ q: wanted })}
            width={320}
          />
        </Filters>
      )}
      {!endpoints.isError && (
        <DataTable
          label={text('rules.title')}
          columns={columns}
          rows={rows}
          rowId={(row) => (row.kind === 'folder' ? `${row.path}/` : `${row.endpoint.method} ${row.endpoint.name}`)}
          maxHeight="calc(100dvh - 234px)"
          empty={<NoRules isFiltered={q !== ''} />}
        />
      )}
      {endpoints.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            loading={endpoints.isFetchingNextPage}
            onClick={() => void endpoints.fetchNextPage()}
          >
            {text('rules.more')}
          </Button>
        </Group>
      )}
    </Page>
  );
}

/** The lines that are to be seen, and the columns, which fold them. */
function useTree(pages: readonly { readonly list: readonly Endpoint[] }[] | undefined) {
  const text = useText();
  const language = useLanguage();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const fold = useCallback((path: string) => {
    setClosed((now) => (now.has(path) ? new Set([...now].filter((one) => one !== path)) : new Set([...now, path])));
  }, []);
  const rows = useMemo(() => {
    const endpoints = pages?.flatMap(({ list }) => list);
    return endpoints && treeRows(endpoints, (path) => closed.has(path));
  }, [pages, closed]);
  const columns = useMemo(() => ruleColumns(text, language, fold), [text, language, fold]);
  return { rows, columns };
}

function NoRules({ isFiltered }: { readonly isFiltered: boolean }) {
  const text = useText();
  if (isFiltered) return <Empty title={text('table.nothingFound')} lead={text('table.nothingFoundLead')} />;
  return <Empty icon={<Workflow size={28} />} title={text('rules.empty')} lead={text('rules.emptyLead')} />;
}
