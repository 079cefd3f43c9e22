import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { CliError } from './cli-error.ts';
import { laterMasterKeys, masterKeyOf } from './master-key.ts';

/** How long a kept run stays its process's without being renewed. */
export const LEASE_MS = 15_000;

/** The database of `config`, its schema up to date. @throws CliError as `openAndMigrate`. */
export async function openMigrated(config: Config, log: Logger, leaseMs = LEASE_MS): Promise<Store> {
  const { store, applied } = await openAndMigrate(config, log, leaseMs);
  if (applied.length > 0) log.info({ applied }, 'the database was migrated');
  return store;
}

/**
 * The same, and the migrations that were missing.
 * @throws CliError saying what was tried, without the password, and what to do.
 */
export async function openAndMigrate(
  config: Config,
  log: Logger,
  leaseMs = LEASE_MS,
): Promise<{ readonly store: Store; readonly applied: readonly string[] }> {
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
    return { store, applied };
  } catch (error) {
    await store?.close().catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    const advice = config.databaseUrl.startsWith('sqlite:')
      ? 'that its folder and the files in it can be read and written, and that the disk has room'
      : 'that the database is up and can be reached';
    throw new CliError(`${reason}; check DATABASE_URL, and ${advice}`);
  }
}
