import { Anchor, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { ApiError } from '../../../api/api-error.ts';
import { useText } from '../../../i18n/use-text.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Empty } from '../../../parts/empty.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { Page } from '../../../parts/page.tsx';
import { RunLink } from './outcome.tsx';
import { RunWorkbench } from './run-workbench.tsx';
import { useKeptRun, useRunLog } from './use-kept-run.ts';

/** One suspended run: what went wrong, what is mended, and what became of it. */
export function RecoveryRunPage() {
  const { trx = '' } = useParams();
  // Another run is another page.
  return <RunPage key={trx} trx={trx.toUpperCase()} />;
}

function RunPage({ trx }: { readonly trx: string }) {
  const text = useText();
  const { data: run, error, refetch } = useKeptRun(trx);
  const isUnknown = error instanceof ApiError && error.code === '000404';
  const title = run === undefined ? text('recovery.runTitle') : `${run.method} ${run.path}`;
  return (
    <Page title={text('recovery.recoverTitle', { title })} lead={<Lead trx={trx} />}>
      {isUnknown ? <NotKept trx={trx} /> : <Failure error={error} retry={() => void refetch()} />}
      {run !== undefined && <RunWorkbench run={run} />}
      {run === undefined && error === null && (
        <Stack gap="md">
          <Skeleton height={88} />
          <Skeleton height={240} />
          <Skeleton height={320} />
        </Stack>
      )}
    </Page>
  );
}

function Lead({ trx }: { readonly trx: string }) {
  const text = useText();
  return (
    <Group gap="xs" component="span" display="inline-flex">
      <Anchor component={Link} to="/recovery" size="sm">
        {text('recovery.all')}
      </Anchor>
      <Code>{trx}</Code>
      <CopyButton value={trx} what="trx" />
      <RunLink trx={trx} />
    </Group>
  );
}

/** A run that was never suspended has a log at most. */
function NotKept({ trx }: { readonly trx: string }) {
  const text = useText();
  const { data, isPending } = useRunLog(trx, '');
  if (isPending) return null;
  if (data === undefined) return <Empty title={text('recovery.unknown')} lead={text('recovery.unknownLead')} />;
  const status = text(`status.${data.status}`);
  return (
    <Empty title={text('recovery.neverSuspended')} lead={text('recovery.neverSuspendedLead', { status })}>
      <Text component="span">
        <RunLink trx={trx} />
      </Text>
    </Empty>
  );
}
