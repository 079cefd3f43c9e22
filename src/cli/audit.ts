import type { Config } from '../config.ts';
import { EXIT } from './cli-error.ts';
import { paint, printResult } from './output.ts';
import type { Format } from './output.ts';
import { withProgress } from './progress.ts';
import { withStore } from './with-store.ts';

/** `stepgate audit verify`: walks the chain; gives the exit code. */
export async function verifyAudit(config: Config, format: Format): Promise<number> {
  const { checked, broken } = await withStore(config, ({ audit }) =>
    withProgress('verifying', (advance) => audit.verify(advance)),
  );
  const found =
    broken.length === 0
      ? paint('green', 'all as they were written')
      : paint('red', `changed, or one is missing: ${broken.join(', ')}`);
  printResult(format, { checked, broken }, `${checked} entries${broken.length === 0 ? ', ' : '; '}${found}`);
  return broken.length === 0 ? 0 : EXIT.failed;
}
