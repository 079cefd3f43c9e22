import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { migrations } from '../../migrations/index.ts';
import { newTrx } from '../../src/engine/ids.ts';
import { openStore } from '../../src/store/open.ts';
import { packText } from '../../src/store/pack.ts';
import { sha256 } from '../../src/store/sha256.ts';
import { direct } from './direct.ts';
import { keptRun } from './kept-run.ts';
import { logAt, writeLogs } from './log-at.ts';
import { masterKey, onEachDatabase, operator } from './store-under-test.ts';

const log = { warn: () => undefined };

it('lists migrations in the order of their names', () => {
  const names = migrations.map(({ name }) => name);
  assert.deepEqual(names, names.toSorted());
  assert.ok(names.every((name) => /^\d{4}-[a-z-]+$/.test(name)));
});

it('leave what is rare out of indexes that find what is rare, where the database can', async (t) => {
  const url = `sqlite:${path.join(mkdtempSync(path.join(tmpdir(), 'stepgate-')), 'x.db')}`;
  const store = await openStore({ url, masterKey, log });
  t.after(() => store.close());
  await store.migrate();
  const indexes = await direct(url, "SELECT name FROM sqlite_schema WHERE sql LIKE 'create index%is not null'");
  assert.deepEqual(
    indexes.map(({ name }) => name),
    ['run_by_owed', 'run_by_recover', 'run_by_key_expiry', 'run_log_by_error', 'run_by_parent'],
  );
});

onEachDatabase('migrations', (db) => {
  it('applies each once, whatever process starts first', async () => {
    assert.deepEqual(await db.store.migrate(), { applied: [] });
  });

  it('counts the run logs and finds the kept runs that are there already', async () => {
    const at = (day: string) => `2026-01-${day}T12:00:00.000Z`;
    const logs = [2345, 2300, 50, null].map((run_time, n) =>
      logAt(Date.parse(at(`0${n + 1}`)), { trx: `T${n}`, run_time, end_datetime: at('09') }, [3, 5]),
    );
    await writeLogs(db.store.runLogs, logs);
    const statistics = await db.store.runLogs.stats({});
    await db.store.runs.insert(keptRun({ path: '/ps/kept', status: 'suspended', errCode: '110006' }));
    await beforeStatistics(db.url);
    await direct(
      db.url,
      `CREATE TABLE run_tally (hour bigint, version varchar(40), method varchar(32), path varchar(512),
         status varchar(32), err_code varchar(64), runs bigint)`,
    );
    await direct(db.url, 'UPDATE run SET path_cut = NULL, err_code_cut = NULL');
    await createFormerKeys(db.url);
    await direct(db.url, "DELETE FROM migration WHERE name >= '0002-pages'");
    const { runLogs, runs } = await db.another();
    assert.equal(statistics[0]?.runs, logs.length);
    assert.deepEqual(await runLogs.stats({}), statistics);
    assert.deepEqual(await runLogs.stats({ end: Date.parse(at('09')) }), statistics);
    const former = ['run_tally', 'run_day', 'run_count', 'run_histogram', 'run_log_timing'];
    assert.deepEqual(
      (await tables(db.url)).filter((table) => former.includes(table)),
      [],
    );
    for (const [filter, total] of [
      [{}, 4],
      [{ minRunTime: 0 }, 3],
      [{ minRunTime: 2301, method: 'POST' }, 1],
      [{ start: Date.parse(at('02')) }, 3],
    ] as const)
      assert.equal((await runLogs.page(filter, { page: 1, count: 20 })).total, total, JSON.stringify(filter));
    assert.equal((await runs.page({ path: '/ps/kept', errCode: '110006' }, { page: 1, count: 20 })).list.length, 1);
  });

  it('makes keys and their answers columns of their runs', async () => {
    const { runs } = db.store;
    const [suspended, running] = [keptRun({ status: 'suspended' }), keptRun()];
    for (const run of [suspended, running]) await runs.insert(run);
    await createFormerKeys(db.url);
    const later = Date.now() + 60_000;
    const add = (key: string, trx: string, answer: string | null, { until = later, expires = later } = {}) =>
      direct(db.url, 'INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)', [
        ...[sha256(key), 'p', trx, answer, answer === '' ? 'REVISION' : null],
        ...[until, expires],
      ]);
    await add('running', 'TRX1', null);
    await add('died', 'TRX2', null, { until: 1 });
    await add('answered', 'TRX3', 'answer');
    await add('outdated', 'TRX4', 'answer', { expires: 1 });
    await add('large', 'TRX5', '');
    await direct(db.url, 'INSERT INTO piece (owner, revision, place, content) VALUES (?, ?, 0, ?)', [
      ...[sha256('large'), 'REVISION', Buffer.concat(await packText('large'.repeat(100_000)))],
    ]);
    await add('suspended', suspended.trx, 'taken');
    await add('kept', running.trx, null, { until: 1 });
    await direct(db.url, "DELETE FROM migration WHERE name >= '0007-keys'");
    const { idempotency } = await db.another();
    assert.ok(!(await tables(db.url)).includes('idempotency'));
    const begin = (key: string, payload = 'p') => idempotency.begin(key, payload, newTrx());
    const done = (trx: string, answer: string) => ({ kind: 'done', trx, answer });
    assert.deepEqual(await begin('running'), { kind: 'running' });
    assert.deepEqual(await begin('running', 'q'), { kind: 'mismatch' });
    assert.deepEqual(await begin('died'), { kind: 'new' });
    assert.deepEqual(await begin('answered'), done('TRX3', 'answer'));
    assert.deepEqual(await begin('outdated'), { kind: 'new' });
    assert.deepEqual(await begin('large'), done('TRX5', 'large'.repeat(100_000)));
    assert.deepEqual(await begin('suspended'), done(suspended.trx, 'taken'));
    assert.deepEqual(await begin('kept'), { kind: 'running' });
    await runs.transition(suspended.trx, ['suspended'], 1, 'cancelled', { answer: 'given up' });
    assert.deepEqual(await begin('suspended'), done(suspended.trx, 'given up'));
    // Rows that hold a key are no kept runs.
    assert.equal(await runs.get('TRX3'), undefined);
  });

  it('lets several processes that start at once on an empty database all succeed', async () => {
    for (const table of await tables(db.url)) await direct(db.url, `DROP TABLE ${quoted(db.url, table)}`);
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore({ url: db.url, masterKey, log })));
    const migrated = await Promise.all(stores.map((store) => store.migrate()));
    const applied = migrated.flatMap((one) => one.applied);
    assert.deepEqual(
      applied,
      migrations.map(({ name }) => name),
    );
    for (const store of stores)
      await store.audit.add({ action: 'a', target: 't', before: null, after: null }, operator);
    assert.deepEqual(await stores[0]?.audit.verify(), { checked: 4, broken: [] });
    for (const store of stores) await store.close();
  });

  it('goes on where a migration stopped half way', async () => {
    const from = migrations.findIndex(({ name }) => name === '0007-keys');
    const last = migrations.slice(from).map(({ name }) => name);
    await direct(db.url, "DELETE FROM migration WHERE name >= '0007-keys'");
    await createFormerKeys(db.url);
    const store = await openStore({ url: db.url, masterKey, log });
    assert.deepEqual((await store.migrate()).applied, last);
    assert.ok(!(await tables(db.url)).includes('idempotency'));
    await store.close();
  });

  it('refuses a database that is newer than the program', async () => {
    await direct(db.url, "INSERT INTO migration (name, applied_at) VALUES ('9999-future', 1)");
    const newer = /newer than this program: it has 9999-future.*start a newer version/;
    await assert.rejects(openStore({ url: db.url, masterKey, log }), newer);
    await assert.rejects(db.store.migrate(), newer);
    await direct(db.url, "DELETE FROM migration WHERE name = '9999-future'");
  });

  it('refuses a database whose keys were deleted, rather than making new ones', async () => {
    await direct(db.url, "DELETE FROM data_key WHERE name = 'audit'");
    await assert.rejects(openStore({ url: db.url, masterKey, log }), /lacks its data key "audit"/);
  });
});

/** Puts the run logs back as they were: hours and buckets in columns, the calls in rows. */
async function beforeStatistics(url: string): Promise<void> {
  await direct(url, 'DROP TABLE run_stats');
  await direct(url, 'ALTER TABLE run_log DROP COLUMN counts');
  await direct(url, 'ALTER TABLE run_log ADD COLUMN hour bigint');
  await direct(url, 'ALTER TABLE run_log ADD COLUMN resp_bucket bigint');
  await direct(url, 'UPDATE run_log SET hour = floor(start_at / 3600000), resp_bucket = 1');
  await direct(
    url,
    'CREATE TABLE run_log_timing (trx varchar(40), place bigint, layer bigint, component varchar(255), bucket bigint)',
  );
  await direct(
    url,
    `INSERT INTO run_log_timing SELECT trx, 0, 1, 'c0', 3 FROM run_log UNION ALL SELECT trx, 1, 1, 'c1', 5 FROM run_log`,
  );
}

/** The table of keys as it was before they were columns of their runs. */
async function createFormerKeys(url: string): Promise<void> {
  await direct(
    url,
    `CREATE TABLE idempotency AS SELECT key_hash, payload_hash, trx, answer, answer_pieces, lease_until,
       key_expires_at AS expires_at FROM run WHERE 1 = 0`,
  );
}

async function tables(url: string): Promise<string[]> {
  const sql = url.startsWith('sqlite:')
    ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name DESC"
    : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database() ORDER BY table_name DESC';
  return (await direct(url, sql)).map(({ name }) => String(name));
}

function quoted(url: string, table: string): string {
  return url.startsWith('sqlite:') ? `"${table}"` : `\`${table}\``;
}
