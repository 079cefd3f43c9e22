import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachDatabase, operator } from './store-under-test.ts';
import { keptRun } from './kept-run.ts';

/** Texts that collations, and databases, are known to change, to cut or to take for the same. */
const NAMES = [
  'a',
  'A',
  'a ',
  ' a',
  'ä',
  'a\u0308',
  'ß',
  'ss',
  '\u{1F600}',
  '\u{1F601}',
  'é\u0000x',
  'é\u0000y',
  '\uFFFD',
];

onEachDatabase('texts', (db) => {
  it('are names that are compared as bytes', async () => {
    const { rules, secrets } = db.store;
    for (const name of NAMES) {
      await rules.add({ name, method: 'POST', rule: { name }, desc: name }, false, operator);
      assert.ok(await secrets.add({ name, description: name, content: name }, operator), JSON.stringify(name));
    }
    for (const name of NAMES) {
      const found = await rules.get({ name, method: 'POST' });
      assert.deepEqual([found?.name, found?.rule, found?.desc], [name, { name }, name]);
      assert.equal((await secrets.get({ name }))?.description, name);
    }
    assert.deepEqual(
      Object.fromEntries(await secrets.openAll()),
      Object.fromEntries(NAMES.map((name) => [name, name])),
    );
    assert.equal(
      (await rules.page({ name: 'a' }, { page: 1, count: 50 })).total,
      NAMES.filter((name) => name.startsWith('a')).length,
    );
  });

  it('of every character are kept', async () => {
    const text = '\u0000\u0001\n\r\t\u007f"\'\\%_\u2028\uFEFF\uFFFF\u{10FFFF} ';
    const { scripts, runs } = db.store;
    await scripts.add({ name: 's', script: text, language: 'js', desc: text }, true, operator);
    const script = await scripts.get({ name: 's' });
    assert.deepEqual([script?.script, script?.desc], [text, text]);
    const kept = keptRun({ errMsg: text, errComponent: text, path: text, state: text });
    await runs.insert(kept);
    const found = await runs.get(kept.trx);
    assert.deepEqual([found?.errMsg, found?.errComponent, found?.path, found?.state], [text, text, text, text]);
  });

  it('may be names of 512 bytes', async () => {
    const { rules } = db.store;
    const name = 'n'.repeat(512);
    await rules.add({ name, method: 'DELETE', rule: {}, desc: 'd'.repeat(65_536) }, false, operator);
    assert.equal((await rules.get({ name, method: 'DELETE' }))?.desc.length, 65_536);
  });
});
