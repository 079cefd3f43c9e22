import { DateInput } from '@mantine/dates';
import { useState } from 'react';
import type { CSSProperties } from 'react';
import { useText } from '../i18n/use-text.ts';
import { localTime, shownTime, timeFault, typedTime, utcTime } from './time-text.ts';
import type { TimeFault } from './time-text.ts';

interface TimeFieldProps {
  readonly label: string;
  readonly description?: string;
  /** ISO 8601 in UTC; empty: none. */
  readonly value: string;
  /** Is not called with what is no time: the value stays as it was. */
  readonly onChange: (value: string) => void;
  /** Told with each change of the text: whether it is something else than the value. */
  readonly onFault?: (isFaulty: boolean) => void;
  /** Says what is wrong even while one types: the form was sent. */
  readonly isChecked?: boolean;
  /** Of a day that is chosen without a time, `HH:mm:ss`. */
  readonly timeOfDay?: string;
  /** The first day that may be chosen, `YYYY-MM-DD`. */
  readonly minDate?: string;
  readonly style?: CSSProperties;
}

/** A point in time in the reader's time zone: typed, or its day chosen from a calendar. */
export function TimeField({ value, onChange, onFault, isChecked = false, timeOfDay, ...field }: TimeFieldProps) {
  const text = useText();
  const [fault, setFault] = useState<TimeFault>();
  const [isLeft, setLeft] = useState(false);
  const [shown, setShown] = useState(value);
  // Changed from outside: by the browser's back, or "Clear filters".
  if (shown !== value) {
    setShown(value);
    setFault(undefined);
  }
  const local = localTime(value);
  const judge = (typed: string): void => {
    const found = timeFault(typed, field.minDate);
    setFault(found);
    onFault?.(found !== undefined);
  };
  const change = (chosen: string | null): void => {
    judge(chosen ?? '');
    // A day of the calendar has no time of its own: the one that stood there stays.
    const isDay = chosen !== null && chosen.length === '2026-11-30'.length;
    const at = isDay ? typedTime(chosen, local?.slice(-8) ?? timeOfDay) : chosen;
    onChange(at === null ? '' : utcTime(at));
  };
  return (
    <DateInput
      {...field}
      value={local}
      withTime
      valueFormat={shownTime}
      dateParser={(typed) => typedTime(typed, timeOfDay)}
      placeholder="YYYY-MM-DD HH:mm"
      error={(isLeft || isChecked) && fault !== undefined && text(`form.${fault}`)}
      fixOnBlur={false}
      // Empty: none.
      allowDeselect
      onChange={change}
      onInput={({ currentTarget }) => judge(currentTarget.value)}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
    />
  );
}
