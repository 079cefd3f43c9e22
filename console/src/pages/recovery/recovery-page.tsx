import { Group, SegmentedControl, Text } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { formatNumber } from '../../parts/format.ts';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { RecoverAll, SelectedActions } from './bulk-actions.tsx';
import { BulkProgress } from './bulk-progress.tsx';
import { GroupTable } from './group-table.tsx';
import { RecoveryFilters } from './recovery-filters.tsx';
import { RECOVERY_QUERY, isFiltered } from './recovery-query.ts';
import { RunTable } from './run-table.tsx';
import { useGroups, useRuns } from './use-recovery.ts';

/** Suspended runs: what they have in common, the runs themselves, and what is done with many of them. */
export function RecoveryPage() {
  const text = useText();
  const { may } = useMe();
  const [query, change] = useQueryState(RECOVERY_QUERY);
  const [trxs, setTrxs] = useState<ReadonlySet<string>>(new Set());
  const isRuns = query.view === 'runs';
  const groups = useGroups(query, !isRuns);
  const runs = useRuns(query, { enabled: isRuns });
  const matching = useRuns(query, { isCountOnly: true });
  const isOperator = may('operator');
  const selection = useMemo(() => (isOperator ? { trxs, onChange: setTrxs } : undefined), [isOperator, trxs]);
  const started = useCallback((recovery: string) => change({ recovery }), [change]);
  const shown = isRuns ? runs : groups;
  return (
    <Page
      title={text('recovery.title')}
      lead={text('recovery.lead')}
      actions={isOperator && <RecoverAll query={query} matching={matching.data} onStarted={started} />}
    >
      {query.recovery !== '' && <BulkProgress id={query.recovery} onClose={() => change({ recovery: '' })} />}
      <RecoveryFilters query={query} onChange={change} />
      <Failure error={shown.error} retry={() => void shown.refetch()} />
      <Group justify="space-between" gap="sm">
        <ViewSwitch view={isRuns ? 'runs' : 'groups'} />
        <Matching matching={matching.data} />
      </Group>
      {isRuns && selection && <SelectedActions trxs={trxs} onStarted={started} onClear={() => setTrxs(new Set())} />}
      {isRuns && !runs.isError && (
        <>
          <RunTable runs={runs.data?.list} isFiltered={isFiltered(query)} selection={selection} />
          <Pager answer={runs.data} place={query} onMove={change} />
        </>
      )}
      {!isRuns && !groups.isError && (
        <GroupTable groups={groups.data?.list} hasMore={groups.data?.more ?? false} isFiltered={isFiltered(query)} />
      )}
    </Page>
  );
}

/** An entry of the browser's history, as a group is: back leads to where one was. */
function ViewSwitch({ view }: { readonly view: 'groups' | 'runs' }) {
  const text = useText();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const show = (chosen: string): void => {
    const next = new URLSearchParams(search);
    for (const name of ['view', 'page', 'after']) next.delete(name);
    if (chosen === 'runs') next.set('view', 'runs');
    void navigate({ search: next.toString() });
  };
  return (
    <SegmentedControl
      size="xs"
      aria-label={text('recovery.view')}
      value={view}
      onChange={show}
      data={[
        { value: 'groups', label: text('recovery.view.groups') },
        { value: 'runs', label: text('recovery.view.runs') },
      ]}
    />
  );
}

type MatchingAnswer = ReturnType<typeof useRuns>['data'];

function Matching({ matching }: { readonly matching: MatchingAnswer }) {
  const text = useText();
  const language = useLanguage();
  if (matching === undefined) return null;
  const number = `${formatNumber(matching.total, language)}${matching.total_exact ? '' : '+'}`;
  return (
    <Text size="sm" c="dimmed" aria-live="polite">
      {text('recovery.matching', { count: matching.total, number })}
    </Text>
  );
}
