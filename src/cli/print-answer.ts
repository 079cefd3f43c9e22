import type { RunLog } from '../engine/run-log.ts';
import { paint, printJson, printLine } from './output.ts';
import type { Format } from './output.ts';
import { runTree } from './run-tree.ts';

interface ReadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** The answer's body on stdout, what ran on stderr; or all of it on stdout, for programs. */
export function printAnswer({ status, headers, body }: ReadAnswer, log: RunLog | undefined, format: Format): void {
  if (format === 'json') return printJson({ status, headers, body, run_log: log ?? null });
  const head = paint(status < 400 ? 'green' : 'red', `HTTP ${status}`, process.stderr);
  process.stderr.write(`${head}\n${log === undefined ? '' : `${runTree(log)}\n`}`);
  printLine(body);
}
