import assert from 'node:assert/strict';
import { it } from 'node:test';
import { delayAfter } from '../../src/store/attempt-store.ts';
import type { NewToken } from '../../src/store/token-store.ts';
import { direct } from './direct.ts';
import { onEachDatabase, operator } from './store-under-test.ts';

const user = (username: string, role: 'admin' | 'viewer' = 'viewer') => ({
  username,
  role,
  passwordHash: '$argon2id$1',
});

const token = (userId: number, hash: string, kind: 'session' | 'api'): NewToken => ({
  ...{ userId, hash, kind, name: `of ${hash}`, role: 'developer', expiresAt: null },
});

onEachDatabase('users and tokens', (db) => {
  it('keeps the last admin who can sign in', async () => {
    const { users } = db.store;
    const first = await users.add(user('first', 'admin'), operator);
    assert.ok(first);
    assert.equal(await users.add(user('first'), operator), undefined, 'the name is taken');
    assert.equal(await users.remove(first.id, operator), 'last-admin');
    assert.equal(await users.change(first.id, { disabled: true }, operator), 'last-admin');
    assert.equal(await users.change(first.id, { role: 'developer' }, operator), 'last-admin');
    const second = await users.add(user('second', 'admin'), operator);
    assert.ok(second);
    const attempts = [first, second].map(({ id }) => users.change(id, { disabled: true }, operator));
    const outcomes = (await Promise.all(attempts)).map((outcome) =>
      typeof outcome === 'string' ? outcome : 'changed',
    );
    assert.deepEqual(outcomes.sort(), ['changed', 'last-admin']);
    assert.equal(await users.remove(1_000_000, operator), 'missing');
    assert.equal(await users.count(), 2);
    assert.deepEqual(
      (await users.page({ page: 1, count: 1 })).list.map(({ username }) => username),
      ['first'],
    );
  });

  it('ends a user’s sessions when the user is changed, and all tokens when the user goes', async () => {
    const { users, tokens } = db.store;
    const it = await users.add(user('changing'), operator);
    assert.ok(it);
    await tokens.add(token(it.id, 'session-1', 'session'), operator);
    await tokens.add(token(it.id, 'api-1', 'api'), operator);
    assert.equal((await tokens.find('session-1'))?.role, 'viewer', 'the role that its user has now');
    assert.equal((await tokens.find('api-1'))?.role, 'developer', 'a role of its own');
    const changed = await users.change(it.id, { role: 'operator', passwordHash: '$argon2id$2' }, operator);
    assert.deepEqual(changed, await users.get({ username: 'changing' }));
    assert.equal(await tokens.find('session-1'), undefined);
    assert.ok(await tokens.find('api-1'));
    await users.change(it.id, { disabled: true }, operator);
    assert.equal(await tokens.find('api-1'), undefined, 'its user is disabled');
    assert.equal(await users.remove(it.id, operator), 'removed');
    assert.equal(await users.get({ id: it.id }), undefined);
    assert.equal((await tokens.page({ page: 1, count: 20 })).total, 0);
  });

  it('finds a token until it expires or is removed, and remembers when it was used', async () => {
    const { users, tokens } = db.store;
    const it = await users.add(user('machine'), operator);
    assert.ok(it);
    const added = await tokens.add({ ...token(it.id, 'expired', 'api'), expiresAt: Date.now() - 60_000 }, operator);
    assert.equal(await tokens.find('expired'), undefined);
    await tokens.add({ ...token(it.id, 'valid', 'api'), expiresAt: Date.now() + 3_600_000 }, operator);
    assert.ok((await tokens.find('valid'))?.lastUsedAt);
    const { list, total } = await tokens.page({ page: 1, count: 20 });
    assert.deepEqual([list.map(({ name }) => name), total], [['of valid', 'of expired'], 2]);
    assert.ok(list[0]?.lastUsedAt);
    assert.equal(await tokens.remove(added.id, operator), true);
    assert.equal(await tokens.remove(added.id, operator), false);
    await tokens.add(token(it.id, 'signed-in', 'session'), operator);
    await tokens.removeByHash('signed-in');
    await tokens.removeByHash('signed-in');
    assert.equal(await tokens.find('signed-in'), undefined);
    assert.equal(await tokens.find('never'), undefined);
    await tokens.add({ ...token(it.id, 'session-over', 'session'), expiresAt: Date.now() - 60_000 }, operator);
    await tokens.add({ ...token(it.id, 'session-on', 'session'), expiresAt: Date.now() + 3_600_000 }, operator);
    assert.deepEqual([await tokens.prune(100), await tokens.prune(100)], [1, 0]);
    assert.ok(await tokens.find('session-on'));
    await assert.rejects(tokens.add(token(1_000_000, 'nobody', 'api'), operator), /1000000/);
  });

  it('delays sign-ins after five wrong passwords for a name or an address, longer each time', async () => {
    const { attempts } = db.store;
    const keys = ['name:x', `ip:${'x'.repeat(1000)}`];
    for (let n = 0; n < 4; n++) await attempts.fail(keys);
    assert.equal(await attempts.blockedUntil(keys), 0);
    await attempts.fail(keys);
    const first = await attempts.blockedUntil(['name:y', 'name:x']);
    assert.ok(first > 0);
    await Promise.all([attempts.fail(keys), attempts.fail(keys.toReversed())]);
    assert.ok((await attempts.blockedUntil(keys.slice(1))) > first);
    assert.equal(await attempts.blockedUntil(['name:y']), 0);
    assert.equal(await attempts.blockedUntil([]), 0);
    await attempts.clear(keys);
    assert.equal(await attempts.blockedUntil(keys), 0);
    for (let n = 0; n < 4; n++) await attempts.fail(keys);
    await direct(db.url, 'UPDATE attempt SET updated_at = updated_at - 1000000');
    await attempts.fail(keys);
    assert.equal(await attempts.blockedUntil(keys), 0, 'what is long ago is forgotten');
    assert.equal(await attempts.prune(100), 0);
    await direct(db.url, 'UPDATE attempt SET updated_at = updated_at - 1000000');
    assert.deepEqual([await attempts.prune(1), await attempts.prune(100), await attempts.prune(100)], [1, 1, 0]);
  });
});

it('doubles the delay up to five minutes', () => {
  assert.deepEqual([4, 5, 6, 7, 12, 13, 1000].map(delayAfter), [0, 2000, 4000, 8000, 256_000, 300_000, 300_000]);
});
