import { Combobox, Textarea, useCombobox } from '@mantine/core';
import { useRef, useState } from 'react';
import type { FocusEventHandler, ReactNode } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { completionAt } from '../model/completion.ts';
import type { Completion } from '../model/completion.ts';
import type { Source } from '../model/sources.ts';
import classes from './panel.module.css';

export interface CompletedInputProps {
  readonly label: ReactNode;
  readonly ariaLabel?: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: FocusEventHandler;
  readonly sources: () => readonly Source[];
  readonly placeholder?: string | undefined;
  readonly minRows?: number;
}

const MOST_SHOWN = 60;

/** A text that offers what can be read while one types within `{…}`. */
export function CompletedInput({ label, value, onChange, sources, minRows = 1, ...rest }: CompletedInputProps) {
  const combobox = useCombobox();
  const input = useRef<HTMLTextAreaElement>(null);
  const [completion, setCompletion] = useState<Completion>();
  const entries = completion?.entries.slice(0, MOST_SHOWN) ?? [];
  const complete = (text: string): void => {
    const next = completionAt(text, input.current?.selectionStart ?? text.length, sources());
    setCompletion(next);
    if (next === undefined || next.entries.length === 0) return combobox.closeDropdown();
    combobox.openDropdown();
    // Enter shall not choose before anything is typed: a brace may be that of an object.
    if (next.typed === '') combobox.resetSelectedOption();
    else window.requestAnimationFrame(() => combobox.selectFirstOption());
  };
  const insert = (text: string): void => {
    if (completion === undefined) return;
    const caret = completion.from + text.length;
    onChange(value.slice(0, completion.from) + text + value.slice(completion.to));
    combobox.closeDropdown();
    window.requestAnimationFrame(() => input.current?.setSelectionRange(caret, caret));
  };
  return (
    // A panel has many of them: the list of each is made when it is opened.
    <Combobox store={combobox} onOptionSubmit={insert} withinPortal keepMounted={false} position="bottom-start">
      <Combobox.DropdownTarget>
        <Combobox.EventsTarget withAriaAttributes={false}>
          <Textarea
            ref={input}
            {...{ label, value }}
            rows={minRows}
            aria-label={rest.ariaLabel}
            description={rest.description}
            error={rest.error}
            placeholder={rest.placeholder}
            spellCheck={false}
            autoComplete="off"
            size="xs"
            classNames={{ input: classes.growing ?? '' }}
            style={{ '--rows': minRows }}
            onChange={({ currentTarget }) => {
              onChange(currentTarget.value);
              complete(currentTarget.value);
            }}
            onBlur={(event) => {
              combobox.closeDropdown();
              rest.onBlur?.(event);
            }}
          />
        </Combobox.EventsTarget>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={entries.length === 0} className={classes.dropdown ?? ''}>
        <Combobox.Options>
          {entries.map((source) => (
            <SourceOption key={source.insert} source={source} />
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function SourceOption({ source }: { readonly source: Source }) {
  const text = useText();
  const said = [text(`source.${source.kind}`), source.detail].filter((part) => part !== '').join(' · ');
  return (
    <Combobox.Option value={source.insert} className={classes.option ?? ''}>
      <span className={classes.optionName}>{source.label}</span>
      <span className={classes.optionKind}>{said}</span>
    </Combobox.Option>
  );
}
