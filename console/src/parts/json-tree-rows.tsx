import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useText } from '../i18n/use-text.ts';
import { CopyButton } from './copy-button.tsx';
import type { JsonRow } from './json-rows.ts';
import classes from './json-tree.module.css';

interface JsonTreeRowsProps {
  readonly rows: readonly JsonRow[];
  readonly label: string;
  readonly rootPath: string;
  readonly maxHeight: string;
  readonly matches: ReadonlySet<string>;
  readonly toggle: (row: JsonRow) => void;
}

const ROW_HEIGHT = 24;

/** The lines of a JSON tree: drawn where one looks; arrows move, fold and unfold. */
export function JsonTreeRows({ rows, label, rootPath, maxHeight, matches, toggle }: JsonTreeRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 16,
  });
  const firstMatch = rows.findIndex(({ path }) => matches.has(path));
  useEffect(() => {
    if (firstMatch !== -1) virtual.scrollToIndex(firstMatch);
    // Only as another one becomes the first.
  }, [firstMatch, virtual]);
  const current = Math.min(active, rows.length - 1);
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    setActive(index);
    virtual.scrollToIndex(index);
    // Drawn by then.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current];
    const to = row && targetOf(event.key, current, rows);
    if (row === undefined || to === undefined) return;
    event.preventDefault();
    if (to === 'toggle') toggle(row);
    else move(to);
  };
  return (
    <div ref={box} className={classes.box} style={{ maxHeight }} role="tree" aria-label={label} onKeyDown={onKeyDown}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          const isActive = index === current;
          return (
            row && (
              <div
                key={row.path}
                data-index={index}
                className={classes.row}
                data-match={matches.has(row.path) || undefined}
                style={{ transform: `translateY(${start}px)`, paddingLeft: 8 + row.depth * 16 }}
                role="treeitem"
                aria-level={row.depth + 1}
                aria-expanded={row.size > 0 ? row.isOpen : undefined}
                aria-selected={isActive}
                tabIndex={isActive ? 0 : -1}
                onFocus={() => setActive(index)}
                onClick={() => row.size > 0 && toggle(row)}
              >
                <Line row={row} rootPath={rootPath} isActive={isActive} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Line({ row, rootPath, isActive }: { row: JsonRow; rootPath: string; isActive: boolean }) {
  const text = useText();
  const Sign = row.isOpen ? ChevronDown : ChevronRight;
  const path = joined(rootPath, row.path);
  return (
    <>
      <span className={classes.sign}>{row.size > 0 && <Sign size={14} aria-hidden />}</span>
      {row.key !== undefined && (
        <>
          <span className={classes.key}>{row.key}</span>
          <span className={classes.mark}>:</span>
        </>
      )}
      {row.kind === 'object' || row.kind === 'array' ? (
        <span className={classes.mark}>
          {row.kind === 'array' ? '[ ]' : '{ }'}{' '}
          <span className={classes.size}>
            {text(row.kind === 'array' ? 'json.items' : 'json.fields', { count: row.size })}
          </span>
        </span>
      ) : (
        <span className={classes.value} data-kind={row.kind}>
          {row.text}
        </span>
      )}
      {path !== '' && (
        <span className={classes.copy}>
          <CopyButton value={path} what={path} tabIndex={isActive ? 0 : -1} />
        </span>
      )}
    </>
  );
}

function joined(rootPath: string, path: string): string {
  if (rootPath === '' || path === '') return rootPath + path;
  return path.startsWith('[') ? rootPath + path : `${rootPath}.${path}`;
}

/** What a key does at a line: the line that it leads to, or that it folds. */
function targetOf(key: string, at: number, rows: readonly JsonRow[]): number | 'toggle' | undefined {
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'Enter':
    case ' ':
      return row && row.size > 0 ? 'toggle' : undefined;
    case 'ArrowRight':
      return row && row.size > 0 && !row.isOpen ? 'toggle' : at + 1;
    case 'ArrowLeft':
      return row?.isOpen ? 'toggle' : rows.findLastIndex(({ depth }, index) => index < at && depth < (row?.depth ?? 0));
    default:
      return undefined;
  }
}
