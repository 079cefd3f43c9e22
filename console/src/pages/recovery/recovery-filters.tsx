import { useText } from '../../i18n/use-text.ts';
import { Filters, TextFilter, TimeFilter } from '../../parts/filters.tsx';
import { NO_FILTERS, isFiltered } from './recovery-query.ts';
import type { RecoveryQuery } from './recovery-query.ts';

interface RecoveryFiltersProps {
  readonly query: RecoveryQuery;
  readonly onChange: (change: Partial<RecoveryQuery>) => void;
}

/** Those of the API; what is rarely asked for is shown where the address names it. */
export function RecoveryFilters({ query, onChange }: RecoveryFiltersProps) {
  const text = useText();
  return (
    <Filters isSet={isFiltered(query)} onClear={() => onChange(NO_FILTERS)}>
      {query.method !== '' && (
        <TextFilter
          label={text('recovery.method')}
          value={query.method}
          onChange={(method) => onChange({ method })}
          width={90}
        />
      )}
      <TextFilter
        label={text('recovery.rule')}
        value={query.rule}
        onChange={(rule) => onChange({ rule })}
        width={220}
        least={120}
      />
      {query.path !== '' && (
        <TextFilter label={text('recovery.path')} value={query.path} onChange={(path) => onChange({ path })} />
      )}
      <TextFilter
        label={text('recovery.code')}
        value={query.err_code}
        onChange={(err_code) => onChange({ err_code })}
        width={110}
      />
      <TextFilter
        label={text('recovery.component')}
        value={query.err_component}
        onChange={(err_component) => onChange({ err_component })}
        width={130}
      />
      <TextFilter label={text('recovery.trx')} value={query.trx} onChange={(trx) => onChange({ trx })} least={100} />
      {query.log_id !== '' && (
        <TextFilter label={text('recovery.logId')} value={query.log_id} onChange={(log_id) => onChange({ log_id })} />
      )}
      {query.version !== '' && (
        <TextFilter
          label={text('recovery.version')}
          value={query.version}
          onChange={(version) => onChange({ version })}
        />
      )}
      <TimeFilter label={text('recovery.from')} value={query.start} onChange={(start) => onChange({ start })} />
      <TimeFilter label={text('recovery.to')} isEnd value={query.end} onChange={(end) => onChange({ end })} />
    </Filters>
  );
}
