import assert from 'node:assert/strict';
import { it } from 'node:test';
import { direct } from './direct.ts';
import { keptRun } from './kept-run.ts';
import { BEGIN, HOUR, logAt, writeLogs } from './log-at.ts';
import { onEachDatabase } from './store-under-test.ts';

const LATER = () => Date.now() + HOUR;

onEachDatabase('metadata of runs', (db) => {
  const namesOf = async () => (await direct(db.url, 'select trx from run_metadata order by trx')).map(({ trx }) => trx);

  it('goes with the last of what is stored of a run: its row, or its log', async () => {
    const { runs, runLogs } = db.store;
    const metadata = { order: 'A' };
    for (const trx of ['M1', 'M2']) await runs.insert(keptRun({ trx, status: 'suspended', metadata }));
    await writeLogs(runLogs, [
      logAt(BEGIN, { trx: 'M2', metadata }),
      logAt(BEGIN, { trx: 'M3', metadata }),
      logAt(BEGIN, { trx: 'M4' }),
    ]);
    assert.deepEqual(await namesOf(), ['M1', 'M2', 'M3']);
    for (const trx of ['M1', 'M2']) await runs.transition(trx, ['suspended'], 1, 'cancelled', {});
    assert.equal(await runs.prune(LATER(), 100), 2);
    assert.deepEqual(await namesOf(), ['M2', 'M3']);
    await runLogs.prune(LATER(), 100);
    assert.deepEqual(await namesOf(), []);
    await runs.insert(keptRun({ trx: 'M5', status: 'suspended', metadata }));
    await writeLogs(runLogs, [logAt(BEGIN, { trx: 'M5', metadata, status: 'success' })]);
    await runLogs.prune(LATER(), 100);
    assert.deepEqual(await namesOf(), ['M5']);
  });

  it('stays as it was when a log is written again', async () => {
    const { runLogs } = db.store;
    await writeLogs(runLogs, [logAt(BEGIN, { trx: 'N1', metadata: { order: 'first' } })]);
    await writeLogs(runLogs, [logAt(BEGIN, { trx: 'N1', metadata: { order: 'first' }, status: 'failed' })]);
    assert.deepEqual([...(await db.store.metadata(['N1', 'N2']))], [['N1', { order: 'first' }]]);
  });

  it('finds runs in the order of time, page by page', async () => {
    const { runLogs } = db.store;
    const logs = Array.from({ length: 25 }, (_, at) =>
      logAt(BEGIN + at, { trx: `P${at}`, metadata: { batch: at % 2 === 0 ? 'even' : 'odd', all: 'yes' } }),
    );
    await writeLogs(runLogs, logs);
    const filter = { metadata: { batch: 'even', all: 'yes' } };
    const first = await runLogs.page(filter, { count: 10 });
    const { next } = first;
    assert.ok(next !== null);
    const second = await runLogs.page(filter, { count: 10, after: next });
    assert.deepEqual([first.total, second.next], [13, null]);
    assert.deepEqual(
      [...first.list, ...second.list].map((head) => (head as { trx: string }).trx),
      Array.from({ length: 13 }, (_, at) => `P${24 - 2 * at}`),
    );
    const { total } = await runLogs.page({ ...filter, start: BEGIN + 20, status: 'success' }, { count: 10 });
    assert.equal(total, 3);
  });
});
