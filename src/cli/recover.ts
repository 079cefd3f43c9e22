import type { Config } from '../config.ts';
import { encodeAnswer } from '../gateway/encode-answer.ts';
import { StepgateError } from '../error.ts';
import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { CliError, EXIT } from './cli-error.ts';
import { printLine } from './output.ts';
import { inPrivateHouse } from './private-house.ts';
import { readInput } from './read-input.ts';
import { runTree } from './run-tree.ts';
import { CLI } from './with-store.ts';

/**
 * `stepgate recover`: recovers a suspended run in this process.
 * @param dataFile JSON that is merged into the context; a file, or `-` for stdin.
 * @returns the exit code: 0 when the run succeeded.
 */
export async function recover(config: Config, trx: string, dataFile: string | undefined): Promise<number> {
  const data = dataFile === undefined ? {} : readData(await readInput(dataFile), dataFile);
  return inPrivateHouse(config, async ({ house, logOf }) => {
    const run = await house.engine.recover(trx, data, CLI).catch((error: unknown) => {
      throw error instanceof StepgateError ? new CliError(error.message) : error;
    });
    const answer = encodeAnswer(await run.answer);
    const status = await run.done;
    const log = logOf(trx);
    process.stderr.write(`HTTP ${answer.status}\n${log === undefined ? '' : `${runTree(log)}\n`}`);
    printLine(answer.body);
    return status === 'success' ? 0 : EXIT.failed;
  });
}

function readData(text: string, file: string): JsonObject {
  try {
    const data = JSON.parse(text) as unknown;
    if (isObject(data)) return data as JsonObject;
  } catch {
    // Said below.
  }
  throw new CliError(`${file} holds no JSON object`, EXIT.usage);
}
