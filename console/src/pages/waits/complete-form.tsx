import { Anchor, Button, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { ApproveForm } from './approve-form.tsx';
import { jsonOrNone } from './json-or-none.ts';
import { isOver, useComplete, useWaitSpec } from './use-waits.ts';
import type { Wait } from './use-waits.ts';
import { Buttons, JsonField, Refusal } from './wait-parts.tsx';

interface CompleteProps {
  readonly wait: Wait;
  readonly onClose: () => void;
}

/** The dialog that completes a wait. */
export function CompleteForm({ wait, onClose }: CompleteProps) {
  const text = useText();
  const spec = useWaitSpec(wait);
  return (
    <Modal opened onClose={onClose} title={text('waits.completeOf', { component: wait.component })}>
      <Stack gap="sm">
        <What wait={wait} />
        <Failure error={spec.error} retry={() => void spec.refetch()} />
        {wait.for === 'callback' && <CallBack {...{ wait, onClose }} />}
        {wait.for === 'approval' && spec.isLoading && <Skeleton height={120} />}
        {wait.for === 'approval' && spec.data !== undefined && <ApproveForm {...{ wait, onClose }} spec={spec.data} />}
      </Stack>
    </Modal>
  );
}

/** What is decided about, and for which run. */
function What({ wait: { title, method, name, trx } }: Pick<CompleteProps, 'wait'>) {
  return (
    <div>
      {title !== null && (
        <Text fw={600} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
          {title}
        </Text>
      )}
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {method} {name} ·{' '}
        <Anchor component={Link} to={`/runs/${trx}`} size="sm">
          {trx}
        </Anchor>
      </Text>
    </div>
  );
}

function CallBack({ wait, onClose }: CompleteProps) {
  const text = useText();
  const complete = useComplete();
  const [json, setJson] = useState('');
  const { isJson, value } = jsonOrNone(json);
  const { trx, component } = wait;
  return (
    <>
      <Refusal wait={wait} error={complete.error} />
      <JsonField label={text('waits.data')} hint={text('waits.dataHint')} value={json} onChange={setJson} />
      <Buttons isOver={isOver(complete.error)} onClose={onClose}>
        <Button
          disabled={!isJson || value === undefined}
          loading={complete.isPending}
          onClick={() => complete.mutate({ trx, component, data: value }, { onSuccess: onClose })}
        >
          {text('waits.complete')}
        </Button>
      </Buttons>
    </>
  );
}
