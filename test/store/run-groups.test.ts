import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { keptRun } from './kept-run.ts';
import { onEachDatabase, operator } from './store-under-test.ts';

onEachDatabase('groups of kept runs', (db) => {
  const error = { errCode: '110006', errComponent: 'coupon' };
  const versions: Record<'a' | 'a2' | 'get' | 'b', string> = { a: '', a2: '', get: '', b: '' };
  const GONE = `V${'0'.repeat(32)}`;

  before(async () => {
    const { rules } = db.store;
    const add = async (method: string, name: string) =>
      (await rules.add({ name, method, rule: {}, desc: '' }, false, operator)).version;
    versions.a = await add('POST', 'users/:id');
    versions.a2 = await add('POST', 'users/:id');
    versions.get = await add('GET', 'users/:id');
    versions.b = await add('ANY', 'b');
  });

  it('have what their runs have in common, how many these are, the oldest and the newest', async () => {
    const { runs } = db.store;
    const add = (fields: object) =>
      runs.insert(keptRun({ status: 'suspended', version: versions.a, ...error, ...fields }));
    // Of one rule, whatever the version and the path.
    for (let n = 0; n < 3; n++) await add({ path: `/ps/users/${n}` });
    await add({ version: versions.a2 });
    await add({ errComponent: 'user' });
    await add({ version: versions.get, method: 'GET' });
    for (const method of ['POST', 'PUT']) await add({ version: versions.b, method });
    await add({ errCode: null, errComponent: null, cause: 'crash' });
    await add({ status: 'running' });
    for (let n = 0; n < 3; n++) await add({ version: GONE, path: `/ps/gone/${n}` });
    const { list, more } = await runs.groups({}, 10);
    assert.equal(more, false);
    assert.deepEqual(
      list.map(({ method, name, errCode, errComponent, count }) => [method, name, errCode, errComponent, count]),
      [
        ['POST', 'users/:id', '110006', 'coupon', 4],
        [null, null, '110006', 'coupon', 3],
        ['ANY', 'b', '110006', 'coupon', 2],
        ['POST', 'users/:id', null, null, 1],
        ['GET', 'users/:id', '110006', 'coupon', 1],
        ['POST', 'users/:id', '110006', 'user', 1],
      ],
    );
    const [first] = list;
    const ofFirst = { rule: { name: 'users/:id', method: 'POST' }, ...error, status: 'suspended' } as const;
    const { list: found } = await runs.page(ofFirst, { count: 10 });
    assert.deepEqual([first?.newest, first?.oldest], [found[0]?.createdAt, found.at(-1)?.createdAt]);
  });

  it('are the largest, where there are more', async () => {
    const { list, more } = await db.store.runs.groups({}, 1);
    assert.deepEqual([list.map(({ count }) => count), more], [[4], true]);
    const { list: all, more: others } = await db.store.runs.groups({}, 6);
    assert.deepEqual([all.length, others], [6, false]);
  });

  it('are opened by what they have in common, also by that there is no error, or no rule', async () => {
    const { runs } = db.store;
    const total = async (filter: object) => (await runs.page({ status: 'suspended', ...filter }, { count: 1 })).total;
    const rule = { name: 'users/:id', method: 'POST' };
    assert.equal(await total({ rule, ...error }), 4);
    assert.equal(await total({ rule, errComponent: 'user' }), 1);
    assert.equal(await total({ rule: { name: 'users/:id' }, ...error }), 5);
    assert.equal(await total({ rule: { name: 'users' } }), 0);
    assert.equal(await total({ rule: null, ...error }), 3);
    assert.equal(await total({ errCode: '', errComponent: '' }), 1);
    assert.deepEqual(
      (await runs.groups({ errComponent: 'user' }, 10)).list.map(({ count }) => count),
      [1],
    );
    assert.deepEqual(
      (await runs.groups({ rule }, 10)).list.map(({ count }) => count),
      [4, 1, 1],
    );
    assert.deepEqual(
      (await runs.groups({ status: 'running' }, 10)).list.map(({ count }) => count),
      [1],
    );
  });

  it('do not confuse names that are longer than an index holds', async () => {
    const { runs } = db.store;
    const long = (end: string) => 'c'.repeat(300) + end;
    for (const end of ['1', '2', '2'])
      await runs.insert(keptRun({ status: 'suspended', errCode: long(end), errComponent: long(end) }));
    const { list } = await runs.groups({ errCode: long('2') }, 10);
    assert.deepEqual(
      list.map(({ errCode, errComponent, count }) => [errCode, errComponent, count]),
      [[long('2'), long('2'), 2]],
    );
  });
});
