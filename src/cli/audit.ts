import type { Config } from '../config.ts';
import { EXIT } from './cli-error.ts';
import { printJson, printLine } from './output.ts';
import type { Format } from './output.ts';
import { withStore } from './with-store.ts';

/** `stepgate audit verify`: walks the chain; gives the exit code. */
export async function verifyAudit(config: Config, format: Format): Promise<number> {
  const { checked, broken } = await withStore(config, ({ audit }) => audit.verify());
  if (format === 'json') printJson({ checked, broken });
  else if (broken.length === 0) printLine(`${checked} entries, all as they were written`);
  else printLine(`${checked} entries; changed, or one is missing: ${broken.join(', ')}`);
  return broken.length === 0 ? 0 : EXIT.failed;
}
