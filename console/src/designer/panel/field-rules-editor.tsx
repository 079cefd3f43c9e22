import { ActionIcon, Checkbox, Collapse, Group, NativeSelect, TextInput } from '@mantine/core';
import { ChevronDown, ChevronRight, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { fieldRuleTable } from '../model/field-table.ts';
import { asObject, asText, memberOf } from '../model/json-value.ts';
import type { Json, JsonObject } from '../model/rule-language.ts';
import { Entries, entriesOf } from './entries.tsx';
import { FieldEditor } from './field-editor.tsx';
import classes from './panel.module.css';

interface FieldRulesEditorProps {
  readonly name: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly onBlur: () => void;
}

const TABLE = fieldRuleTable();
const TYPES = [...TABLE.keys()];

/** Field rules by name: what a part of the request must look like. */
export function FieldRulesEditor({ name, description, error, value, onChange, onBlur }: FieldRulesEditorProps) {
  const text = useText();
  const { entries, add, change, remove, rename } = entriesOf(value, onChange);
  const adding = { label: text('panel.field'), name: text('panel.addField', { what: name }) };
  return (
    <Entries {...{ name, description, error }} add={adding} onAdd={() => add('field', { type: 'string' })}>
      {entries.map(([key, rule], index) => (
        // A field that is renamed stays the same row.
        <FieldRule
          key={index}
          part={`${name} ${index + 1}`}
          name={key}
          rule={asObject(rule) ?? {}}
          onRename={(next) => rename(index, next, rule)}
          onChange={(next) => change(index, key, next)}
          onRemove={() => remove(index)}
          onBlur={onBlur}
        />
      ))}
    </Entries>
  );
}

interface FieldRuleProps {
  /** `body 1`: what its controls are called begins with it. */
  readonly part: string;
  readonly name: string;
  readonly rule: JsonObject;
  readonly onRename: (name: string) => void;
  readonly onChange: (rule: JsonObject) => void;
  readonly onRemove: () => void;
  readonly onBlur: () => void;
}

function FieldRule({ part, name, rule, onRename, onChange, onRemove, onBlur }: FieldRuleProps) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div className={classes.rule}>
      <div className={classes.row}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={isOpen}
          aria-label={text('panel.more', { what: name })}
          onClick={() => setOpen(!isOpen)}
        >
          <Chevron size={14} />
        </ActionIcon>
        <TextInput
          size="xs"
          className={classes.grow}
          aria-label={text('panel.nameOf', { what: part })}
          value={name}
          spellCheck={false}
          onBlur={onBlur}
          onChange={({ currentTarget }) => onRename(currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          aria-label={text('panel.typeOf', { what: part })}
          data={TYPES}
          value={asText(rule.type) ?? 'string'}
          onChange={({ currentTarget }) => onChange(withType(rule, currentTarget.value))}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={text('panel.remove', { what: name })} onClick={onRemove}>
          <X size={14} />
        </ActionIcon>
      </div>
      <Group gap="xs" ml={30}>
        <Checkbox
          size="xs"
          label={text('panel.required')}
          aria-label={text('panel.requiredOf', { what: part })}
          checked={rule.required === true}
          onChange={({ currentTarget }) => onChange(withField(rule, 'required', currentTarget.checked || undefined))}
        />
      </Group>
      <Collapse expanded={isOpen}>{isOpen && <Details {...{ part, rule, onChange, onBlur }} />}</Collapse>
    </div>
  );
}

function Details({ part, rule, onChange, onBlur }: Pick<FieldRuleProps, 'part' | 'rule' | 'onChange' | 'onBlur'>) {
  const fields = TABLE.get(asText(rule.type) ?? '') ?? [];
  return (
    <div className={classes.details}>
      {fields
        .filter(({ name }) => name !== 'type' && name !== 'required')
        .map((field) => (
          <FieldEditor
            key={field.name}
            field={field}
            prefix={part}
            value={memberOf(rule, field.name)}
            sources={NO_SOURCES}
            onBlur={onBlur}
            onChange={(value) => onChange(withField(rule, field.name, value))}
          />
        ))}
    </div>
  );
}

const NO_SOURCES = (): readonly never[] => [];

/** What the other type does not have is left out. */
function withType(rule: JsonObject, type: string): JsonObject {
  const names = new Set((TABLE.get(type) ?? []).map(({ name }) => name));
  return { type, ...Object.fromEntries(Object.entries(rule).filter(([name]) => name !== 'type' && names.has(name))) };
}

function withField(rule: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...rule, [name]: value };
  return Object.fromEntries(Object.entries(rule).filter(([one]) => one !== name));
}
