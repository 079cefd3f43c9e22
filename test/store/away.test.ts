import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { StepgateError } from '../../src/error.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { runLog } from '../observe/run-log.ts';
import { testDatabases } from '../fixture/databases.ts';
import { startCuttable } from './cuttable.ts';
import type { Cuttable } from './cuttable.ts';
import { direct } from './direct.ts';
import { keptRun } from './kept-run.ts';
import { writeLogs } from './log-at.ts';
import { masterKey, operator } from './store-under-test.ts';

const log = { warn: () => undefined };

/** 000503, with a wait and without anything a client must not see. */
function isAway(error: unknown): true {
  assert.ok(error instanceof StepgateError, String(error));
  assert.equal(error.code, '000503');
  assert.ok((error.retryAfterMs ?? 0) > 0);
  assert.doesNotMatch(error.message, /127\.0\.0\.1|geheim|stepgate_test|\//);
  return true;
}

describe('an SQLite database that is away', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepgate-away-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is 000503 while another process holds it for too long, and works again by itself', async () => {
    const path = join(folder, 'locked.db');
    const store = await openStore({ url: `sqlite:${path}`, masterKey, log, waitMs: 50 });
    await store.migrate();
    const run = keptRun();
    await store.runs.insert(run);
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.runs.checkpoint(run.trx, 1, { curStep: 2 }), isAway);
    await assert.rejects(store.audit.add({ action: 'a', target: 't', before: null, after: null }, operator), isAway);
    assert.equal((await store.runs.get(run.trx))?.curStep, 1, 'reads do not wait for writers');
    await assert.rejects(store.ping(), isAway);
    holder.exec('ROLLBACK');
    await store.revision();
    holder.exec('BEGIN IMMEDIATE');
    await assert.rejects(writeLogs(store.runLogs, [runLog()]), isAway);
    await assert.rejects(store.revision(), isAway, 'it is asked for a write from then on');
    holder.exec('ROLLBACK');
    holder.close();
    assert.equal(await store.runs.checkpoint(run.trx, 1, { curStep: 2 }), true);
    await store.close();
  });

  it('gets the answer under an idempotency key later, with the leases', async () => {
    const path = join(folder, 'late.db');
    const store = await openStore({ url: `sqlite:${path}`, masterKey, log, waitMs: 50 });
    await store.migrate();
    await store.idempotency.begin('key', 'p', 'TRX1');
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.idempotency.finish('TRX1', 'answer'), isAway);
    await assert.rejects(store.runs.renewLeases('me', []), isAway);
    holder.exec('ROLLBACK');
    holder.close();
    assert.deepEqual(await store.runs.renewLeases('me', []), ['TRX1']);
    assert.deepEqual(await store.idempotency.begin('key', 'p', 'TRX2'), {
      kind: 'done',
      trx: 'TRX1',
      answer: 'answer',
    });
    assert.deepEqual(await store.runs.renewLeases('me', []), []);
    await store.close();
  });

  it('is an error that says what was tried when it cannot be opened', async () => {
    await writeFile(join(folder, 'file'), 'no database, but long enough to be looked at as one');
    const open = (path: string) => openStore({ url: `sqlite:${join(folder, path)}`, masterKey, log });
    await assert.rejects(open('file'), /the database .*\/file could not be opened: .*not a database/);
    await assert.rejects(open('file/below.db'), /the database .*\/file\/below\.db could not be opened/);
    await assert.rejects(openStore({ url: 'postgres://u:geheim@h/d', masterKey, log }), (error: Error) => {
      assert.match(error.message, /neither sqlite:PATH nor mysql:/);
      assert.doesNotMatch(error.message, /geheim/);
      return true;
    });
  });
});

const mysql = testDatabases().find(({ name }) => name === 'MySQL');

describe('a MySQL database that is away', mysql?.skip === undefined ? {} : { skip: mysql.skip }, () => {
  let url: string;
  let proxy: Cuttable;
  let store: Store;
  before(async () => {
    url = (await mysql?.create()) ?? '';
    proxy = await startCuttable(url);
    const through = new URL(url);
    through.port = String(proxy.port);
    store = await openStore({ url: through.href, masterKey, log });
    await store.migrate();
  });
  after(async () => {
    await store.close();
    await proxy.close();
    await mysql?.drop();
  });

  it('is an error that says what was tried, without the password, when nobody listens', async () => {
    const dead = new URL(url);
    dead.port = '1';
    dead.username = 'me';
    dead.password = 'geheim';
    await assert.rejects(openStore({ url: dead.href, masterKey, log }), (error: Error) => {
      assert.match(error.message, /the database mysql:\/\/me:\*\*\*@.*:1\/.* could not be opened: .*ECONNREFUSED/);
      assert.doesNotMatch(error.message, /geheim/);
      return true;
    });
  });

  it('is 000503 while it is cut off, and works again by itself', async () => {
    const run = keptRun();
    await store.runs.insert(run);
    proxy.cut();
    const calls = [
      store.ping(),
      store.runs.get(run.trx),
      store.runs.checkpoint(run.trx, 1, { curStep: 2 }),
      store.audit.add({ action: 'a', target: 't', before: null, after: null }, operator),
      store.rules.active(),
    ];
    for (const outcome of await Promise.allSettled(calls)) isAway(outcome.status === 'rejected' && outcome.reason);
    proxy.mend();
    await store.ping();
    assert.equal(await store.runs.checkpoint(run.trx, 1, { curStep: 2 }), true);
  });

  it('is 000503 when it is cut off in the middle of a query', async () => {
    const cut = proxy.cutAfter('from `revision`');
    await assert.rejects(store.revision(), isAway);
    await cut;
    assert.ok((await store.revision()) > 0);
  });

  it('reads again what a COMMIT without an answer has done', async () => {
    const run = keptRun();
    let cut = proxy.cutAfter('commit');
    await store.runs.insert(run);
    await cut;
    assert.ok(await store.runs.get(run.trx));
    cut = proxy.cutAfter('commit');
    assert.equal(await store.runs.transition(run.trx, ['running'], 1, 'suspended', {}), true);
    await cut;
    cut = proxy.cutAfter('commit');
    const claimed = await store.runs.claim(run.trx, 'me');
    await cut;
    assert.ok(typeof claimed === 'object' && claimed.epoch === 2);
    const line = { operator, action: 'run.cancel', target: run.trx, before: null, after: null };
    cut = proxy.cutAfter('commit');
    assert.equal(await store.runs.checkpoint(run.trx, 2, { curStep: 2, audit: line }), true);
    await cut;
    assert.equal((await store.audit.page({ target: run.trx }, { page: 1, count: 10 })).total, 1);
    cut = proxy.cutAfter('commit');
    assert.deepEqual(await store.idempotency.begin('key', 'p', 'KEYED'), { kind: 'new' });
    await cut;
    const rows = await direct(url, 'SELECT epoch, status FROM run WHERE trx = ?', [run.trx]);
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [{ epoch: 2, status: 'recovering' }],
    );
  });

  it('is 000503 when it does not answer in time', async () => {
    const slow = await openStore({ url, masterKey, log, waitMs: 1000 });
    const run = keptRun();
    await slow.runs.insert(run);
    const holder = await createConnection(url);
    await holder.query('START TRANSACTION');
    await holder.query('SELECT * FROM run WHERE trx = ? FOR UPDATE', [run.trx]);
    await assert.rejects(slow.runs.checkpoint(run.trx, 1, { curStep: 2 }), isAway);
    await holder.end();
    assert.equal(await slow.runs.checkpoint(run.trx, 1, { curStep: 2 }), true);
    await slow.close();
  });
});
