import { Button, Group, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { FilterX } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text.ts';
import classes from './filters.module.css';
import { TimeField } from './time-field.tsx';

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
      align="flex-start"
    >
      {children}
      {isSet && (
        <Button
          className={classes.clear ?? ''}
          variant="subtle"
          color="gray"
          leftSection={<FilterX size={15} />}
          onClick={onClear}
        >
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
  /** What is wrong with it. */
  readonly error?: string | false;
  /** What it shrinks to so that all stand in one row; pixels as well. */
  readonly least?: number;
}

const TYPING_MS = 300;

/** A text that filters when one stops typing. */
export function TextFilter({ value, onChange, width = 180, least = width * 0.7, ...field }: TextFilterProps) {
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
      {...field}
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
  /** It ends an interval: a day alone is meant up to its last second. */
  readonly isEnd?: boolean;
}

/** One end of an interval, in the reader's time zone. */
export function TimeFilter({ isEnd = false, ...field }: TimeFilterProps) {
  return <TimeField {...field} style={fitting(190, 160)} {...(isEnd && { timeOfDay: '23:59:59' })} />;
}
