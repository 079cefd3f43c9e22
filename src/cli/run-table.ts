import { paint } from './output.ts';
import type { RunRow } from './run-row.ts';
import { statusColour } from './run-tree.ts';

/** Lines of a table of runs: time, rule, status, http status, duration, trx. */
export interface RunTable {
  readonly head: string;
  readonly line: (row: RunRow) => string;
}

interface Column {
  readonly name: string;
  readonly width: number;
  readonly cell: (row: RunRow) => string;
}

const GAP = '  ';
const SHORTEST_RULE = 16;
const WIDEST_RULE = 80;
/** In a pipe nothing is cut: this is only where the next column begins. */
const PIPED_RULE = 32;

const TIME: Column = { name: 'time', width: 20, cell: ({ time }) => `${time.slice(0, 19).replace('T', ' ')}Z` };
/** Without the year. */
const SHORT_TIME: Column = { name: 'time', width: 15, cell: (row) => TIME.cell(row).slice(5) };
const STATUS: Column = { name: 'status', width: 10, cell: ({ status }) => status };
const HTTP: Column = { name: 'http', width: 4, cell: ({ http_status: status }) => (status ?? '-').toString() };
const DURATION: Column = { name: 'duration', width: 8, cell: ({ run_time: ms }) => durationText(ms) };
const TRX: Column = { name: 'trx', width: 35, cell: ({ trx }) => trx };

/** @param width of the terminal in columns, into which each line fits; undefined: there is none, and nothing is cut. */
export function createRunTable(width: number | undefined): RunTable {
  const { before, after } = columnsFor(width);
  const others = [...before, ...after];
  const room = width === undefined ? PIPED_RULE : width - sum(others.map((column) => column.width + GAP.length));
  const rule: Column = {
    name: 'rule',
    width: Math.min(Math.max(room, 1), WIDEST_RULE),
    cell: ({ method, path }) => `${method} ${path}`,
  };
  const columns = [...before, rule, ...after];
  const joined = (textOf: (column: Column) => string): string => columns.map(textOf).join(GAP).trimEnd();
  return {
    head: paint(
      'bold',
      joined(({ name, width: own }) => name.padEnd(own)),
    ),
    line: (row) =>
      joined((column) => {
        const whole = column.cell(row);
        const text = width === undefined ? whole : shortened(whole, column.width);
        const padded = text.padEnd(column.width);
        return column === STATUS ? padded.replace(text, paint(statusColour(row.status), text)) : padded;
      }),
  };
}

/** A narrow terminal shows less, but never half a trx. */
function columnsFor(width = Infinity): { readonly before: readonly Column[]; readonly after: readonly Column[] } {
  const choices = [
    { before: [TIME], after: [STATUS, HTTP, DURATION, TRX] },
    { before: [SHORT_TIME], after: [STATUS, HTTP, DURATION, TRX] },
    { before: [SHORT_TIME], after: [STATUS, TRX] },
    { before: [], after: [STATUS, TRX] },
  ] as const;
  const fits = choices.find(({ before, after }) => {
    const others = [...before, ...after].map((column) => column.width + GAP.length);
    return sum(others) + SHORTEST_RULE <= width;
  });
  return fits ?? { before: [], after: [TRX] };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** The end of a path says more than its beginning. */
function shortened(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;
}

/** `12 ms`, `3.4 s`, `5 min` */
export function durationText(ms: number | null): string {
  if (ms === null) return '-';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
