import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useId, useState } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { Filters, TextFilter, TimeFilter } from '../../parts/filters.tsx';
import { NO_CONDITION, STATUSES, isFiltered, runQueryOf } from './run-filter.ts';
import type { RunFilter } from './run-filter.ts';
import { useRuleNames } from './use-runs.ts';

interface RunFiltersProps {
  readonly filter: RunFilter;
  readonly onChange: (change: Partial<RunFilter>) => void;
}

/** The filters of the list of runs. */
export function RunFilters({ filter, onChange }: RunFiltersProps) {
  const text = useText();
  const { wrong } = runQueryOf(filter);
  return (
    <Filters isSet={isFiltered(filter)} onClear={() => onChange(NO_CONDITION)}>
      <RuleFilter value={filter.rule} onChange={(rule) => onChange({ rule })} />
      <NativeSelect
        label={text('runs.status')}
        value={filter.status}
        size="sm"
        style={{ flex: '1 1 105px', maxWidth: 150 }}
        onChange={({ currentTarget }) => onChange({ status: currentTarget.value })}
        data={[
          { value: '', label: text('runs.anyStatus') },
          ...STATUSES.map((value) => ({ value, label: text(`status.${value}`) })),
        ]}
      />
      <TextFilter
        label={text('runs.errorCode')}
        value={filter.error}
        width={110}
        least={95}
        onChange={(error) => onChange({ error })}
      />
      <TimeFilter label={text('runs.from')} value={filter.from} onChange={(from) => onChange({ from })} />
      <TimeFilter label={text('runs.to')} isEnd value={filter.to} onChange={(to) => onChange({ to })} />
      <TextFilter
        label={text('runs.slower')}
        placeholder={text('runs.slowerHint')}
        error={wrong.includes('slower') && text('runs.slowerWrong')}
        value={filter.slower}
        width={120}
        least={100}
        onChange={(slower) => onChange({ slower })}
      />
      <TextFilter
        label={text('runs.metadata')}
        placeholder="order=A-17"
        error={wrong.includes('metadata') && text('runs.metadataWrong')}
        value={filter.metadata}
        width={150}
        least={110}
        onChange={(metadata) => onChange({ metadata })}
      />
      {filter.log !== '' && (
        <TextFilter label={text('runs.logId')} value={filter.log} width={290} onChange={(log) => onChange({ log })} />
      )}
      {filter.version !== '' && (
        <TextFilter
          label={text('runs.version')}
          value={filter.version}
          width={290}
          onChange={(version) => onChange({ version })}
        />
      )}
    </Filters>
  );
}

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const TYPING_MS = 300;

/** A rule's name, with or without its method; the names that there are, are offered. */
function RuleFilter({ value, onChange }: FieldProps) {
  const text = useText();
  const list = useId();
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  const commit = useDebouncedCallback(onChange, { delay: TYPING_MS, flushOnUnmount: false });
  const names = useRuleNames(value);
  // Changed from outside: by the browser's back, or "Clear filters".
  if (shown !== value) {
    setShown(value);
    setTyped(value);
  }
  return (
    <>
      <TextInput
        label={text('runs.rule')}
        placeholder="POST api/v1/register"
        value={typed}
        list={list}
        spellCheck={false}
        style={{ flex: '2 1 130px', maxWidth: 280 }}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          commit(currentTarget.value.trim());
        }}
      />
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
