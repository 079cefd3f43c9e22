import { Button, Group, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useDebouncedCallback } from '@mantine/hooks';
import { FilterX } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text.ts';
import classes from './filters.module.css';

interface FiltersProps {
  /** Whether one is set, and "Clear filters" is offered. */
  readonly isSet: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

/** The filters of a list, in one row where there is room. */
export function Filters({ isSet, onClear, children }: FiltersProps) {
  const text = useText();
  return (
    <Group
      component="search"
      className={classes.filters ?? ''}
      aria-label={text('table.filters')}
      gap="sm"
      align="flex-end"
    >
      {children}
      {isSet && (
        <Button variant="subtle" color="gray" leftSection={<FilterX size={15} />} onClick={onClear}>
          {text('table.clear')}
        </Button>
      )}
    </Group>
  );
}

interface TextFilterProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly width?: number;
  /** What it shrinks to so that all stand in one row; pixels as well. */
  readonly least?: number;
}

const TYPING_MS = 300;

/** A text that filters when one stops typing. */
export function TextFilter({ label, placeholder, value, onChange, width = 180, least = width * 0.7 }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  const commit = useDebouncedCallback(onChange, { delay: TYPING_MS, flushOnUnmount: false });
  // Changed from outside: by the browser's back, or "Clear filters".
  if (shown !== value) {
    setShown(value);
    setTyped(value);
  }
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={typed}
      style={fitting(width, least)}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        commit(currentTarget.value.trim());
      }}
    />
  );
}

/** As wide as is wanted; two beside each other on a telephone. */
function fitting(width: number, least: number): React.CSSProperties {
  return { flex: `1 1 ${least}px`, maxWidth: width };
}

interface TimeFilterProps {
  readonly label: string;
  /** ISO 8601 in UTC; empty: none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A point in time, typed and shown in the reader's time zone. */
export function TimeFilter({ label, value, onChange }: TimeFilterProps) {
  const at = value === '' ? null : new Date(value);
  return (
    <DateTimePicker
      label={label}
      value={at}
      valueFormat="YYYY-MM-DD HH:mm"
      placeholder="YYYY-MM-DD HH:mm"
      clearable
      style={fitting(190, 160)}
      styles={{ input: { overflow: 'hidden', whiteSpace: 'nowrap' } }}
      size="sm"
      onChange={(chosen) => onChange(chosen === null ? '' : new Date(chosen).toISOString())}
    />
  );
}
