import { Button, Group, Modal, Stack, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { checkDraft } from './secret-draft.ts';
import type { SecretDraft } from './secret-draft.ts';
import { useSaveSecret } from './use-secrets.ts';
import type { Secret } from './use-secrets.ts';

interface SecretFormProps {
  /** Undefined: a new one. */
  readonly secret: Secret | undefined;
  readonly onClose: () => void;
}

/** The dialog that adds a secret, or changes one. */
export function SecretForm({ secret, onClose }: SecretFormProps) {
  const text = useText();
  const isNew = secret === undefined;
  const [draft, setDraft] = useState<SecretDraft>({
    name: secret?.name ?? '',
    description: secret?.description ?? '',
    content: '',
  });
  // Said once one has tried to save.
  const [isChecked, setChecked] = useState(false);
  const save = useSaveSecret(secret, onClose);
  const errors = checkDraft(draft, isNew);
  const errorOf = (field: keyof SecretDraft): string | undefined =>
    isChecked && errors[field] !== undefined ? text(errors[field]) : undefined;
  const change = (part: Partial<SecretDraft>): void => setDraft((now) => ({ ...now, ...part }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(errors).length === 0) save.mutate(draft);
  };
  return (
    <Modal opened onClose={onClose} title={isNew ? text('secrets.new') : text('secrets.change', { name: secret.name })}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Failure error={save.error} />
          <SecretFields {...{ draft, isNew, change, errorOf }} />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {text('form.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {text(isNew ? 'secrets.add' : 'form.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface SecretFieldsProps {
  readonly draft: SecretDraft;
  readonly isNew: boolean;
  readonly change: (part: Partial<SecretDraft>) => void;
  readonly errorOf: (field: keyof SecretDraft) => string | undefined;
}

function SecretFields({ draft, isNew, change, errorOf }: SecretFieldsProps) {
  const text = useText();
  return (
    <>
      {isNew && (
        <TextInput
          label={text('secrets.name')}
          description={text('secrets.nameHint')}
          value={draft.name}
          error={errorOf('name')}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
        />
      )}
      <Textarea
        label={text('secrets.value')}
        description={text(isNew ? 'secrets.valueHint' : 'secrets.valueKept')}
        value={draft.content}
        error={errorOf('content')}
        onChange={({ currentTarget }) => change({ content: currentTarget.value })}
        spellCheck={false}
        autoComplete="off"
        autosize
        minRows={2}
        maxRows={10}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <TextInput
        label={text('secrets.description')}
        value={draft.description}
        onChange={({ currentTarget }) => change({ description: currentTarget.value })}
      />
    </>
  );
}
