import { openStore } from '../../src/store/open.ts';
import { keptRun } from './kept-run.ts';
import { masterKey } from './store-under-test.ts';

/* A process of its own: keeps runs, many at a time, and prints each state once it is committed, until it is killed. */

const [url = ''] = process.argv.slice(2);
const store = await openStore({ url, masterKey, log: { warn: () => undefined } });

async function keep(): Promise<void> {
  const run = keptRun({ state: 'one' });
  const report = (state: string) => process.stdout.write(`${run.trx} ${state}\n`);
  await store.runs.insert(run);
  report('one');
  await store.runs.checkpoint(run.trx, 1, { state: 'two' });
  report('two');
  await store.runs.transition(run.trx, ['running'], 1, 'success', {});
  report('ended');
}

await Promise.all(
  Array.from({ length: 10 }, async () => {
    for (;;) await keep();
  }),
);
