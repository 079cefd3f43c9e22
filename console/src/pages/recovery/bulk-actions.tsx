import { Alert, Button, Group, List, Text } from '@mantine/core';
import { Ban, Play, PlayCircle } from 'lucide-react';
import { useState } from 'react';
import type { DataOf } from '../../api/api-types.ts';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import { formatNumber } from '../../parts/format.ts';
import { notify } from '../../parts/notify.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { RecoverDialog } from './recover-dialog.tsx';
import type { RecoveryQuery } from './recovery-query.ts';
import { MOST_RECOVERED, useCancelRuns, useRecoverMany } from './use-recovery.ts';
import type { Cancelled } from './use-recovery.ts';

interface RecoverAllProps {
  readonly query: RecoveryQuery;
  /** How many runs the filters find. */
  readonly matching: DataOf<'get', '/suspend/page'> | undefined;
  readonly onStarted: (id: string) => void;
}

/** "Recover all matching": asks, and says how many. */
export function RecoverAll({ query, matching, onStarted }: RecoverAllProps) {
  const text = useText();
  const language = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const recover = useRecoverMany((id) => {
    setAsking(false);
    onStarted(id);
  });
  const total = matching?.total ?? 0;
  const count = Math.min(total, MOST_RECOVERED);
  const isCut = total > MOST_RECOVERED || matching?.total_exact === false;
  const shown = formatNumber(count, language);
  return (
    <>
      <Button
        variant="default"
        leftSection={<PlayCircle size={15} />}
        disabled={total === 0}
        onClick={() => {
          recover.reset();
          setAsking(true);
        }}
      >
        {text('recovery.recoverAll')}
      </Button>
      {isAsking && (
        <RecoverDialog
          title={text('recovery.recoverAll')}
          lead={
            <>
              {text('recovery.recoverCount', { count })}
              {isCut && ` ${text('recovery.recoverFirst', { number: shown })}`}
            </>
          }
          action={text('recovery.recoverNumber', { count })}
          isPending={recover.isPending}
          error={recover.error}
          onRecover={(isActiveVersion) => recover.mutate({ query, limit: count, isActiveVersion })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface SelectedActionsProps {
  readonly trxs: ReadonlySet<string>;
  readonly onStarted: (id: string) => void;
  readonly onClear: () => void;
}

/** What is done with the chosen runs. */
export function SelectedActions({ trxs, onStarted, onClear }: SelectedActionsProps) {
  const text = useText();
  const [asking, setAsking] = useState<'recover' | 'cancel'>();
  const [refused, setRefused] = useState<Cancelled['refused']>([]);
  const recover = useRecoverMany((id) => {
    setAsking(undefined);
    onClear();
    onStarted(id);
  });
  const cancel = useCancelRuns((cancelled) => {
    setAsking(undefined);
    setRefused(cancelled.refused);
    onClear();
    if (cancelled.done > 0) notify(text('recovery.cancelledCount', { count: cancelled.done }));
  });
  const count = trxs.size;
  return (
    <>
      <Group gap="xs">
        <Button leftSection={<Play size={15} />} disabled={count === 0} onClick={() => setAsking('recover')}>
          {text('recovery.recoverSelected')}
        </Button>
        <Button
          variant="default"
          leftSection={<Ban size={15} />}
          disabled={count === 0}
          onClick={() => setAsking('cancel')}
        >
          {text('recovery.cancelSelected')}
        </Button>
        <Text size="sm" c="dimmed" aria-live="polite">
          {text('recovery.selectedCount', { count })}
        </Text>
      </Group>
      <Refused refused={refused} onClose={() => setRefused([])} />
      {asking === 'recover' && (
        <RecoverDialog
          title={text('recovery.recoverSelected')}
          lead={text('recovery.recoverCount', { count })}
          action={text('recovery.recoverNumber', { count })}
          isPending={recover.isPending}
          error={recover.error}
          onRecover={(isActiveVersion) => recover.mutate({ trxs: [...trxs], isActiveVersion })}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'cancel' && (
        <ReasonDialog
          title={text('recovery.cancelSelected')}
          lead={text('recovery.cancelCount', { count })}
          action={text('recovery.cancelNumber', { count })}
          isPending={cancel.isPending}
          error={cancel.error}
          onReason={(reason) => cancel.mutate({ trxs: [...trxs], reason })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

interface RefusedProps {
  readonly refused: Cancelled['refused'];
  readonly onClose: () => void;
}

function Refused({ refused, onClose }: RefusedProps) {
  const text = useText();
  if (refused.length === 0) return null;
  return (
    <Alert color="red" title={text('recovery.notCancelled')} withCloseButton onClose={onClose}>
      <List size="sm">
        {refused.map(({ trx, message }) => (
          <List.Item key={trx}>{`${trx}: ${message}`}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
