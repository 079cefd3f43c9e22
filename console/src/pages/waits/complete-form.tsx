import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { jsonOrNone } from './json-or-none.ts';
import { useComplete } from './use-waits.ts';
import type { Wait } from './use-waits.ts';

/** The dialog that completes a wait. */
export function CompleteForm({ wait, onClose }: { readonly wait: Wait; readonly onClose: () => void }) {
  const text = useText();
  const complete = useComplete();
  const [json, setJson] = useState('');
  const [comment, setComment] = useState('');
  const isApproval = wait.for === 'approval';
  const given = jsonOrNone(json);
  const isReady = given.isJson && (isApproval || given.value !== undefined);
  const send = (body: object): void => {
    const { trx, component } = wait;
    complete.mutate({ trx, component, ...body }, { onSuccess: onClose });
  };
  const approve = (approved: boolean): void => {
    const form = given.value as Record<string, unknown> | undefined;
    send({ approved, ...(form !== undefined && { form }), ...(comment.trim() !== '' && { comment: comment.trim() }) });
  };
  const call = (): void => send({ data: given.value });
  return (
    <Modal opened onClose={onClose} title={text('waits.completeOf', { component: wait.component })}>
      <Stack gap="sm">
        <Failure error={complete.error} />
        {wait.title !== null && <Text style={{ overflowWrap: 'anywhere' }}>{wait.title}</Text>}
        <Textarea
          label={text(isApproval ? 'waits.form' : 'waits.data')}
          description={text(isApproval ? 'waits.formHint' : 'waits.dataHint')}
          value={json}
          error={!given.isJson && text('waits.notJson')}
          onChange={({ currentTarget }) => setJson(currentTarget.value)}
          autosize
          minRows={3}
          spellCheck={false}
          data-autofocus
        />
        {isApproval && <Comment value={comment} onChange={setComment} />}
        <Group justify="flex-end">
          {isApproval && (
            <Button variant="default" disabled={!isReady} loading={complete.isPending} onClick={() => approve(false)}>
              {text('waits.reject')}
            </Button>
          )}
          <Button
            disabled={!isReady}
            loading={complete.isPending}
            onClick={() => (isApproval ? approve(true) : call())}
          >
            {text(isApproval ? 'waits.approve' : 'waits.complete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Comment({ value, onChange }: { readonly value: string; readonly onChange: (comment: string) => void }) {
  const text = useText();
  return (
    <Textarea
      label={text('waits.comment')}
      value={value}
      maxLength={10_000}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      autosize
    />
  );
}
