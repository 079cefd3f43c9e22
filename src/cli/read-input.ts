import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { NoTextError, textOfFile } from '../utf8-file.ts';
import { CliError, EXIT } from './cli-error.ts';

/** The text of a file; of stdin for `-`. @throws CliError */
export async function readInput(file: string): Promise<string> {
  try {
    return textOfFile(file === '-' ? await buffer(process.stdin) : await readFile(file));
  } catch (error) {
    const name = file === '-' ? 'stdin' : file;
    if (error instanceof NoTextError) throw new CliError(`${name} ${error.message}`, EXIT.usage);
    throw new CliError(`${name} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
}
