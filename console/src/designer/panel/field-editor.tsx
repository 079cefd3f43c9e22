import { Autocomplete, Checkbox, Group, NativeSelect, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { useRuleHelp, useText } from '../../i18n/use-text.ts';
import type { Field } from '../model/field-table.ts';
import { asText } from '../model/json-value.ts';
import { isList, type Json } from '../model/rule-language.ts';
import type { Source } from '../model/sources.ts';
import { CompletedInput } from './completed-input.tsx';
import { ListEditor, MapEditor } from './entries-editor.tsx';
import { FieldRulesEditor } from './field-rules-editor.tsx';
import { JsonInput } from './json-input.tsx';
import classes from './panel.module.css';

export interface FieldEditorProps {
  readonly field: Field;
  /** Stands before the field's name where several fields of the same name are shown: `body 1`. */
  readonly prefix?: string;
  readonly value: Json | undefined;
  /** Undefined: the field is removed. */
  readonly onChange: (value: Json | undefined) => void;
  readonly onBlur: () => void;
  readonly sources: () => readonly Source[];
  /** Names to choose from: of scripts, of secrets. */
  readonly known?: readonly string[];
  readonly error?: ReactNode;
  /** False: the object around the field is not there, so that its default does not count. */
  readonly isSet?: boolean;
}

/** A field of the rule language: the editor that its kind asks for. While one types in it the others are not drawn anew. */
export const FieldEditor = memo(function FieldEditor({ field: inEnglish, ...rest }: FieldEditorProps) {
  const helpOf = useRuleHelp();
  const props = { ...rest, field: { ...inEnglish, help: helpOf(inEnglish.help) } };
  const { field, value, onChange, onBlur, sources, error } = props;
  const base = baseOf(props);
  const ofText = (text: string): void => onChange(text === '' ? undefined : text);
  switch (field.kind) {
    case 'boolean':
      return <BooleanField {...props} />;
    case 'number':
      return <NumberField {...props} />;
    case 'enum':
      return <EnumField {...props} />;
    case 'template':
    case 'condition':
      return <CompletedInput {...base} value={asText(value) ?? ''} onChange={ofText} {...{ onBlur, sources }} />;
    case 'list':
      return <ListEditor {...entriesOf(props)} {...{ value, onChange, onBlur, sources, error }} />;
    case 'map':
      return <MapEditor {...entriesOf(props)} {...{ value, onChange, onBlur, sources, error }} />;
    case 'fieldRules':
      return <FieldRulesEditor {...entriesOf(props)} {...{ value, onChange, onBlur, error }} />;
    case 'scriptName':
    case 'secretName':
      return (
        <Autocomplete
          {...plain(base)}
          size="xs"
          comboboxProps={UNMOUNTED}
          data={[...(props.known ?? [])]}
          value={asText(value) ?? ''}
          onChange={ofText}
          onBlur={onBlur}
        />
      );
    case 'string':
      return (
        <TextInput
          {...plain(base)}
          size="xs"
          value={asText(value) ?? ''}
          spellCheck={false}
          onChange={({ currentTarget }) => ofText(currentTarget.value)}
          onBlur={onBlur}
        />
      );
    case 'choices':
      return <ChoicesField {...props} />;
    case 'code':
      return <CodeField {...props} />;
    case 'flowCases':
    case 'compensation':
    case 'json':
    case 'jsonTemplate':
    case 'jsonSchema':
    case 'numberOrTemplate':
      return <JsonInput {...base} {...{ value, onChange, onBlur, sources }} />;
  }
});

/** The list of names is made when it is opened. */
const UNMOUNTED = { keepMounted: false };

function baseOf({ field, prefix, error }: FieldEditorProps) {
  const shown = field.default === undefined ? undefined : (asText(field.default) ?? JSON.stringify(field.default));
  return {
    label: field.name,
    ...(prefix !== undefined && { ariaLabel: `${prefix} ${field.name}` }),
    description: field.help,
    error,
    placeholder: shown,
  };
}

/** The same for Mantine's own inputs. */
function plain({ ariaLabel, placeholder, ...rest }: ReturnType<typeof baseOf>) {
  return {
    ...rest,

    'aria-label': ariaLabel,
    ...(placeholder !== undefined && { placeholder }),
  };
}

function entriesOf({ field, prefix }: FieldEditorProps) {
  return { name: prefix === undefined ? field.name : `${prefix} ${field.name}`, description: field.help };
}

function BooleanField(props: FieldEditorProps) {
  const { field, value, onChange, isSet = true } = props;
  const { label, ariaLabel, description, error } = baseOf(props);
  const byDefault = isSet && field.default === true;
  return (
    <Switch
      {...{ label, description, error }}
      // Mantine's label holds the description too.
      aria-label={ariaLabel ?? label}
      size="xs"
      checked={value === undefined ? byDefault : value === true}
      onChange={({ currentTarget }) => {
        // Within an object it is written: without it the object may be gone, which is something else.
        const isDefault = currentTarget.checked === byDefault && !field.name.includes('.');
        onChange(isDefault ? undefined : currentTarget.checked);
      }}
    />
  );
}

/** Some of a few names, in the order in which they stand here. */
function ChoicesField(props: FieldEditorProps) {
  const { field, value, onChange, prefix } = props;
  const { label, description, error } = baseOf(props);
  const options = field.options ?? [];
  const chosen = isList(value) ? value.flatMap((one) => asText(one) ?? []) : [];
  const set = (next: readonly string[]): void =>
    onChange(next.length === 0 ? undefined : options.filter((one) => next.includes(one)));
  return (
    <Checkbox.Group {...{ label, description, error }} size="xs" value={chosen} onChange={set}>
      <Group gap="sm" mt={4}>
        {options.map((one) => (
          <Checkbox
            key={one}
            size="xs"
            value={one}
            label={one}
            aria-label={[prefix, label, one].filter(Boolean).join(' ')}
          />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

function CodeField(props: FieldEditorProps) {
  const { value, onChange, onBlur } = props;
  return (
    <Textarea
      {...plain(baseOf(props))}
      size="xs"
      rows={4}
      style={{ '--rows': 4, '--most-rows': 24 }}
      value={asText(value) ?? ''}
      spellCheck={false}
      classNames={{ input: classes.growing ?? '' }}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
      onBlur={onBlur}
    />
  );
}

function NumberField(props: FieldEditorProps) {
  const { field, value, onChange, onBlur } = props;
  return (
    <NumberInput
      {...plain(baseOf(props))}
      size="xs"
      value={typeof value === 'number' ? value : ''}
      {...(field.min !== undefined && { min: field.min })}
      {...(field.max !== undefined && { max: field.max })}
      clampBehavior="none"
      allowDecimal={field.isInteger !== true}
      hideControls
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      onBlur={onBlur}
    />
  );
}

function EnumField(props: FieldEditorProps) {
  const text = useText();
  const { field, value, onChange } = props;
  const { placeholder, ...base } = baseOf(props);
  const none = {
    value: '',
    label: placeholder === undefined ? text('panel.none') : text('panel.default', { value: placeholder }),
  };
  const current = asText(value) ?? (value === undefined ? '' : JSON.stringify(value));
  const options = field.options ?? [];
  const chosen = options.find((one) => one === current || one === current.toUpperCase()) ?? current;
  const own = chosen === '' || options.includes(chosen) ? [] : [{ value: chosen, label: chosen }];
  return (
    <NativeSelect
      {...plain({ ...base, placeholder: undefined })}
      size="xs"
      data={[none, ...own, ...options.map((one) => ({ value: one, label: one }))]}
      value={chosen}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}
