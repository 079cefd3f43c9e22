import type { Config } from '../config.ts';
import { StepgateError } from '../error.ts';
import { counted, paint, printResult } from './output.ts';
import type { Format } from './output.ts';
import { CliError, EXIT } from './cli-error.ts';
import { confirm } from './confirm.ts';
import { firstSignal } from './first-signal.ts';
import { withProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { readChange } from './read-change.ts';
import type { ChangeOptions } from './read-change.ts';
import type { RecoveryChange, RunsFilter, RunsSource } from './source/runs-source.ts';
import { withRunningSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

export interface RecoverAllOptions extends Place, ChangeOptions {
  readonly filter: RunsFilter;
  /** Runs at most; undefined: all. */
  readonly limit: number | undefined;
  /** Does not ask first. */
  readonly yes: boolean;
  readonly format: Format;
}

/** A run that was not recovered, and why. */
interface Failed {
  readonly trx: string;
  /** Where it stands now; null: it was not resumed. */
  readonly status: string | null;
  readonly code: string;
  readonly component: string | null;
  readonly msg: string;
}

/** How many came out how. */
interface Tally {
  readonly total: number;
  succeeded: number;
  readonly failed: Failed[];
  /** Why the rest was not tried. */
  stopped?: string;
}

/** Runs that are recovered at once, as by the REST API. */
const AT_ONCE = 8;
const PAGE = 100;
/** Off a terminal a line is printed so often, in parts of the whole. */
const LINES = 10;

/**
 * `stepgate recover --all`: recovers the suspended runs that a filter finds, one by one, several at once. One by one,
 * because each one's failure is then known, and an interruption leaves the others as they are.
 * @returns the exit code: 0 when all succeeded.
 */
export async function recoverAll(config: Config, options: RecoverAllOptions): Promise<number> {
  const change = await readChange(options);
  return withRunningSource(config, options, async (source) => {
    const trxs = await suspended(source, options.filter, options.limit);
    if (trxs.length > 0) await askFirst(trxs.length, options, source);
    const tally: Tally = { total: trxs.length, succeeded: 0, failed: [] };
    await withProgress('recovering', (advance) => recoverEach(source, trxs, change, tally, shown(advance)));
    printTally(tally, source, options.format);
    return tally.succeeded === tally.total ? 0 : EXIT.failed;
  });
}

/** Newest first. */
async function suspended(source: RunsSource, filter: RunsFilter, limit = Infinity): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; found.length < limit;) {
    const place = { count: Math.min(PAGE, limit - found.length), ...(after !== undefined && { after }) };
    const { list, next } = await source.kept({ ...filter, status: 'suspended' }, place);
    found.push(...list.map(({ trx }) => trx));
    if (next === null) break;
    after = next;
  }
  return found;
}

/** @throws CliError nobody can be asked, or the answer is no. */
async function askFirst(count: number, { yes }: RecoverAllOptions, { option }: RunsSource): Promise<void> {
  if (yes) return;
  const what = counted(count, 'suspended run');
  if (!process.stdin.isTTY) {
    const look = `stepgate runs --status suspended${option} shows them`;
    throw new CliError(`${what} would be recovered; ${look}, and --yes recovers them without asking`, EXIT.usage);
  }
  if (!(await confirm(`recover ${what}?`))) throw new CliError('nothing was recovered');
}

/** The bar with how it goes; off a terminal a line now and then. */
function shown(advance: Progress): (tally: Tally) => void {
  let lines = 0;
  return ({ total, succeeded, failed }) => {
    const done = succeeded + failed.length;
    const note = `${succeeded} succeeded, ${failed.length} failed, ${total - done} left`;
    advance(done, total, note);
    const due = Math.floor((LINES * done) / Math.max(total, 1));
    if (process.stderr.isTTY || due <= lines) return;
    lines = due;
    process.stderr.write(`recovering: ${note}\n`);
  };
}

async function recoverEach(
  source: RunsSource,
  trxs: readonly string[],
  change: RecoveryChange,
  tally: Tally,
  show: (tally: Tally) => void,
): Promise<void> {
  const waiting = [...trxs];
  void firstSignal({ debug: () => undefined }).then((signal) => (tally.stopped ??= `stopped by ${signal}`));
  const work = async (): Promise<void> => {
    for (let trx = next(); trx !== undefined; trx = next()) {
      await recoverOne(source, trx, change, tally);
      show(tally);
    }
  };
  const next = (): string | undefined => (tally.stopped === undefined ? waiting.shift() : undefined);
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function recoverOne(source: RunsSource, trx: string, change: RecoveryChange, tally: Tally): Promise<void> {
  try {
    const { status, error } = (await source.recover(trx, change)).outcome;
    if (status === 'success') tally.succeeded += 1;
    else {
      const { code = '', msg = '', component = null } = error ?? {};
      tally.failed.push({ trx, status, code, component, msg });
    }
  } catch (error) {
    if (error instanceof StepgateError)
      tally.failed.push({ trx, status: null, code: error.code, component: null, msg: error.message });
    else if (error instanceof CliError) tally.stopped ??= error.message;
    else throw error;
  }
}

function printTally(tally: Tally, { option }: RunsSource, format: Format): void {
  const { total, succeeded, failed, stopped } = tally;
  const left = total - succeeded - failed.length;
  const value = { total, succeeded, failed: failed.length, left, stopped: stopped ?? null, failures: failed };
  if (total === 0) return printResult(format, value, 'no suspended run matches: nothing to recover');
  const colour = succeeded === total ? 'green' : 'red';
  const lines = [paint(colour, `${succeeded} of ${total} succeeded, ${failed.length} failed, ${left} left`)];
  if (stopped !== undefined) lines.push(`${stopped}; those that are left are suspended as before`);
  lines.push(...failed.map(({ trx, code, component, msg }) => `${trx}  ${code}  ${component ?? '-'}  ${msg}`));
  if (failed.length > 0) lines.push(`stepgate show TRX${option} says what to do next about one of them`);
  printResult(format, value, lines.join('\n'));
}
