import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { NoTextError, textOfFile } from '../utf8-file.ts';
import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
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

/** A JSON object in a file, or in stdin for `-`. @throws CliError */
export async function readObject(file: string): Promise<JsonObject> {
  const text = await readInput(file);
  try {
    const data = parseJsonText(text);
    if (isObject(data)) return data;
  } catch {
    // Said below.
  }
  throw new CliError(`${file} holds no JSON object; expected for instance {"user":{"id":"7"}}`, EXIT.usage);
}
