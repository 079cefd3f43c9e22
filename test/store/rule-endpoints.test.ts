import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { BEGIN, HOUR, logAt, writeLogs } from './log-at.ts';
import { onEachDatabase, operator } from './store-under-test.ts';

onEachDatabase('endpoints', (db) => {
  const add = (method: string, name: string, activate = false) =>
    db.store.rules.add({ method, name, rule: {}, desc: `of ${name}` }, activate, operator);
  const read = (filter = {}, place = {}, since = BEGIN) =>
    db.store.rules.endpoints(filter, { count: 10, ...place }, since);
  const keys = (list: readonly { method: string; name: string }[]) =>
    list.map(({ method, name }) => `${method} ${name}`);

  before(async () => {
    const first = await add('GET', 'shop/cart');
    await add('POST', 'shop/cart');
    const second = await add('GET', 'shop/cart');
    await add('GET', 'shop/Ärger');
    const only = await add('GET', 'bare');
    await db.store.rules.remove(only.id, true, operator);
    await add('GET', 'bare');
    const log = (version: string, at: number, status: 'success' | 'failed') =>
      logAt(at, { trx: `T${at}`, version, status });
    await writeLogs(db.store.runLogs, [
      log(first.version, BEGIN - 1, 'failed'),
      log(first.version, BEGIN + 1, 'failed'),
      log(second.version, BEGIN + 5 * HOUR, 'success'),
      log(second.version, BEGIN + 30 * HOUR, 'success'),
      log(second.version, BEGIN + 50 * HOUR, 'success'),
    ]);
  });

  it('are one for each method and name, in the order of names', async () => {
    const { list, total, isTotalExact, next } = await read();
    assert.deepEqual(keys(list), ['GET bare', 'GET shop/cart', 'POST shop/cart', 'GET shop/Ärger']);
    assert.deepEqual([total, isTotalExact, next], [4, true, null]);
    const active = await db.store.rules.get({ method: 'GET', name: 'shop/cart' });
    const { updatedAt, ...cart } = list[1] ?? {};
    assert.equal(updatedAt, active?.updatedAt);
    assert.deepEqual(cart, {
      ...{ method: 'GET', name: 'shop/cart', desc: 'of shop/cart', activeVersion: active?.version, versions: 2 },
      ...{ lastCalledAt: BEGIN + 50 * HOUR, runs: 4, errors: 1 },
    });
    assert.deepEqual([list[0]?.lastCalledAt, list[0]?.runs], [null, 0]);
  });

  it('count their runs from the hour on, over whole days too', async () => {
    const runs = async (since: number) => (await read({ name: 'shop/cart', method: 'GET' }, {}, since)).list[0]?.runs;
    assert.deepEqual(
      [await runs(BEGIN - 1), await runs(BEGIN + 20 * 60_000), await runs(BEGIN + HOUR), await runs(BEGIN + 51 * HOUR)],
      [5, 4, 3, 0],
    );
  });

  it('are found by the beginning and by a part of the name, in any case', async () => {
    assert.deepEqual(keys((await read({ name: 'shop/', method: 'POST' })).list), ['POST shop/cart']);
    assert.deepEqual(keys((await read({ part: 'CAR' })).list), ['GET shop/cart', 'POST shop/cart']);
    assert.deepEqual(keys((await read({ part: 'Är' })).list), ['GET shop/Ärger']);
    assert.deepEqual(keys((await read({ part: '%' })).list), []);
  });

  it('come page by page, and behind each other', async () => {
    const all: string[] = [];
    for (let after: string | undefined, n = 0; n === 0 || after !== undefined; n++) {
      const { list, next } = await read({}, { count: 1, ...(after !== undefined && { after }) });
      all.push(...keys(list));
      after = next ?? undefined;
    }
    assert.deepEqual(all, keys((await read()).list));
    assert.deepEqual(keys((await read({}, { count: 1, page: 3 })).list), ['POST shop/cart']);
  });

  it('show the newest version where none is active', async () => {
    const { id } = (await db.store.rules.get({ method: 'GET', name: 'shop/cart' })) ?? { id: 0 };
    await db.store.rules.remove(id, true, operator);
    const [cart] = (await read({ name: 'shop/cart', method: 'GET' })).list;
    assert.deepEqual([cart?.activeVersion, cart?.versions, cart?.desc], [null, 1, 'of shop/cart']);
  });
});
