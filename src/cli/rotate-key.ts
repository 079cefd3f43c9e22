import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { printLine } from './output.ts';
import { shortPath } from './file-problem.ts';
import { draftOf } from './master-key.ts';
import { CLI, withStore } from './with-store.ts';

/**
 * `stepgate rotate-key`: wraps all keys under a new master key while gateways run. The new key is written down before the
 * database uses it, so that no crash leaves a database whose key nobody has.
 */
export async function rotateKey(config: Config): Promise<void> {
  const key = randomBytes(32);
  const file = config.masterKey === undefined ? config.masterKeyFile : undefined;
  const draft = draftOf(config.masterKeyFile);
  await withStore(config, async (store) => {
    if (file === undefined) printLine(`the new master key, for STEPGATE_MASTER_KEY:\n\n  ${key.toString('base64')}\n`);
    else await writeFile(draft, `${key.toString('base64')}\n`, { mode: 0o600 });
    try {
      await store.rotateKey(key, CLI);
    } catch (error) {
      if (file !== undefined) await rm(draft, { force: true });
      throw error;
    }
    if (file !== undefined) await rename(draft, file);
  });
  printLine(
    file === undefined
      ? 'all keys are under the new master key: set it, and restart the gateways one after another'
      : `all keys are under the new master key in ${shortPath(file)}; gateways that read this file take it up by themselves`,
  );
}
