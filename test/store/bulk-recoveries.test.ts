import assert from 'node:assert/strict';
import { it } from 'node:test';
import { direct } from './direct.ts';
import { onEachDatabase } from './store-under-test.ts';

onEachDatabase('recoveries of many runs', (db) => {
  const failure = { trx: 'TRX1', errCode: '110006', errMsg: 'out of coupons', errComponent: 'coupon' };

  it('are known to every process, as far as they are', async () => {
    const other = await db.another();
    await db.store.bulkRecoveries.begin('one', 3, 'olga');
    const begun = await other.bulkRecoveries.get('one');
    assert.ok(begun);
    const { startedAt, ...rest } = begun;
    const none = { succeeded: 0, failed: 0, failures: [], endedAt: null };
    assert.deepEqual(rest, { id: 'one', operator: 'olga', accepted: 3, state: 'running', ...none });
    const progress = { succeeded: 1, failed: 1, failures: [failure] };
    await db.store.bulkRecoveries.report('one', { state: 'running', ...progress });
    assert.deepEqual(await other.bulkRecoveries.get('one'), { ...begun, ...progress });
    await db.store.bulkRecoveries.report('one', { state: 'done', ...progress, succeeded: 2 });
    const ended = await other.bulkRecoveries.get('one');
    assert.deepEqual([ended?.state, ended?.succeeded, ended?.startedAt], ['done', 2, startedAt]);
    assert.ok(ended?.endedAt && ended.endedAt >= startedAt);
    assert.equal(await other.bulkRecoveries.get('none'), undefined);
  });

  it('are stopped when their process says nothing any more', async () => {
    const { bulkRecoveries } = db.store;
    await bulkRecoveries.begin('silent', 3, 'olga');
    await direct(db.url, "update bulk_recovery set updated_at = updated_at - 60000 where id = 'silent'");
    const found = await bulkRecoveries.get('silent');
    assert.equal(found?.state, 'stopped');
    assert.ok(found.endedAt && found.endedAt < Date.now());
  });

  it('cut the messages of what failed, and hold texts of any kind', async () => {
    const { bulkRecoveries } = db.store;
    await bulkRecoveries.begin('long', 1, 'olga');
    const failures = [{ ...failure, errMsg: 'ü\u{1F600}'.repeat(2000) }];
    await bulkRecoveries.report('long', { state: 'done', succeeded: 0, failed: 1, failures });
    const [found] = (await bulkRecoveries.get('long'))?.failures ?? [];
    assert.ok(found?.errMsg && found.errMsg.length < 2000 && found.errMsg.startsWith('ü\u{1F600}ü'));
  });

  it('are deleted once they are old', async () => {
    const { bulkRecoveries } = db.store;
    assert.equal(await bulkRecoveries.prune(Date.now() - 3_600_000, 10), 0);
    assert.equal(await bulkRecoveries.prune(Date.now() + 60_000, 2), 2);
    assert.equal(await bulkRecoveries.prune(Date.now() + 60_000, 2), 1);
    assert.equal(await bulkRecoveries.get('one'), undefined);
  });
});
