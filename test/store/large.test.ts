import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { newTrx } from '../../src/engine/ids.ts';
import { openStore } from '../../src/store/open.ts';
import { noMariadb, startMariadb } from '../fault/mariadb.ts';
import { testDatabases } from '../fixture/databases.ts';
import { smallPackets } from '../fixture/small-packets.ts';
import { runLog } from '../observe/run-log.ts';
import { direct } from './direct.ts';
import { keptRun } from './kept-run.ts';
import { writeLogs } from './log-at.ts';
import { masterKey, onEachDatabase, operator } from './store-under-test.ts';

const MIB = 1024 ** 2;

/** Text that hardly gets shorter, of `bytes` bytes of JSON in all; some of its characters need escapes, or four bytes. */
function stateOf(bytes: number): string {
  const parts = { quotes: '"\\\n'.repeat(100), wide: 'ü\u{1F600}中'.repeat(1000), noise: '' };
  const noise = randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64');
  return JSON.stringify({ ...parts, noise: noise.slice(0, bytes - Buffer.byteLength(JSON.stringify(parts))) });
}

const databases = [...testDatabases(), smallPackets()];

onEachDatabase(
  'large values',
  (db) => {
    const pieces = async (owner: string): Promise<string[]> => {
      const rows = await direct(db.url, 'SELECT DISTINCT revision FROM piece WHERE owner = ?', [owner]);
      return rows.map(({ revision }) => String(revision));
    };

    it('keeps a state of 64 MiB, in the place of the one before', { timeout: 120_000 }, async () => {
      const { runs } = db.store;
      const { trx } = keptRun();
      const first = stateOf(3 * MIB);
      await runs.insert(keptRun({ trx, state: first, status: 'suspended' }));
      assert.ok((await runs.get(trx))?.state === first, 'it is read as it was written');
      const second = stateOf(64 * MIB);
      assert.equal(Buffer.byteLength(second), 64 * MIB);
      assert.equal(await runs.checkpoint(trx, 1, { state: second }), true);
      const claimed = await runs.claim(trx, 'me');
      assert.ok(typeof claimed === 'object' && claimed.state === second);
      assert.equal((await pieces(`run:${trx}`)).length, 1, 'of the state before nothing is left');
      assert.equal(await runs.transition(trx, ['recovering'], claimed.epoch, 'success', {}), true);
      assert.equal((await runs.get(trx))?.state, '');
      assert.deepEqual(await pieces(`run:${trx}`), []);
    });

    it('keeps nothing of a change that came too late', async () => {
      const { runs } = db.store;
      const { trx } = keptRun();
      const state = stateOf(MIB);
      await runs.insert(keptRun({ trx, state }));
      assert.equal(await runs.checkpoint(trx, 2, { state: stateOf(MIB) }), false);
      assert.equal(await runs.checkpoint(newTrx(), 1, { state: stateOf(MIB) }), false);
      assert.ok((await runs.get(trx))?.state === state);
      assert.equal((await pieces(`run:${trx}`)).length, 1);
      assert.equal(await runs.checkpoint(trx, 1, { state: 'small' }), true);
      assert.equal((await runs.get(trx))?.state, 'small');
      assert.deepEqual(await pieces(`run:${trx}`), []);
    });

    it('opens no state whose pieces were changed', async () => {
      const { runs } = db.store;
      const { trx } = keptRun();
      await runs.insert(keptRun({ trx, state: stateOf(2 * MIB) }));
      const [{ id } = {}] = await direct(db.url, 'SELECT max(id) AS id FROM piece WHERE owner = ?', [`run:${trx}`]);
      await direct(db.url, 'DELETE FROM piece WHERE id = ?', [Number(id)]);
      await assert.rejects(runs.get(trx), /does not open/);
      await direct(db.url, 'DELETE FROM piece WHERE owner = ?', [`run:${trx}`]);
      await assert.rejects(runs.get(trx), /are not there/);
      assert.equal(await runs.transition(trx, ['running'], 1, 'failed', {}), true);
    });

    it('has the log that a state holds in the outbox, and a log of 1 MiB', async () => {
      const { runs } = db.store;
      const [held, own] = [keptRun({ status: 'suspended', state: stateOf(MIB) }), keptRun({ status: 'success' })];
      const log = runLog({ trx: own.trx, response: stateOf(900 * 1024) });
      await runs.insert({ ...held, log: 'in state' });
      await runs.insert({ ...own, state: '', log });
      await direct(db.url, 'UPDATE run SET owed_at = 1 WHERE owed_at IS NOT NULL');
      const outbox = await runs.outboxLogs();
      assert.ok(outbox.some((one) => 'state' in one && one.state === held.state));
      assert.ok(outbox.some((one) => 'log' in one && JSON.stringify(one.log) === JSON.stringify(log)));
      await direct(db.url, 'UPDATE run SET owed_at = NULL');
    });

    it('finds a crashed run with its large state', async () => {
      const { runs } = await db.another({ leaseMs: 1 });
      const run = keptRun({ state: stateOf(MIB) });
      await runs.insert(run);
      await direct(db.url, 'UPDATE run SET lease_until = 1 WHERE trx = ?', [run.trx]);
      const [reaped] = await runs.reapExpired();
      assert.ok(reaped?.state === run.state);
    });

    it('stores run logs of 1 MiB', async () => {
      const logs = Array.from({ length: 3 }, (_, n) => runLog({ trx: newTrx(), response: stateOf(MIB - 2000 - n) }));
      await writeLogs(db.store.runLogs, logs);
      for (const log of logs) assert.deepEqual(await db.store.runLogs.get(log.trx), log);
      assert.ok((await db.store.runLogs.page({}, { page: 1, count: 10 })).total >= 3);
    });

    it('stores rules and scripts of several MiB, and what the audit log says of them', async () => {
      const { rules, scripts, audit } = db.store;
      const script = `// ${'x"\n'.repeat(3 * MIB)}`;
      const rule = { components: [], note: stateOf(7 * MIB) };
      const added = await rules.add({ name: 'large', method: 'POST', rule, desc: '' }, true, operator);
      await scripts.add({ name: 'large', script, language: 'js', desc: '' }, true, operator);
      assert.deepEqual((await rules.get({ id: added.id }))?.rule, rule);
      assert.deepEqual((await rules.active())[0]?.rule, rule);
      assert.ok((await scripts.get({ name: 'large' }))?.script === script);
      const { list } = await audit.page({ action: 'rule.add' }, { page: 1, count: 10 });
      assert.match(JSON.stringify(list[0]?.after), /"rule":\{"large":\{"characters":\d+,"sha256":"[0-9a-f]{64}"\}\}/);
      assert.equal(await rules.remove(added.id, true, operator), 'removed');
      assert.deepEqual(await pieces(`version:${added.id}`), []);
      assert.deepEqual((await audit.verify()).broken, []);
    });

    it('keeps large answers under idempotency keys, of runs that are kept and of others', async () => {
      const { idempotency, runs } = db.store;
      const answer = stateOf(3 * MIB);
      assert.equal((await idempotency.begin('plain', 'p', 'TRX1')).kind, 'new');
      await idempotency.finish('TRX1', answer);
      assert.deepEqual(await idempotency.begin('plain', 'p', 'TRX2'), { kind: 'done', trx: 'TRX1', answer });
      const { trx } = keptRun();
      assert.equal((await idempotency.begin('kept', 'p', trx)).kind, 'new');
      await runs.insert(keptRun({ trx, status: 'suspended', answer, keyed: true }));
      assert.deepEqual(await idempotency.begin('kept', 'p', 'TRX3'), { kind: 'done', trx, answer });
      await runs.checkpoint(trx, 1, { answer: 'later' });
      await runs.checkpoint(trx, 1, { answerIfPending: answer });
      assert.deepEqual(await idempotency.begin('kept', 'p', 'TRX4'), { kind: 'done', trx, answer: 'later' });
      await direct(db.url, 'UPDATE run SET key_expires_at = 1 WHERE key_hash IS NOT NULL');
      assert.ok((await idempotency.prune(10)) >= 2);
      const left = await direct(db.url, "SELECT owner FROM piece WHERE owner NOT LIKE 'run:%' AND owner NOT LIKE 'v%'");
      assert.deepEqual(left, []);
    });
  },
  databases,
);

it('a server whose packets are smaller is refused, and the error says what to set', { skip: noMariadb() }, async () => {
  const server = await startMariadb(['--max-allowed-packet=512K']);
  const open = openStore({ url: server.url, masterKey, log: { warn: () => undefined } });
  await assert.rejects(open, /max_allowed_packet is 524288 bytes, at least 1048576 are needed: set it to 16M/);
  await server.clear();
});
