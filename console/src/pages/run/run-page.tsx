import { Skeleton, Stack } from '@mantine/core';
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { headOf } from './run-facts.ts';
import type { RunFacts, RunHead } from './run-facts.ts';
import { RunActions } from './run-actions.tsx';
import { RunHeadView } from './run-head.tsx';
import { RunWaits } from './run-waits.tsx';
import { RunNotes } from './run-notes.tsx';
import { RunTabs } from './run-tabs.tsx';
import { RunUnknown } from './run-unknown.tsx';
import { useRuleVersion, useRun } from './use-run.ts';

/** One run: what it did, and how. */
export function RunPage() {
  const { trx: address = '' } = useParams();
  const trx = address.trim().toUpperCase();
  const text = useText();
  const { data: facts, error, refetch } = useRun(trx);
  const head = useMemo(() => facts && headOf(facts), [facts]);
  if (facts !== undefined && head !== undefined) return <KnownRun key={trx} facts={facts} head={head} />;
  return (
    <Page title={text('run.title', { trx })}>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {facts !== undefined && <RunUnknown trx={trx} onRetry={() => void refetch()} />}
      {facts === undefined && error === null && <Loading />}
    </Page>
  );
}

function KnownRun({ facts, head }: { readonly facts: RunFacts; readonly head: RunHead }) {
  const version = useRuleVersion(head.version);
  return (
    <Page title={`${head.method} ${head.path}`} actions={<RunActions {...{ facts, head }} rule={version.data} />}>
      <RunHeadView head={head} rule={version.data} />
      {head.status === 'waiting' && <RunWaits trx={head.trx} log={facts.log} />}
      <RunNotes facts={facts} head={head} />
      <RunTabs facts={facts} head={head} rule={version.data} />
    </Page>
  );
}

function Loading() {
  return (
    <Stack gap="sm">
      <Skeleton height={20} width="60%" />
      <Skeleton height={220} />
    </Stack>
  );
}
