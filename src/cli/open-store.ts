import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { CliError } from './cli-error.ts';
import { laterMasterKeys, masterKeyOf } from './master-key.ts';

/** How long a kept run stays its process's without being renewed (spec/run.md, "Durable runs"). */
export const LEASE_MS = 15_000;

/**
 * The database of `config`, its schema up to date.
 * @throws CliError saying what was tried, without the password, and what to do.
 */
export async function openMigrated(config: Config, log: Logger, leaseMs = LEASE_MS): Promise<Store> {
  const masterKey = await masterKeyOf(config, log);
  let store: Store | undefined;
  try {
    store = await openStore({
      url: config.databaseUrl,
      masterKey,
      laterMasterKeys: laterMasterKeys(config),
      log,
      leaseMs,
    });
    const { applied } = await store.migrate();
    if (applied.length > 0) log.info({ applied }, 'the database was migrated');
    return store;
  } catch (error) {
    await store?.close().catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${reason}; check DATABASE_URL, and that the database is up and can be reached`);
  }
}
