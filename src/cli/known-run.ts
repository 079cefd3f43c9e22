import { StepgateError } from '../error.ts';
import { CliError, EXIT } from './cli-error.ts';
import type { RunsSource } from './source/runs-source.ts';

const TRX = /^TRX[0-9A-F]{32}$/;

/** The trx that somebody typed or pasted. @throws CliError what is none. */
export function trxOf(text: string): string {
  const trx = text.trim().toUpperCase();
  if (TRX.test(trx)) return trx;
  throw new CliError(
    `${text} is no trx: TRX and 32 hex digits, as an answer's header Trx has it; stepgate runs lists them`,
    EXIT.usage,
  );
}

/** Does what concerns one run; of one that is not there it says how to look for it. */
export async function withKnownRun<T>({ option }: RunsSource, trx: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StepgateError && error.code === '000404' && error.message.includes(trx)) {
      const how = `stepgate runs --status suspended${option} lists the runs that can be recovered`;
      throw new CliError(`${error.message.replace(/; check the trx$/, '')}; ${how}`);
    }
    throw error;
  }
}
