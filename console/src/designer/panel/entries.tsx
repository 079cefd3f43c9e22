import { Button, Input } from '@mantine/core';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { asObject } from '../model/json-value.ts';
import type { Json } from '../model/rule-language.ts';
import classes from './panel.module.css';

interface EntriesProps {
  readonly name: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  /** What the button that adds one shows, and what it is called. */
  readonly add: { readonly label: string; readonly name: string };
  readonly onAdd: () => void;
  /** The rows. */
  readonly children: ReactNode;
}

/** The rows of a field that holds several values, and the button that adds one. */
export function Entries({ name, description, error, add, onAdd, children }: EntriesProps) {
  return (
    <div role="group" aria-label={name}>
      <Input.Wrapper label={name} labelElement="div" description={description} error={error} size="xs">
        <div className={classes.rows}>
          {children}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Plus size={13} />}
            onClick={onAdd}
            aria-label={add.name}
          >
            {add.label}
          </Button>
        </div>
      </Input.Wrapper>
    </div>
  );
}

/** The members of an object in their order, and how they are changed: a row that is renamed stays where it is. */
export function entriesOf(value: Json | undefined, onChange: (value: Json | undefined) => void) {
  const entries = Object.entries(asObject(value) ?? {});
  const set = (next: readonly (readonly [string, Json])[]): void =>
    onChange(next.length === 0 ? undefined : Object.fromEntries(next));
  return {
    entries,
    add: (stem: string, item: Json) => set([...entries, [freshKey(stem, entries), item]]),
    change: (index: number, key: string, item: Json) => set(entries.with(index, [key, item])),
    remove: (index: number) => set(entries.toSpliced(index, 1)),
    /** A name that another one has is not taken. */
    rename: (index: number, next: string, item: Json): void => {
      if (!entries.some(([other], at) => at !== index && other === next)) set(entries.with(index, [next, item]));
    },
  };
}

function freshKey(stem: string, entries: readonly (readonly [string, Json])[]): string {
  const names = new Set(entries.map(([key]) => key));
  for (let number = entries.length + 1; ; number++) if (!names.has(`${stem}${number}`)) return `${stem}${number}`;
}
