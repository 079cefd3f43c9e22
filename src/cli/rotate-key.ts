import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { printLine, printResult } from './output.ts';
import type { Format } from './output.ts';
import { shortPath } from './file-diagnostic.ts';
import { draftOf } from './master-key.ts';
import { withProgress } from './progress.ts';
import { CLI, withStore } from './with-store.ts';

/**
 * `stepgate rotate-key`: wraps all keys under a new master key while gateways run. The new key is written down before the
 * database uses it, so that no crash leaves a database whose key is lost.
 */
export async function rotateKey(config: Config, format: Format): Promise<void> {
  const key = randomBytes(32);
  const file = config.masterKey === undefined ? config.masterKeyFile : undefined;
  const draft = draftOf(config.masterKeyFile);
  await withStore(config, async (store) => {
    const text = key.toString('base64');
    if (file === undefined)
      printResult(format, { master_key: text }, `the new master key, for STEPGATE_MASTER_KEY:\n\n  ${text}\n`);
    else await writeFile(draft, `${text}\n`, { mode: 0o600 });
    try {
      await withProgress('rotating', (advance) => store.rotateKey(key, CLI, advance));
    } catch (error) {
      if (file !== undefined) await rm(draft, { force: true });
      throw error;
    }
    if (file !== undefined) await rename(draft, file);
  });
  if (file === undefined) {
    if (format === 'text')
      printLine('all keys are under the new master key: set it, and restart the gateways one after another');
    return;
  }
  const done = 'gateways that read this file take it up by themselves';
  const text = `all keys are under the new master key in ${shortPath(file)}; ${done}`;
  printResult(format, { master_key_file: shortPath(file) }, text);
}
