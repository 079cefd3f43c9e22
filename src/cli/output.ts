import { styleText } from 'node:util';

/** For people, or for programs. */
export type Format = 'text' | 'json';

/** A command's result on stdout. What nobody reads any more, as behind `| head`, is no failure. */
export function printLine(text: string): void {
  if (!process.stdout.listeners('error').includes(ignoreClosed)) process.stdout.on('error', ignoreClosed);
  process.stdout.write(`${text}\n`);
}

function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** A command's result on stdout: `text` for people, `value` for programs. */
export function printResult(format: Format, value: unknown, text: string): void {
  if (format === 'json') printJson(value);
  else printLine(text);
}

type Style = Parameters<typeof styleText>[0];

/** Coloured where `stream` is a terminal; NO_COLOR and FORCE_COLOR count. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

type OutputRow = Readonly<Record<string, string | number | boolean | null>>;

/** Rows as a table, or as JSON. Columns are those of the first row. */
export function printRows(rows: readonly OutputRow[], format: Format): void {
  if (format === 'json') return printJson(rows);
  const [first] = rows;
  if (first === undefined) return printLine('(none)');
  const columns = Object.keys(first);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  for (const [n, line] of lines.entries()) {
    const padded = line.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ');
    printLine(n === 0 ? paint('bold', padded.trimEnd()) : padded.trimEnd());
  }
}

function cell(value: OutputRow[string] | undefined): string {
  return value === null || value === undefined ? '-' : String(value);
}

/** `1 rule`, `2 rules` */
export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
