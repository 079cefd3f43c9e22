import { Skeleton, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { createSortedRowModel, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table';
import type { ColumnDef, Header, ReactTable, Row } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import { memo, useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text.ts';
import classes from './data-table.module.css';
import { useKeepPlace } from './use-keep-place.ts';

interface ColumnLook {
  /** Any CSS width; missing: what its content needs. */
  readonly width?: string;
  readonly align?: 'right';
  /** Takes what room is left, and cuts what is longer. */
  readonly isWide?: boolean;
}

/** Its type counts. */
const LOOK: ColumnLook = {};

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: LOOK,
});

/** A column: `{ id, header, cell }`; with `accessorFn` and `enableSorting: true` its heading sorts. */
export type Column<T extends object> = ColumnDef<typeof features, T>;

type Table<T extends object> = ReactTable<typeof features, T>;

interface DataTableProps<T extends object> {
  /** The table's accessible name. */
  readonly label: string;
  /** The same array each time. */
  readonly columns: Column<T>[];
  /** Undefined while it is loaded. */
  readonly rows: readonly T[] | undefined;
  readonly rowId: (row: T) => string;
  /** Instead of the table when there are no rows. */
  readonly empty: ReactNode;
  readonly onRow?: (row: T) => void;
  /** The box's largest height in CSS; beyond it rows scroll. */
  readonly maxHeight?: string;
  /** Rows that appear above those that are looked at do not move them. All rows are equally high then. */
  readonly keepsPlace?: boolean;
}

/** As high as a row is, and where its cells stand below each other; in pixels. */
const ROW_HEIGHT = 37;
const STACKED_HEIGHT = 176;

/** As in data-table.module.css. */
const NARROW = '(max-width: 48em)';

/** More rows than these are drawn only where one looks. */
const MOST_DRAWN = 100;

const LOADING_ROWS = 6;

/** A table of any number of rows; wide ones scroll in their own box. On a telephone the cells of a row stand below each other. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, rows, rowId, empty, maxHeight, keepsPlace = false } = props;
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const options = { features, columns, data: (rows ?? NO_ROWS) as T[], getRowId: rowId, defaultColumn: PLAIN };
  const table: Table<T> = useTable(options);
  useKeepPlace(box, keepsPlace ? rows : undefined, rowId);
  if (rows?.length === 0) return empty;
  return (
    // Reachable by keyboard: it may scroll.
    <div ref={box} className={classes.box} style={{ maxHeight }} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table} aria-label={label} aria-rowcount={rows?.length} aria-busy={rows === undefined}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <HeaderCell key={header.id} header={header} table={table} />
              ))}
            </tr>
          ))}
        </thead>
        {rows === undefined ? (
          <LoadingRows columns={columns.length} label={text('table.loading')} />
        ) : (
          <Rows {...{ table, box, columns }} onRow={props.onRow} />
        )}
      </table>
    </div>
  );
}

const NO_ROWS: readonly never[] = [];
const PLAIN = { enableSorting: false };

function HeaderCell<T extends object>({ header, table }: { header: Header<typeof features, T>; table: Table<T> }) {
  const { column } = header;
  const sorted = column.getCanSort() ? column.getIsSorted() : undefined;
  const { width, align } = column.columnDef.meta ?? {};
  const content = <table.FlexRender header={header} />;
  const Sign = sorted === 'asc' ? ArrowUp : sorted === 'desc' ? ArrowDown : ArrowUpDown;
  return (
    <th scope="col" style={{ width, textAlign: align }} aria-sort={ariaSort(sorted)}>
      {sorted === undefined ? (
        content
      ) : (
        <UnstyledButton className={classes.sort} onClick={column.getToggleSortingHandler()}>
          {content} <Sign size={12} aria-hidden />
        </UnstyledButton>
      )}
    </th>
  );
}

function ariaSort(sorted: false | 'asc' | 'desc' | undefined): 'ascending' | 'descending' | 'none' | undefined {
  if (sorted === undefined) return undefined;
  return sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none';
}

interface RowsProps<T extends object> {
  readonly table: Table<T>;
  readonly columns: Column<T>[];
  readonly box: React.RefObject<HTMLDivElement | null>;
  readonly onRow: ((row: T) => void) | undefined;
}

function Rows<T extends object>({ table, columns, box, onRow }: RowsProps<T>) {
  const { rows } = table.getRowModel();
  const isVirtual = rows.length > MOST_DRAWN;
  const isStacked = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: isVirtual,
    getScrollElement: () => box.current,
    estimateSize: () => (isStacked ? STACKED_HEIGHT : ROW_HEIGHT),
    overscan: 12,
  });
  const drawn = isVirtual ? virtual.getVirtualItems() : rows.map((_row, index) => ({ index, start: 0, end: 0 }));
  const before = drawn[0]?.start ?? 0;
  const after = isVirtual ? virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0) : 0;
  return (
    <tbody>
      <Gap height={before} />
      {drawn.map(({ index }) => {
        const row = rows[index];
        return row && <DrawnRow key={row.id} {...{ row, index, columns, table, onRow }} />;
      })}
      <Gap height={after} />
    </tbody>
  );
}

interface BodyRowProps<T extends object> {
  readonly row: Row<typeof features, T>;
  readonly index: number;
  readonly columns: Column<T>[];
  readonly table: Table<T>;
  readonly onRow: ((row: T) => void) | undefined;
}

function BodyRow<T extends object>({ row, index, table, onRow }: BodyRowProps<T>) {
  return (
    <tr aria-rowindex={index + 1} className={onRow && classes.clickable} onClick={onRow && (() => onRow(row.original))}>
      {row.getAllCells().map((cell) => {
        const { header, meta: { align, isWide } = {} } = cell.column.columnDef;
        const label = typeof header === 'string' ? header : undefined;
        return (
          <td
            key={cell.id}
            style={{ textAlign: align }}
            className={isWide ? classes.wide : undefined}
            data-label={label}
          >
            <table.FlexRender cell={cell} />
          </td>
        );
      })}
    </tr>
  );
}

/** A row is drawn anew only when its own data are others; the table makes new rows of the same data. */
const DrawnRow = memo(BodyRow, isSameRow) as typeof BodyRow;

function isSameRow<T extends object>(before: BodyRowProps<T>, after: BodyRowProps<T>): boolean {
  const isSame = before.row.original === after.row.original && before.index === after.index;
  return isSame && before.columns === after.columns && before.onRow === after.onRow;
}

/** Stands for the rows that are not drawn. */
function Gap({ height }: { readonly height: number }) {
  return height > 0 ? <tr aria-hidden style={{ height }} /> : null;
}

function LoadingRows({ columns, label }: { readonly columns: number; readonly label: string }) {
  return (
    <tbody>
      {Array.from({ length: LOADING_ROWS }, (_row, row) => (
        <tr key={row}>
          {Array.from({ length: columns }, (_cell, column) => (
            <td key={column}>
              {row === 0 && column === 0 && <VisuallyHidden>{label}</VisuallyHidden>}
              <Skeleton height={12} width={column === 0 ? '70%' : '50%'} my={4} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
