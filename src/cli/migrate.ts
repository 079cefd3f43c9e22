import type { Config } from '../config.ts';
import { openMigrated } from './open-store.ts';
import { createProcessLog } from './process-log.ts';

/** `stepgate migrate`: brings the database's schema up to date. */
export async function migrate(config: Config): Promise<void> {
  const { log } = createProcessLog('info', 'stderr');
  const store = await openMigrated(config, log);
  await store.close();
  process.stdout.write('the database is up to date\n');
}
