import { ActionIcon, TextInput } from '@mantine/core';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/use-text.ts';
import type { Text } from '../../i18n/use-text.ts';
import { isList, type Json } from '../model/rule-language.ts';
import type { Source } from '../model/sources.ts';
import { Entries, entriesOf } from './entries.tsx';
import { JsonInput } from './json-input.tsx';
import classes from './panel.module.css';

interface EntriesEditorProps {
  /** The field's name; what its controls are called begins with it. */
  readonly name: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly onBlur: () => void;
  readonly sources: () => readonly Source[];
}

/** A list: a row for each element. */
export function ListEditor({ name, value, onChange, onBlur, sources, ...said }: EntriesEditorProps) {
  const text = useText();
  const items = isList(value) ? value : [];
  const set = (next: readonly Json[]): void => onChange(next.length === 0 ? undefined : next);
  return (
    <Entries {...said} name={name} add={addOf(text, name)} onAdd={() => set([...items, ''])}>
      {items.map((item, index) => (
        // Elements have no identity but their place.
        <Row key={index} name={`${name} ${index + 1}`} onRemove={() => set(items.toSpliced(index, 1))}>
          <JsonInput
            label={undefined}
            ariaLabel={`${name} ${index + 1}`}
            value={item}
            sources={sources}
            onBlur={onBlur}
            onChange={(next) => set(items.with(index, next ?? ''))}
          />
        </Row>
      ))}
    </Entries>
  );
}

/** Names with values: a row for each. */
export function MapEditor({ name, value, onChange, onBlur, sources, ...said }: EntriesEditorProps) {
  const text = useText();
  const { entries, add, change, remove, rename } = entriesOf(value, onChange);
  return (
    <Entries {...said} name={name} add={addOf(text, name)} onAdd={() => add('name', '')}>
      {entries.map(([key, item], index) => (
        <Row key={index} name={`${name} ${key}`} onRemove={() => remove(index)}>
          <TextInput
            size="xs"
            className={classes.key}
            aria-label={text('panel.nameOf', { what: `${name} ${index + 1}` })}
            value={key}
            spellCheck={false}
            onBlur={onBlur}
            onChange={({ currentTarget }) => rename(index, currentTarget.value, item)}
          />
          <JsonInput
            label={undefined}
            ariaLabel={text('panel.valueOf', { what: `${name} ${index + 1}` })}
            value={item}
            sources={sources}
            onBlur={onBlur}
            onChange={(next) => change(index, key, next ?? '')}
          />
        </Row>
      ))}
    </Entries>
  );
}

function addOf(text: Text, name: string) {
  return { label: text('form.add'), name: text('panel.addTo', { what: name }) };
}

interface RowProps {
  readonly name: string;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

function Row({ name, onRemove, children }: RowProps) {
  const text = useText();
  return (
    <div className={classes.row}>
      {children}
      <ActionIcon variant="subtle" color="gray" aria-label={text('panel.remove', { what: name })} onClick={onRemove}>
        <X size={14} />
      </ActionIcon>
    </div>
  );
}
