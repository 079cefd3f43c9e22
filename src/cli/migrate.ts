import type { Config } from '../config.ts';
import { openAndMigrate } from './open-store.ts';
import { printResult } from './output.ts';
import type { Format } from './output.ts';
import { createProcessLog } from './process-log.ts';

/** `stepgate migrate`: brings the database's schema up to date. */
export async function migrate(config: Config, format: Format): Promise<void> {
  const { log } = createProcessLog('warn', 'stderr');
  const { store, applied } = await openAndMigrate(config, log);
  await store.close();
  const text = [...applied.map((name) => `applied ${name}`), 'the database is up to date'];
  printResult(format, { applied }, text.join('\n'));
}
