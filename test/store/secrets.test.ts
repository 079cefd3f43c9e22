import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import { direct } from './direct.ts';
import { masterKey, onEachDatabase, operator } from './store-under-test.ts';

const log = { warn: () => undefined };

onEachDatabase('secrets', (db) => {
  it('shows a secret without its content, which only openAll gives', async () => {
    const { secrets } = db.store;
    const head = await secrets.add(
      { name: 'API_KEY', description: 'of the shop', content: 'geheim-\u{1F511}' },
      operator,
    );
    assert.ok(head);
    assert.deepEqual(
      { ...head, id: 0, createdAt: 0, updatedAt: 0 },
      {
        id: 0,
        name: 'API_KEY',
        description: 'of the shop',
        length: 8,
        sha256Prefix: createHash('sha256').update('geheim-\u{1F511}').digest('hex').slice(0, 8),
        operator: 'olga',
        operatorId: 7,
        createdAt: 0,
        updatedAt: 0,
      },
    );
    assert.deepEqual(await secrets.get({ name: 'API_KEY' }), head);
    assert.deepEqual(await secrets.get({ id: head.id }), head);
    assert.deepEqual((await secrets.page({ name: 'API' }, { page: 1, count: 20 })).list, [head]);
    assert.equal((await secrets.openAll()).get('API_KEY'), 'geheim-\u{1F511}');
    assert.equal(await secrets.add({ name: 'API_KEY', description: '', content: 'x' }, operator), undefined);
  });

  it('gives a new content to the other stores, and says so by the revision', async () => {
    const { secrets } = db.store;
    const other = await db.another();
    const head = await secrets.add({ name: 'CHANGED', description: '', content: 'one' }, operator);
    assert.equal((await other.secrets.openAll()).get('CHANGED'), 'one');
    const revision = await other.revision();
    const changed = await secrets.change(head?.id ?? 0, { content: 'zwei' }, operator);
    assert.deepEqual([changed?.length, changed?.description], [4, '']);
    assert.ok((await other.revision()) > revision);
    assert.equal((await other.secrets.openAll()).get('CHANGED'), 'zwei');
    assert.equal((await secrets.change(head?.id ?? 0, { description: 'new' }, operator))?.length, 4);
    assert.equal(await secrets.remove(head?.id ?? 0, operator), true);
    assert.equal(await secrets.remove(head?.id ?? 0, operator), false);
    assert.equal(await secrets.change(head?.id ?? 0, { content: 'x' }, operator), undefined);
    assert.equal((await other.secrets.openAll()).has('CHANGED'), false);
  });

  it('keeps values that were replaced or deleted, encrypted, for so long as is asked for', async () => {
    const { secrets } = db.store;
    const other = await db.another();
    const ofHad = async (store = db.store): Promise<string[]> => {
      const { former } = await store.secrets.openWithFormer();
      return former.filter(([name]) => name === 'HAD').map(([, value]) => value);
    };
    const head = await secrets.add({ name: 'HAD', description: '', content: 'visible-one' }, operator);
    assert.deepEqual(await ofHad(other), []);
    await secrets.change(head?.id ?? 0, { content: 'visible-two' }, operator);
    await secrets.change(head?.id ?? 0, { description: 'the same' }, operator);
    assert.deepEqual(await ofHad(other), ['visible-one']);
    await secrets.remove(head?.id ?? 0, operator);
    assert.deepEqual(
      [await ofHad(), await ofHad(other)],
      [
        ['visible-one', 'visible-two'],
        ['visible-one', 'visible-two'],
      ],
    );
    const { current } = await other.secrets.openWithFormer();
    assert.equal(current.has('HAD'), false);
    const rows = await direct(db.url, 'SELECT * FROM former_secret');
    const bytes = rows.flatMap((row) => Object.values(row)).filter((value) => value instanceof Uint8Array);
    assert.ok(bytes.length > 0 && !bytes.some((value) => Buffer.from(value).includes('visible-')));
    const newKey = Buffer.alloc(32, 'm');
    await db.store.rotateKey(newKey, operator);
    const fresh = await openStore({ url: db.url, masterKey: newKey, log });
    assert.deepEqual(await ofHad(fresh), ['visible-one', 'visible-two'], 'rotating the key covers them');
    await fresh.close();
    await db.store.rotateKey(masterKey, operator);
    await direct(db.url, "UPDATE former_secret SET replaced_at = 1000 WHERE name = 'HAD'");
    assert.equal(await secrets.prune(1000, 10), 0);
    assert.deepEqual([await secrets.prune(1001, 1), await secrets.prune(1001, 10)], [1, 1]);
    assert.deepEqual(await ofHad(other), []);
  });

  it('leaves nothing of a content readable in the database or the audit log', async () => {
    const content = 'a-very-visible-content';
    await db.store.secrets.add({ name: 'SEALED', description: '', content }, operator);
    const rows = [...(await direct(db.url, 'SELECT * FROM secret')), ...(await direct(db.url, 'SELECT * FROM audit'))];
    const bytes = rows
      .flatMap((row) => Object.values(row))
      .map((value) => Buffer.from(value instanceof Uint8Array ? value : String(value)));
    assert.ok(!bytes.some((value) => value.includes(content)));
  });

  it('does not open a content that was moved to another secret', async () => {
    const { secrets } = await db.another();
    await secrets.add({ name: 'CHEAP', description: '', content: 'cheap' }, operator);
    await secrets.add({ name: 'DEAR', description: '', content: 'dear' }, operator);
    const [dear] = await direct(db.url, "SELECT wrapped_key, content FROM secret WHERE name = 'DEAR'");
    const move = "UPDATE secret SET wrapped_key = ?, content = ? WHERE name = 'CHEAP'";
    await direct(db.url, move, [dear?.wrapped_key as Uint8Array, dear?.content as Uint8Array]);
    await assert.rejects(secrets.openAll(), /CHEAP/);
    await direct(db.url, "DELETE FROM secret WHERE name = 'CHEAP'");
  });

  it('refuses to start with another master key, and says what to do', async () => {
    const wrong = openStore({ url: db.url, masterKey: Buffer.alloc(32, 'x'), log });
    await assert.rejects(wrong, /the master key is not the one of this database.*STEPGATE_MASTER_KEY/);
    await assert.rejects(openStore({ url: db.url, masterKey: Buffer.alloc(16), log }), /16 bytes; 32 are needed/);
  });

  it('changes the master key while stores are open; the old one then opens nothing new', async () => {
    const old = await db.another();
    const before = await old.secrets.openAll();
    const newKey = Buffer.alloc(32, 'n');
    await db.store.rotateKey(newKey, operator);
    await assert.rejects(openStore({ url: db.url, masterKey, log }), /the master key is not the one/);
    const fresh = await openStore({ url: db.url, masterKey: newKey, log });
    assert.deepEqual(await fresh.secrets.openAll(), before);
    assert.deepEqual(await old.secrets.openAll(), before, 'a store that was open goes on');
    assert.deepEqual((await fresh.audit.verify()).broken, []);
    await fresh.secrets.add({ name: 'LATER', description: '', content: 'later' }, operator);
    assert.equal((await db.store.secrets.openAll()).get('LATER'), 'later', 'the store that changed it goes on too');
    assert.deepEqual(await old.secrets.openAll(), before, 'it goes on with the secrets that it knows');
    const stale = old.secrets.add({ name: 'STALE', description: '', content: 'x' }, operator);
    await assert.rejects(stale, {
      code: '000409',
      message: /master key was rotated: restart this process with the new/,
    });
    const upToDate = await db.another({
      masterKey: newKey,
      laterMasterKeys: () => Promise.resolve([newKey, masterKey]),
    });
    await assert.rejects(old.rotateKey(masterKey, operator), /the master key is not the one/);
    await db.store.rotateKey(masterKey, operator);
    await db.store.secrets.add({ name: 'LATEST', description: '', content: 'latest' }, operator);
    assert.equal(
      (await upToDate.secrets.openAll()).get('LATEST'),
      'latest',
      'a process that finds the new key takes it up',
    );
    await upToDate.secrets.add({ name: 'MINE', description: '', content: 'mine' }, operator);
    assert.equal((await db.store.secrets.openAll()).get('MINE'), 'mine');
    await fresh.close();
  });
});
