import { Button, NativeSelect } from '@mantine/core';
import { ScrollText, ShieldCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Filters, TextFilter, TimeFilter } from '../../parts/filters.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { AuditChangeDialog } from './audit-change-dialog.tsx';
import { AuditVerdict } from './audit-verdict.tsx';
import { auditColumns } from './audit-columns.tsx';
import { useAudit, useNamesOfUsers, useVerifyAudit } from './use-audit.ts';
import type { AuditEntry } from './use-audit.ts';

const CLEARED = { who: '', action: '', target: '', start: '', end: '' };
const NO_FILTER = { ...CLEARED, page: 1, after: '' };

/** Who changed what, newest first. */
export function AuditPage() {
  const text = useText();
  const [filter, setFilter] = useQueryState(NO_FILTER);
  const [shown, setShown] = useState<AuditEntry>();
  const audit = useAudit(filter);
  const verify = useVerifyAudit();
  const verifyButton = (
    <Button
      variant="default"
      leftSection={<ShieldCheck size={16} />}
      loading={verify.isPending}
      onClick={() => verify.mutate()}
    >
      {text('audit.verify')}
    </Button>
  );
  const columns = useMemo(() => auditColumns(text, setShown), [text]);
  const isFiltered = Object.keys(CLEARED).some((name) => filter[name as keyof typeof CLEARED] !== '');
  return (
    <Page title={text('audit.title')} lead={text('audit.lead')} actions={verifyButton}>
      <Failure error={verify.error} title={text('audit.notVerified')} />
      {verify.data && <AuditVerdict verdict={verify.data} onClose={verify.reset} />}
      <Failure error={audit.error} retry={() => void audit.refetch()} />
      <AuditFilters {...{ filter, isFiltered }} onChange={setFilter} />
      {!audit.isError && (
        <DataTable
          label={text('audit.title')}
          columns={columns}
          rows={audit.data?.list}
          rowId={({ id }) => String(id)}
          empty={<NoEntries isFiltered={isFiltered} />}
        />
      )}
      <Pager answer={audit.data} place={filter} onMove={setFilter} />
      {shown && <AuditChangeDialog entry={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

interface AuditFiltersProps {
  readonly filter: typeof CLEARED;
  readonly isFiltered: boolean;
  readonly onChange: (change: Partial<typeof CLEARED>) => void;
}

function AuditFilters({ filter: { who, action, target, start, end }, isFiltered, onChange }: AuditFiltersProps) {
  const text = useText();
  const users = useNamesOfUsers();
  return (
    <Filters isSet={isFiltered} onClear={() => onChange(CLEARED)}>
      <NativeSelect
        label={text('audit.who')}
        size="sm"
        value={who}
        onChange={({ currentTarget }) => onChange({ who: currentTarget.value })}
        data={[
          { value: '', label: text('audit.anybody') },
          ...users.map(({ id, username }) => ({ value: String(id), label: username })),
        ]}
      />
      <TextFilter
        label={text('audit.action')}
        placeholder={text('audit.actionHint')}
        value={action}
        onChange={(next) => onChange({ action: next })}
        width={220}
      />
      <TextFilter label={text('audit.target')} value={target} onChange={(next) => onChange({ target: next })} />
      <TimeFilter label={text('audit.from')} value={start} onChange={(next) => onChange({ start: next })} />
      <TimeFilter label={text('audit.to')} isEnd value={end} onChange={(next) => onChange({ end: next })} />
    </Filters>
  );
}

function NoEntries({ isFiltered }: { readonly isFiltered: boolean }) {
  const text = useText();
  if (isFiltered) return <Empty title={text('table.nothingFound')} lead={text('table.nothingFoundLead')} />;
  return <Empty icon={<ScrollText size={28} />} title={text('audit.empty')} lead={text('audit.emptyLead')} />;
}
