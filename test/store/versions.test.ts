import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachDatabase, operator } from './store-under-test.ts';

const rule = (name: string, n: number, method = 'POST') => ({ name, method, rule: { n }, desc: `no. ${n}` });

onEachDatabase('versions', (db) => {
  it('makes the first version of a name and method active at once, later ones only when asked', async () => {
    const { rules } = db.store;
    const first = await rules.add(rule('first', 1), false, operator);
    const second = await rules.add(rule('first', 2), false, operator);
    const otherMethod = await rules.add(rule('first', 3, 'GET'), false, operator);
    const third = await rules.add(rule('first', 4), true, operator);
    assert.deepEqual(
      [first, second, otherMethod, third].map(({ active }) => active),
      [true, false, true, true],
    );
    assert.match(first.version, /^V[0-9A-F]{32}$/);
    assert.deepEqual([first.operator, first.operatorId], ['olga', 7]);
    assert.deepEqual((await rules.get({ name: 'first', method: 'POST' }))?.rule, { n: 4 });
    assert.equal((await rules.get({ id: first.id }))?.active, false);
    assert.deepEqual(await rules.get({ version: third.version }), third);
  });

  it('adds many at once, all active, in the place of those that were, each in the audit log', async () => {
    const { rules } = db.store;
    const before = await rules.add(rule('many/0', 0), true, operator);
    await rules.add(rule('many/0', 1, 'GET'), true, operator);
    const revision = await db.store.revision();
    const large = { ...rule('many/large', 5), rule: { text: 'x'.repeat(2 ** 20) } };
    await rules.addAll([...Array.from({ length: 1200 }, (_, n) => rule(`many/${n}`, n + 10)), large], operator);
    assert.equal(await db.store.revision(), revision + 1);
    const active = (await rules.active()).filter(({ name }) => name.startsWith('many/'));
    assert.equal(active.length, 1202);
    const posts = new Map(active.filter(({ method }) => method === 'POST').map((one) => [one.name, one.rule]));
    assert.deepEqual([posts.get('many/0'), posts.get('many/1199')], [{ n: 10 }, { n: 1209 }]);
    assert.deepEqual(posts.get('many/large'), large.rule);
    assert.equal((await rules.get({ id: before.id }))?.active, false);
    const now = active.find(({ name, method }) => name === 'many/0' && method === 'POST');
    const entries = await db.store.audit.page({ target: 'POST many/0' }, { page: 1, count: 10 });
    assert.deepEqual(
      entries.list.slice(0, 2).map(({ action, before: from, after }) => [action, from, after]),
      [
        ['rule.activate', { version: before.version }, { version: now?.version }],
        ['rule.add', null, { version: now?.version, desc: 'no. 10', rule: { n: 10 } }],
      ],
    );
    assert.deepEqual((await db.store.audit.verify()).broken, []);
  });

  it('names the active versions, and gives those that are asked for in parts', async () => {
    const { rules } = db.store;
    const names = Array.from({ length: 1100 }, (_, n) => `parts/${n}`);
    await rules.addAll(
      names.map((name, n) => rule(name, n)),
      operator,
    );
    await rules.addAll([rule('parts/0', 9)], operator);
    const active = await rules.active();
    assert.deepEqual((await rules.activeVersions()).sort(), active.map(({ version }) => version).sort());
    const wanted = active.filter(({ name }) => name.startsWith('parts/'));
    const parts = [];
    for await (const part of rules.ofVersions([...wanted.map(({ version }) => version), 'V0'])) parts.push(part);
    assert.ok(parts.length > 1 && parts.every((part) => part.length <= 500));
    const byVersion = new Map(parts.flat().map((one) => [one.version, one]));
    assert.equal(byVersion.size, 1100);
    for (const one of wanted) assert.deepEqual(byVersion.get(one.version), one);
  });

  it('adds none of many when one cannot be added', async () => {
    const { rules } = db.store;
    const revision = await db.store.revision();
    await assert.rejects(rules.addAll([rule('none/a', 1), rule('none/b', 1), rule('none/a', 2)], operator));
    assert.equal(await db.store.revision(), revision);
    assert.ok(!(await rules.active()).some(({ name }) => name.startsWith('none/')));
  });

  it('knows the newest version of each key that an operator added', async () => {
    const { rules } = db.store;
    const files = { ...operator, id: 4711 };
    const first = await rules.add(rule('newest', 1), true, files);
    await rules.addAll([rule('newest', 2), rule('newest', 3, 'GET')], files);
    await rules.add(rule('newest', 4), true, operator);
    await rules.activate(first.id, operator);
    const newest = await rules.newestBy(files.id);
    assert.deepEqual(newest.map(({ method, rule: { n } }) => [method, n]).sort(), [
      ['GET', 3],
      ['POST', 2],
    ]);
  });

  it('moves the active place and raises the revision, for every store of the database', async () => {
    const other = await db.another();
    const first = await db.store.rules.add(rule('moved', 1), false, operator);
    const second = await db.store.rules.add(rule('moved', 2), false, operator);
    const revision = await other.revision();
    assert.equal((await db.store.rules.activate(second.id, operator))?.active, true);
    assert.ok((await other.revision()) > revision);
    const active = (await other.rules.active()).filter(({ name }) => name === 'moved');
    assert.deepEqual(
      active.map(({ id }) => id),
      [second.id],
    );
    assert.equal((await other.rules.get({ id: first.id }))?.active, false);
    assert.equal(await other.rules.activate(1_000_000, operator), undefined);
  });

  it('shows exactly one active version at every moment while several stores activate', async () => {
    const stores = [db.store, await db.another(), await db.another()];
    const versions: { id: number }[] = [];
    for (let n = 0; n < 3; n++) versions.push(await db.store.rules.add(rule('contended', n), false, operator));
    const changes = stores.flatMap((store) => versions.map(({ id }) => store.rules.activate(id, operator)));
    let done = false;
    const watch = async (): Promise<number> => {
      let looks = 0;
      for (; !done; looks++) {
        const active = (await stores[looks % 3]?.rules.active())?.filter(({ name }) => name === 'contended');
        assert.equal(active?.length, 1);
      }
      return looks;
    };
    const watching = watch();
    await Promise.all(changes);
    done = true;
    assert.ok((await watching) > 0);
  });

  it('deletes an active version only by force, and the endpoint then has none', async () => {
    const { rules } = db.store;
    const first = await rules.add(rule('gone', 1), false, operator);
    const second = await rules.add(rule('gone', 2), true, operator);
    assert.equal(await rules.remove(second.id, false, operator), 'active');
    const revision = await db.store.revision();
    assert.equal(await rules.remove(second.id, true, operator), 'removed');
    assert.ok((await db.store.revision()) > revision);
    assert.equal(await rules.remove(second.id, true, operator), 'missing');
    assert.ok(!(await rules.active()).some(({ name }) => name === 'gone'));
    assert.deepEqual((await rules.get({ name: 'gone' }))?.id, first.id);
    assert.equal(await rules.remove(first.id, false, operator), 'removed');
    assert.equal(await rules.get({ name: 'gone' }), undefined);
    assert.equal((await rules.add(rule('gone', 3), false, operator)).active, true);
  });

  it('pages versions newest first, by prefix, method, status, operator and time, without the rule', async () => {
    const { rules } = db.store;
    const added = [];
    for (const name of ['page/a', 'page/a/b', 'page%', 'page_', 'Page/a'])
      added.push(await rules.add(rule(name, 1), false, operator));
    const names = async (filter: Parameters<typeof rules.page>[0]) =>
      (await rules.page(filter, { page: 1, count: 100 })).list.map(({ name }) => name);
    assert.deepEqual(await names({ name: 'page/a' }), ['page/a/b', 'page/a']);
    assert.deepEqual(await names({ name: 'page%' }), ['page%']);
    assert.deepEqual(await names({ name: 'page', method: 'GET' }), []);
    assert.deepEqual((await names({ name: 'page', active: true })).length, 4);
    assert.deepEqual(await names({ name: 'page', active: false }), []);
    assert.deepEqual(await names({ name: 'page', operatorId: 8 }), []);
    const at = added[0]?.createdAt ?? 0;
    assert.equal((await names({ name: 'page', start: at, end: Date.now() + 60_000 })).length, 4);
    assert.deepEqual(await names({ name: 'page', end: at - 1 }), []);
    const second = await rules.page({ name: 'page' }, { page: 2, count: 3 });
    assert.deepEqual([second.total, second.list.map(({ name }) => name)], [4, ['page/a']]);
    assert.ok(second.list[0] && !('rule' in second.list[0]));
  });

  it('keeps scripts apart from rules', async () => {
    const { scripts, rules } = db.store;
    const script = { name: 'demo/user', script: 'export const handler = () => "ü\u{1F600}";', desc: '' };
    const added = await scripts.add({ ...script, language: 'ts' }, false, operator);
    assert.deepEqual(await scripts.get({ name: 'demo/user' }), added);
    assert.deepEqual([added.script, added.language, added.active], [script.script, 'ts', true]);
    assert.equal(await rules.get({ name: 'demo/user' }), undefined);
    assert.equal(await rules.get({ id: added.id }), undefined);
    assert.equal(await rules.remove(added.id, true, operator), 'missing');
  });
});
