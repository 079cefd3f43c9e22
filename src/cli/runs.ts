import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { firstSignal } from './first-signal.ts';
import { GatewayAwayError } from './gateway-client.ts';
import { paint, printLine } from './output.ts';
import type { Format } from './output.ts';
import { newestRuns } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import { createRunTable } from './run-table.ts';
import type { LogsFilter, RunsSource } from './source/runs-source.ts';
import { withSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

export interface RunsOptions extends Place {
  readonly filter: LogsFilter;
  /** Runs at most. */
  readonly count: number;
  /** Prints new runs as they come, until SIGINT. */
  readonly watch: boolean;
  readonly format: Format;
}

const POLL_MS = 1000;
/** Each poll looks at so many of the newest runs. */
const WATCHED = 200;
/** How many are remembered as printed. */
const REMEMBERED = 10_000;

/** `stepgate runs`: the newest runs; as JSON one line each. */
export function listRuns(config: Config, options: RunsOptions): Promise<void> {
  return withSource(config, options, async (source) => {
    const rows = await newestRuns(source, options.filter, options.count);
    const print = printer(options.format);
    if (options.watch) return watch(source, options.filter, rows, print);
    if (rows.length === 0 && options.format === 'text') return printLine('no runs are found');
    for (const row of rows) print(row);
  });
}

function printer(format: Format): (row: RunRow) => void {
  if (format === 'json') return (row) => printLine(JSON.stringify(row));
  const table = createRunTable(process.stdout.isTTY ? process.stdout.columns : undefined);
  let isFirst = true;
  return (row) => {
    if (isFirst) printLine(table.head);
    isFirst = false;
    printLine(table.line(row));
  };
}

/** Prints the oldest first, and then each run that is new, or has another status than it was printed with. */
async function watch(
  source: RunsSource,
  filter: LogsFilter,
  first: readonly RunRow[],
  print: (row: RunRow) => void,
): Promise<void> {
  const ended = new AbortController();
  void firstSignal({ debug: () => undefined }).then(() => ended.abort());
  process.stdout.once('close', () => ended.abort());
  const printed = new Set<string>();
  // What is older than what was shown at first is not new.
  const start = filter.start ?? first.at(-1)?.time ?? new Date(systemClock.now()).toISOString();
  printNew(first, printed, print);
  for await (const rows of polled(() => newestRuns(source, { ...filter, start }, WATCHED), ended.signal))
    printNew(rows, printed, print);
}

/** What `read` gives, every second until the signal; a gateway that is away meanwhile is said once. */
async function* polled<T>(read: () => Promise<T>, signal: AbortSignal): AsyncGenerator<T, void, undefined> {
  let isAway = false;
  for (;;) {
    await systemClock.sleep(POLL_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    const found = await read().catch((error: unknown) => {
      if (!(error instanceof GatewayAwayError)) throw error;
      if (!isAway) process.stderr.write(`${paint('yellow', error.message, process.stderr)}; trying on\n`);
      return undefined;
    });
    isAway = found === undefined;
    if (found !== undefined) yield found;
  }
}

function printNew(rows: readonly RunRow[], printed: Set<string>, print: (row: RunRow) => void): void {
  for (const row of rows.toReversed()) {
    const key = `${row.trx} ${row.status}`;
    if (printed.has(key)) continue;
    printed.add(key);
    print(row);
  }
  for (const key of printed) {
    if (printed.size <= REMEMBERED) break;
    printed.delete(key);
  }
}
