import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { sameJson } from '../model/json-value.ts';
import type { Json } from '../model/rule-language.ts';
import type { Source } from '../model/sources.ts';
import { CompletedInput } from './completed-input.tsx';
import { readTemplate, writeTemplate } from './template-text.ts';

interface JsonInputProps {
  readonly label: ReactNode;
  readonly ariaLabel?: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly value: Json | undefined;
  /** Undefined: the field is empty. */
  readonly onChange: (value: Json | undefined) => void;
  readonly onBlur?: () => void;
  readonly sources: () => readonly Source[];
  readonly placeholder?: string | undefined;
}

/** Any JSON, or a text with placeholders; what is no JSON yet stays in the field and is not taken. */
export function JsonInput({ value, onChange, onBlur, error, ...rest }: JsonInputProps) {
  const text = useText();
  const [typed, setTyped] = useState<string>();
  const read = typed === undefined ? undefined : readTemplate(typed);
  const isStale = read?.ok === true && !sameJson(read.value, value);
  const shown = typed === undefined || isStale ? writeTemplate(value) : typed;
  return (
    <CompletedInput
      {...rest}
      value={shown}
      error={read?.ok === false ? text('panel.noJson', { place: read.offset + 1 }) : error}
      onChange={(next) => {
        setTyped(next);
        const now = readTemplate(next);
        if (now.ok) onChange(now.value);
      }}
      // What is typed stays as it is: a field that grew would move what is being clicked from under the pointer.
      onBlur={onBlur}
    />
  );
}
