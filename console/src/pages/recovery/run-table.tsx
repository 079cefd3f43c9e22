import { Checkbox, Code } from '@mantine/core';
import { useMemo } from 'react';
import { useText } from '../../i18n/use-text.ts';
import type { Text as Texts } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Time } from '../../parts/time.tsx';
import { NoGroups } from './group-table.tsx';
import classes from './recovery.module.css';
import { trxColumn } from './trx-column.tsx';
import type { SuspendedRun } from './use-recovery.ts';

export interface Selection {
  readonly trxs: ReadonlySet<string>;
  readonly onChange: (trxs: ReadonlySet<string>) => void;
}

interface RunTableProps {
  readonly runs: readonly SuspendedRun[] | undefined;
  readonly isFiltered: boolean;
  /** Undefined: the role may not do anything with them. */
  readonly selection: Selection | undefined;
}

/** Suspended runs, each with a check box where one may do something with them. */
export function RunTable({ runs, isFiltered, selection }: RunTableProps) {
  const text = useText();
  const columns = useMemo(
    () => [...(selection ? [selectColumn(text, selection, runs ?? [])] : []), ...runColumns(text)],
    [text, selection, runs],
  );
  return (
    <DataTable
      label={text('recovery.suspended')}
      columns={columns}
      rows={runs}
      rowId={({ trx }) => trx}
      empty={<NoGroups isFiltered={isFiltered} />}
    />
  );
}

function selectColumn(text: Texts, { trxs, onChange }: Selection, runs: readonly SuspendedRun[]): Column<SuspendedRun> {
  const chosen = runs.filter(({ trx }) => trxs.has(trx)).length;
  const change = (changed: readonly string[], isChosen: boolean): void => {
    const next = new Set(trxs);
    for (const trx of changed) {
      if (isChosen) next.add(trx);
      else next.delete(trx);
    }
    onChange(next);
  };
  return {
    id: 'select',
    header: () => (
      <Checkbox
        size="xs"
        aria-label={text('recovery.selectAll')}
        checked={chosen > 0 && chosen === runs.length}
        indeterminate={chosen > 0 && chosen < runs.length}
        onChange={({ currentTarget }) =>
          change(
            runs.map(({ trx }) => trx),
            currentTarget.checked,
          )
        }
      />
    ),
    cell: ({ row: { original: run } }) => (
      <Checkbox
        size="xs"
        aria-label={text('recovery.select', { trx: run.trx })}
        checked={trxs.has(run.trx)}
        onChange={({ currentTarget }) => change([run.trx], currentTarget.checked)}
      />
    ),
    meta: { width: '1px' },
  };
}

function runColumns(text: Texts): Column<SuspendedRun>[] {
  return [
    trxColumn(text),
    {
      id: 'rule',
      header: text('recovery.rule'),
      cell: ({ row: { original: run } }) => `${run.method} ${run.path}`,
    },
    { id: 'component', header: text('recovery.component'), cell: ({ row }) => row.original.err_component },
    {
      id: 'error',
      header: text('recovery.error'),
      cell: ({ row: { original: run } }) => (
        <span className={classes.message} title={run.err_msg ?? ''}>
          {run.err_code !== null && <Code>{run.err_code}</Code>} {run.err_msg}
        </span>
      ),
      meta: { isWide: true },
    },
    {
      id: 'since',
      header: text('recovery.since'),
      cell: ({ row: { original: run } }) => <Time at={run.updated_at} isRelative />,
    },
    {
      id: 'attempts',
      header: text('recovery.attempts'),
      cell: ({ row: { original: run } }) => run.recover_count,
      meta: { align: 'right' },
    },
  ];
}
