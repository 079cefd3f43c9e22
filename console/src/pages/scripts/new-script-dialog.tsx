import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useNavigate } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { isScriptName } from './script-draft.ts';
import type { ScriptLanguage } from './script-draft.ts';

/** Asks for the name of a new script, and opens its editor. */
export function NewScriptDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [language, setLanguage] = useState<ScriptLanguage>('js');
  const [isChecked, setChecked] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (isScriptName(name)) void navigate(`/scripts/${name}?new=${language}`);
  };
  return (
    <Modal opened onClose={onClose} title={text('scripts.new')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            label={text('scripts.name')}
            description={text('scripts.nameHint')}
            value={name}
            error={isChecked && !isScriptName(name) && text('scripts.nameWrong')}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            spellCheck={false}
            autoComplete="off"
            data-autofocus
          />
          <div>
            <Text size="sm" fw={500} mb={4} id="new-script-language">
              {text('scripts.language')}
            </Text>
            <SegmentedControl
              aria-labelledby="new-script-language"
              value={language}
              onChange={setLanguage}
              data={(['js', 'ts'] as const).map((value) => ({ value, label: text(`scripts.language.${value}`) }))}
            />
          </div>
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {text('form.cancel')}
            </Button>
            <Button type="submit">{text('scripts.create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
