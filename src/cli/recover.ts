import type { Config } from '../config.ts';
import { encodeAnswer } from '../http/encode-answer.ts';
import { StepgateError } from '../error.ts';
import { isObject } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import type { JsonObject } from '../json.ts';
import { CliError, EXIT } from './cli-error.ts';
import type { Format } from './output.ts';
import { printAnswer } from './print-answer.ts';
import { inPrivateApp } from './private-app.ts';
import { readInput } from './read-input.ts';
import { CLI } from './with-store.ts';

export interface RecoverOptions {
  /** JSON that is merged into the context; a file, or `-` for stdin. */
  readonly data?: string;
  /** `active`, or the name of a version of its rule: what it goes on with. */
  readonly version?: string;
  readonly format: Format;
}

/**
 * `stepgate recover`: recovers a suspended run in this process.
 * @returns the exit code: 0 when the run succeeded.
 */
export async function recover(config: Config, trx: string, options: RecoverOptions): Promise<number> {
  const data = options.data === undefined ? {} : readData(await readInput(options.data), options.data);
  const change = { data, mayRedirect: true, ...(options.version !== undefined && { version: options.version }) };
  return inPrivateApp(config, async ({ app, logOf }) => {
    const run = await app.engine.recover(trx, change, CLI).catch((error: unknown) => {
      throw error instanceof StepgateError ? new CliError(error.message) : error;
    });
    const answer = encodeAnswer(await run.answer);
    const status = await run.done;
    const log = logOf(trx);
    printAnswer({ ...answer, headers: { ...answer.headers, trx } }, log, options.format);
    return status === 'success' ? 0 : EXIT.failed;
  });
}

function readData(text: string, file: string): JsonObject {
  try {
    const data = parseJsonText(text.replace(/^\uFEFF/, ''));
    if (isObject(data)) return data;
  } catch {
    // Said below.
  }
  throw new CliError(`${file} holds no JSON object`, EXIT.usage);
}
