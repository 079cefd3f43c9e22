import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { post } from '../../api/client.ts';
import { useText } from '../../i18n/use-text.ts';
import { notify } from '../../parts/notify.tsx';
import { ReasonDialog } from '../recovery/reason-dialog.tsx';

interface GiveUpProps {
  readonly trx: string;
  /** Its rule has what undoes it. */
  readonly isUndoable: boolean;
  readonly isCancellable: boolean;
  readonly isSubtle?: boolean;
  readonly isDisabled?: boolean;
  /** When it is given up. */
  readonly onDone?: () => void;
}

type Way = 'compensate' | 'cancel';

/** Buttons that give a run up, with a reason: what it has done is undone, or stays. */
export function GiveUp({ trx, isUndoable, isCancellable, isSubtle = false, isDisabled = false, onDone }: GiveUpProps) {
  const text = useText();
  const [asking, setAsking] = useState<Way>();
  const giveUp = useGiveUp(trx, () => {
    setAsking(undefined);
    onDone?.();
  });
  const look = { variant: isSubtle ? 'subtle' : 'default', color: isSubtle ? 'red' : undefined, disabled: isDisabled };
  const ask = (way: Way): void => {
    giveUp.reset();
    setAsking(way);
  };
  return (
    <>
      {isCancellable && (
        <Button {...look} leftSection={<Ban size={15} aria-hidden />} onClick={() => ask('cancel')}>
          {text('recovery.cancelRun')}
        </Button>
      )}
      {isUndoable && (
        <Button {...look} leftSection={<Undo2 size={15} aria-hidden />} onClick={() => ask('compensate')}>
          {text('run.compensate')}
        </Button>
      )}
      {asking !== undefined && (
        <ReasonDialog
          title={text(asking === 'cancel' ? 'recovery.cancelRun' : 'run.compensateTitle')}
          lead={asking === 'cancel' ? text('recovery.cancelCount', { count: 1 }) : text('run.compensateLead')}
          action={text(asking === 'cancel' ? 'recovery.cancelRun' : 'run.compensate')}
          isPending={giveUp.isPending}
          error={giveUp.error}
          onReason={(reason) => giveUp.mutate({ way: asking, reason })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

function useGiveUp(trx: string, onDone: () => void) {
  const text = useText();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ way, reason }: { readonly way: Way; readonly reason: string }) =>
      post(way === 'cancel' ? '/run/cancel' : '/run/compensate', { trx, reason }),
    onSuccess: async (_, { way }) => {
      onDone();
      notify(text(way === 'cancel' ? 'run.cancelled' : 'run.compensating'));
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['run', trx] }),
        queries.invalidateQueries({ queryKey: ['suspend'] }),
        queries.invalidateQueries({ queryKey: ['wait'] }),
      ]);
    },
  });
}
