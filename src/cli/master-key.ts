import { randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../make-folder.ts';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { CliError } from './cli-error.ts';
import { systemError } from './system-error.ts';

const KEY_BYTES = 32;

/**
 * The key that wraps all others: `STEPGATE_MASTER_KEY`, else the one in `data/master.key`, which is made at the first
 * start.
 */
export async function masterKeyOf(
  { masterKey, masterKeyFile }: Pick<Config, 'masterKey' | 'masterKeyFile'>,
  log: Pick<Logger, 'warn'>,
): Promise<Buffer> {
  if (masterKey !== undefined) return masterKey;
  const kept = await readKey(masterKeyFile);
  if (kept !== undefined) return kept;
  await makeKey(masterKeyFile);
  const made = await readKey(masterKeyFile);
  if (made === undefined) throw new CliError(`${masterKeyFile} was made, and is gone; check the folder`);
  log.warn(
    { file: masterKeyFile },
    'a master key was made; secrets cannot be read without it: back it up, or set STEPGATE_MASTER_KEY instead',
  );
  return made;
}

/**
 * Where `rotate-key` puts a new master key: the file, and the draft that it writes before the database uses it. A variable
 * of the environment cannot change while the process runs.
 */
export function laterMasterKeys({
  masterKey,
  masterKeyFile,
}: Pick<Config, 'masterKey' | 'masterKeyFile'>): () => Promise<Buffer[]> {
  const files = masterKey === undefined ? [masterKeyFile, draftOf(masterKeyFile)] : [];
  return async () => (await Promise.all(files.map(readKey))).filter((key) => key !== undefined);
}

/** Where a new master key lies while the database is changed to it. */
export function draftOf(file: string): string {
  return `${file}.new`;
}

async function readKey(file: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(
      `the master key: ${systemError(error, file) ?? `${file} cannot be read: ${(error as Error).message}`}`,
    );
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new CliError(`${file} holds no master key (32 bytes in base64); restore it from a backup`);
}

/** Complete or not at all, and by one process only: others that start at the same time take its key. */
async function makeKey(file: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await makeFolder(path.dirname(file));
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await chmod(draft, 0o600);
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
