import { Checkbox, Fieldset, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { shownIn } from './form-draft.ts';
import type { FormDraft, FormField } from './form-draft.ts';

interface FormFieldsProps {
  readonly fields: readonly FormField[];
  readonly draft: FormDraft;
  /** What is wrong, by path. */
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (draft: FormDraft) => void;
}

/** The fields of a form, each as its rule asks for. */
export function FormFields({ fields, draft, errors, onChange }: FormFieldsProps) {
  return fields.map((field) =>
    field.kind === 'group' ? (
      <Fieldset key={field.path} legend={field.name}>
        <Stack gap="sm">
          <FormFields {...{ draft, errors, onChange }} fields={field.fields} />
        </Stack>
      </Fieldset>
    ) : (
      <OneField
        key={field.path}
        field={field}
        shown={shownIn(draft, field)}
        error={errors[field.path]}
        onChange={(value) => onChange({ ...draft, [field.path]: value })}
      />
    ),
  );
}

interface OneFieldProps {
  readonly field: FormField;
  readonly shown: string | boolean;
  readonly error: string | undefined;
  readonly onChange: (value: string | boolean) => void;
}

/** Of a text without a limit, or with a wide one, several lines are seen. */
const LONG = 120;

function OneField({ field: { name, kind, required, hints, choices, rule }, shown, error, onChange }: OneFieldProps) {
  const text = useText();
  const description = hints.map(({ key, values }) => text(key, values)).join(text('waits.hintJoin')) || undefined;
  const base = { label: name, description, error, required };
  if (typeof shown === 'boolean') {
    return (
      <Checkbox
        {...{ label: name, error }}
        checked={shown}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    );
  }
  if (kind === 'choice') {
    return (
      <NativeSelect
        {...base}
        data={[{ value: '', label: '' }, ...choices.map((value) => ({ value, label: value }))]}
        value={shown}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  const isDate = kind === 'text' && rule.format === 'date';
  const isShort = kind === 'number' || rule.format !== undefined || Number(rule.maxLen ?? Infinity) <= LONG;
  if (kind === 'json' || !isShort) {
    return (
      <Textarea
        {...base}
        value={shown}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        autosize
        minRows={kind === 'json' ? 2 : 1}
        maxRows={12}
        spellCheck={kind === 'text'}
      />
    );
  }
  return (
    <TextInput
      {...base}
      {...(isDate && { type: 'date' })}
      {...(kind === 'number' && { inputMode: 'decimal' as const })}
      value={shown}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      autoComplete="off"
    />
  );
}
