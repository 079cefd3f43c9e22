import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { post } from '../../api/client.ts';
import { useText } from '../../i18n/use-text.ts';
import { notify, notifyFailure } from '../../parts/notify.tsx';
import { ReasonDialog } from '../recovery/reason-dialog.tsx';

interface PauseRunProps {
  readonly trx: string;
  /** Else it runs. */
  readonly isPaused: boolean;
}

/** Lets a run rest before its next layer, with a reason; or go on. */
export function PauseRun({ trx, isPaused }: PauseRunProps) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const change = usePause(trx, () => setAsking(false));
  if (isPaused) {
    return (
      <Button
        leftSection={<Play size={15} aria-hidden />}
        loading={change.isPending}
        onClick={() => change.mutate(null)}
      >
        {text('run.resume')}
      </Button>
    );
  }
  const ask = (): void => {
    change.reset();
    setAsking(true);
  };
  return (
    <>
      <Button variant="default" leftSection={<Pause size={15} aria-hidden />} onClick={ask}>
        {text('run.pause')}
      </Button>
      {isAsking && (
        <ReasonDialog
          title={text('run.pauseTitle')}
          lead={text('run.pauseLead')}
          action={text('run.pause')}
          isPending={change.isPending}
          error={change.error}
          onReason={(reason) => change.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** Pauses with a reason, and resumes without. */
function usePause(trx: string, onDone: () => void) {
  const text = useText();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (reason: string | null) => {
      await (reason === null ? post('/run/resume', { trx }) : post('/run/pause', { trx, reason }));
    },
    onSuccess: async (_, reason) => {
      onDone();
      notify(text(reason === null ? 'run.resumed' : 'run.pausing'));
      await queries.invalidateQueries({ queryKey: ['run', trx] });
    },
    onError: (error, reason) => {
      if (reason === null) notifyFailure(error);
    },
  });
}
