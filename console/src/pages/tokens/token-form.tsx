import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { TimeField } from '../../parts/time-field.tsx';
import { localTime } from '../../parts/time-text.ts';
import { roles } from '../users/user-draft.ts';
import type { RoleName } from '../users/user-draft.ts';
import { useAddToken } from './use-tokens.ts';

const LONGEST_NAME = 100;

/** The dialog that makes a token, and shows it once. */
export function TokenForm({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const add = useAddToken();
  if (add.data !== undefined) return <NewToken token={add.data.token} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={text('tokens.new')}>
      <Fields
        error={add.error}
        isPending={add.isPending}
        onClose={onClose}
        onAdd={(name, role, expires) => add.mutate({ name, role, expires_at: expires })}
      />
    </Modal>
  );
}

interface FieldsProps {
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onAdd: (name: string, role: RoleName, expiresAt: string | null) => void;
}

function Fields({ error, isPending, onClose, onAdd }: FieldsProps) {
  const text = useText();
  const [name, setName] = useState('');
  const [role, setRole] = useState<RoleName>('viewer');
  const [expires, setExpires] = useState('');
  const [isTimeFaulty, setTimeFaulty] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const [today] = useState(() => localTime(new Date().toISOString())?.slice(0, 10) ?? '');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setChecked(true);
    // What is no time must not become a token that never expires.
    if (name.trim() !== '' && !isTimeFaulty) onAdd(name.trim(), role, expires === '' ? null : expires);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Failure error={error} />
        <TextInput
          label={text('tokens.name')}
          description={text('tokens.nameHint')}
          value={name}
          maxLength={LONGEST_NAME}
          error={isChecked && name.trim() === '' && text('users.required')}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <Select
          label={text('users.role')}
          description={text(`users.mayDo.${role}`)}
          data={roles.map((value) => ({ value, label: text(`role.${value}`) }))}
          value={role}
          allowDeselect={false}
          onChange={(chosen) => chosen !== null && setRole(chosen)}
        />
        <TimeField
          label={text('tokens.expires')}
          description={text('tokens.expiresHint')}
          value={expires}
          minDate={today}
          isChecked={isChecked}
          onFault={setTimeFaulty}
          onChange={setExpires}
        />
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onClose}>
            {text('form.cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {text('tokens.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function NewToken({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const text = useText();
  const { copied, copy } = useClipboard({ timeout: 1500 });
  return (
    <Modal opened onClose={onClose} title={text('tokens.made')} closeOnClickOutside={false} closeOnEscape={false}>
      <Stack gap="sm">
        <Alert color="orange" variant="light" icon={<TriangleAlert size={18} />}>
          {text('tokens.once')}
        </Alert>
        <TextInput
          label={text('tokens.token')}
          value={token}
          readOnly
          onFocus={({ currentTarget }) => currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button
            leftSection={copied ? <Check size={16} /> : <Copy size={16} />}
            onClick={() => copy(token)}
            data-autofocus
          >
            {text(copied ? 'copy.copied' : 'tokens.copy')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text('form.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
