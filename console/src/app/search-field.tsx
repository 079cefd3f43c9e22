import { Combobox, Kbd, Loader, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useText } from '../i18n/use-text.ts';
import type { Text as Texts } from '../i18n/use-text.ts';
import classes from './search-field.module.css';
import { MOST_SEARCHED, searchTarget } from './search-target.ts';
import { useSearch } from './use-search.ts';
import type { SearchHit } from './use-search.ts';

const SHORTCUT = 'Ctrl K';

/** Finds a run by trx or log id, and rules and scripts by name; Ctrl+K leads here from everywhere. */
export function SearchField() {
  const text = useText();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState('');
  const [searched] = useDebouncedValue(wanted, 200);
  const { hits, isSearching } = useSearch(searched);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  useHotkeys([['mod+K', () => input.current?.focus()]], []);
  const open = (to: string): void => {
    setWanted('');
    combobox.closeDropdown();
    input.current?.blur();
    void navigate(to);
  };
  const openTyped = (): void => {
    const target = searchTarget(wanted);
    const [first] = hits;
    if (target.kind === 'trx') open(`/runs/${target.trx}`);
    else if (first && searched === wanted) open(first.to);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={open} shadow="md">
      <Combobox.Target>
        <TextInput
          ref={input}
          type="search"
          className={classes.field}
          aria-label={text('search.label')}
          placeholder={text('search.placeholder')}
          leftSection={<Search size={15} aria-hidden />}
          rightSection={<Shortcut isSearching={isSearching} />}
          rightSectionWidth={64}
          rightSectionPointerEvents="none"
          value={wanted}
          onChange={({ currentTarget }) => {
            setWanted(currentTarget.value);
            combobox.openDropdown();
          }}
          onFocus={() => wanted !== '' && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && combobox.getSelectedOptionIndex() === -1) openTyped();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={searched.trim() === ''}>
        <Combobox.Options aria-label={text('search.found')}>
          <Hits hits={hits} nothing={isSearching ? undefined : nothingOf(searched, text)} />
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Shortcut({ isSearching }: { readonly isSearching: boolean }) {
  if (isSearching) return <Loader size={14} />;
  return (
    <Kbd size="xs" visibleFrom="sm">
      {SHORTCUT}
    </Kbd>
  );
}

function nothingOf(searched: string, text: Texts): string {
  if (searchTarget(searched).kind === 'too-long') return text('search.tooLong', { most: MOST_SEARCHED });
  return text('search.nothing', { text: searched.trim() });
}

interface HitsProps {
  readonly hits: readonly SearchHit[];
  /** What is said where there are none; undefined while it is searched. */
  readonly nothing: string | undefined;
}

function Hits({ hits, nothing }: HitsProps) {
  const text = useText();
  if (hits.length === 0 && nothing !== undefined) return <Combobox.Empty>{nothing}</Combobox.Empty>;
  const groups = Map.groupBy(hits, ({ groupKey }) => groupKey);
  return [...groups].map(([groupKey, members]) => (
    <Combobox.Group key={groupKey} label={text(groupKey)}>
      {members.map(({ to, label, mark }) => (
        <Combobox.Option key={to} value={to}>
          <Text span size="sm" className={classes.hit}>
            {mark !== undefined && (
              <Text span size="xs" c="dimmed" ff="monospace">
                {mark}{' '}
              </Text>
            )}
            {label}
          </Text>
        </Combobox.Option>
      ))}
    </Combobox.Group>
  ));
}
