import type { Config } from '../config.ts';
import { trxOf, withKnownRun } from './known-run.ts';
import { printResult } from './output.ts';
import type { Format } from './output.ts';
import { withSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

/** `stepgate cancel`: stops a running run, or gives up a suspended one. */
export function cancelRun(
  config: Config,
  text: string,
  options: Place & { readonly reason: string; readonly format: Format },
): Promise<void> {
  const trx = trxOf(text);
  return withSource(config, options, async (source) => {
    await withKnownRun(source, trx, () => source.cancel(trx, options.reason));
    printResult(options.format, { trx, status: 'cancelled', reason: options.reason }, `run ${trx} is cancelled`);
  });
}
