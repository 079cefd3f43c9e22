import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { EXIT } from './cli-error.ts';
import { trxOf, withKnownRun } from './known-run.ts';
import { printResult } from './output.ts';
import type { Format } from './output.ts';
import type { KeptHead, RunsSource } from './source/runs-source.ts';
import { withRunningSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

const POLL_MS = 200;

/**
 * `stepgate compensate`: gives up a suspended or waiting run, and waits until what it has done is undone.
 * @returns the exit code: 0 when all of it is.
 */
export function compensateRun(
  config: Config,
  text: string,
  options: Place & { readonly reason: string; readonly format: Format },
): Promise<number> {
  const trx = trxOf(text);
  const { reason, format } = options;
  return withRunningSource(config, options, async (source) => {
    await withKnownRun(source, trx, () => source.compensate(trx, reason));
    const run = await undone(source, trx);
    const status = run?.status ?? 'compensated';
    const isDone = status === 'compensated';
    const { err_code: code, err_msg: msg, err_component: component } = run ?? {};
    const error = isDone ? null : { code, msg, component };
    const went = `${component ?? 'a compensation'} failed: ${code ?? ''} ${msg ?? ''}`;
    const next = `stepgate recover ${trx}${source.option} goes on, once its cause is gone`;
    const said = isDone ? 'is undone' : `is ${status}: ${went}; ${next}`;
    printResult(format, { trx, status, reason, error }, `run ${trx} ${said}`);
    return isDone ? 0 : EXIT.failed;
  });
}

/** The run once nothing of it is being undone; undefined: its row is gone by then. */
async function undone(source: RunsSource, trx: string): Promise<KeptHead | undefined> {
  for (;;) {
    const run = await source.suspension(trx);
    if (run?.status !== 'compensating') return run;
    await systemClock.sleep(POLL_MS);
  }
}
