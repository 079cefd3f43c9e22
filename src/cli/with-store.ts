import type { Config } from '../config.ts';
import type { Operator, Store } from '../store/store.ts';
import { openMigrated } from './open-store.ts';
import { createProcessLog } from './process-log.ts';

/** Who did it, in versions and in the audit log. */
export const CLI: Operator = { id: 0, name: 'cli', ip: '' };

/** Opens the database for one command, and closes it afterwards. */
export async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const { log } = createProcessLog('warn', 'stderr');
  const store = await openMigrated(config, log);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
