import type { Config } from '../config.ts';
import { StepgateError } from '../error.ts';
import { EXIT } from './cli-error.ts';
import { trxOf, withKnownRun } from './known-run.ts';
import { paint } from './output.ts';
import type { Format } from './output.ts';
import { printAnswer } from './print-answer.ts';
import { readChange } from './read-change.ts';
import type { ChangeOptions } from './read-change.ts';
import { statusColour } from './run-tree.ts';
import type { Outcome, RunsSource } from './source/runs-source.ts';
import { withRunningSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

export interface RecoverOptions extends Place, ChangeOptions {
  readonly format: Format;
}

/**
 * `stepgate recover TRX`: recovers a suspended run, and prints the answer that its client would have had.
 * @returns the exit code: 0 when the run succeeded.
 */
export async function recoverRun(config: Config, text: string, options: RecoverOptions): Promise<number> {
  const trx = trxOf(text);
  const change = await readChange(options);
  return withRunningSource(config, options, async (source) => {
    const { answer, outcome } = await withKnownRun(source, trx, () => source.recover(trx, change));
    printAnswer(answer, await source.log(trx).catch(ignoreMissing), options.format);
    process.stderr.write(`${outcomeLine(source, trx, outcome)}\n`);
    return outcome.status === 'success' ? 0 : EXIT.failed;
  });
}

/** Without its log the answer is shown all the same. */
function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof StepgateError)) throw error;
}

function outcomeLine({ option }: RunsSource, trx: string, { status, error }: Outcome): string {
  const shown = paint(statusColour(status), status, process.stderr);
  if (status === 'success') return `run ${trx} is recovered: ${shown}`;
  const reason = error === null ? '' : `: ${error.code} ${error.msg}`;
  if (status !== 'suspended') return `run ${trx} has ended: ${shown}${reason}`;
  return `run ${trx} has failed again and is ${shown}${reason}; stepgate show ${trx}${option} says what to do next`;
}
