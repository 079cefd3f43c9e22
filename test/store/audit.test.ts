import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { chain, createChainCheck, signHead } from '../../src/store/audit-chain.ts';
import type { AuditHead } from '../../src/store/audit-chain.ts';
import { newTrx } from '../../src/engine/ids.ts';
import type { AuditTable } from '../../src/store/schema.ts';
import { newKey } from '../../src/store/encryption.ts';
import { direct } from './direct.ts';
import { keptRun } from './kept-run.ts';
import { onEachDatabase, operator } from './store-under-test.ts';

const key = newKey();

interface Chain {
  readonly entries: readonly AuditTable[];
  readonly head: AuditHead;
}

function chainOf(length: number): Chain {
  const entries: AuditTable[] = [];
  let head = signHead(key, 0, '');
  for (let n = 1; n <= length; n++) {
    const actor = { operator: 'olga', operator_id: n % 3, ip: '192.0.2.7' };
    const what = { action: 'rule.add', target: `POST r${n}`, before_json: 'null', after_json: `{"n":${n}}` };
    const next = chain(key, head, { at: 1000 + n, ...actor, ...what });
    entries.push(next.entry);
    head = next.head;
  }
  return { entries, head };
}

function brokenOf({ entries, head }: Chain): number[] {
  const check = createChainCheck(key);
  for (const entry of entries) check.see(entry);
  return check.end(head);
}

const LENGTH = 12;
const whole = chainOf(LENGTH);
const place = fc.integer({ min: 0, max: LENGTH - 1 });
const text = fc.constantFrom<keyof AuditTable>('operator', 'ip', 'action', 'target', 'before_json', 'after_json');
const number = fc.constantFrom<keyof AuditTable>('at', 'operator_id');
const mac = fc.constantFrom<keyof AuditTable>('mac', 'prev');
const hex = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 64, maxLength: 64 });

const changed = (at: number, column: keyof AuditTable, value: string | number): Chain => ({
  ...whole,
  entries: whole.entries.map((entry, n) => (n === at ? { ...entry, [column]: value } : entry)),
});

/** What somebody who can write to the database, but has no key, can make of the chain. */
const tampered: fc.Arbitrary<Chain> = fc.oneof(
  fc.tuple(place, text, fc.string()).map(([at, column, value]) => changed(at, column, value)),
  fc.tuple(place, number, fc.integer()).map(([at, column, value]) => changed(at, column, value)),
  fc.tuple(place, mac, hex).map(([at, column, value]) => changed(at, column, value)),
  fc.tuple(place, place).map(([a, b]) => changed(a, 'mac', whole.entries[b]?.mac ?? '')),
  place.map((at) => ({ ...whole, entries: whole.entries.filter((_, n) => n !== at) })),
  place.map((to) => ({ ...whole, entries: whole.entries.slice(0, to) })),
  // Cut the tail and take the head's number and MAC back with it: only the seal tells.
  place.map((to) => {
    const entries = whole.entries.slice(0, to);
    return { entries, head: { ...whole.head, seq: to, mac: entries.at(-1)?.mac ?? '' } };
  }),
  // Insert a copy under a number of its own.
  fc.tuple(place, fc.integer({ min: -3, max: LENGTH + 3 })).map(([at, seq]) => {
    const entries = [...whole.entries.filter((entry) => entry.seq !== seq)];
    const copied = whole.entries[at];
    if (copied) entries.push({ ...copied, seq });
    return { ...whole, entries: entries.sort((a, b) => a.seq - b.seq) };
  }),
  fc.tuple(fc.nat({ max: LENGTH * 2 }), hex, hex).map(([seq, m, seal]) => ({ ...whole, head: { seq, mac: m, seal } })),
);

it('finds any change, deletion or insertion in the audit log', () => {
  assert.deepEqual(brokenOf(whole), []);
  fc.assert(
    fc.property(tampered, (chain) => {
      fc.pre(JSON.stringify(chain) !== JSON.stringify(whole));
      assert.notDeepEqual(brokenOf(chain), []);
    }),
    { numRuns: 1000 },
  );
});

it('names the entry that was changed, or where one is missing', () => {
  assert.deepEqual(brokenOf(changed(4, 'target', 'POST other')), [5]);
  assert.deepEqual(brokenOf({ ...whole, entries: whole.entries.filter(({ seq }) => seq !== 5) }), [5]);
  assert.deepEqual(brokenOf({ ...whole, entries: whole.entries.slice(0, 9) }), [10]);
  assert.deepEqual(brokenOf(chainOf(0)), []);
});

/** Run long with TEST_AUDIT_EDITS=1000. */
const EDITS = Number(process.env.TEST_AUDIT_EDITS ?? 20);

/** Statements that change, delete or copy one of the first `count` entries, whatever is in it. */
function edits(count: number) {
  const seq = fc.integer({ min: 1, max: count });
  const texts = fc.constantFrom('operator', 'ip', 'action', 'target', 'before_json', 'after_json', 'prev', 'mac');
  const all = 'at, operator, operator_id, ip, action, target, before_json, after_json, prev, mac';
  return fc.oneof(
    fc
      .tuple(seq, texts, fc.stringMatching(/^[a-z0-9]{1,6}$/))
      .map(([at, column, value]) => edit(at, `UPDATE audit SET ${column} = ? WHERE seq = ?`, [`${value}!`, at])),
    fc
      .tuple(seq, fc.constantFrom('at', 'operator_id'), fc.integer({ min: 1, max: 1e9 }))
      .map(([at, column, by]) => edit(at, `UPDATE audit SET ${column} = ${column} + ? WHERE seq = ?`, [by, at])),
    seq.map((at) => edit(at, 'DELETE FROM audit WHERE seq = ?', [at])),
    seq.map((at) =>
      edit(at, `INSERT INTO audit (seq, ${all}) SELECT ${count + 1}, ${all} FROM audit WHERE seq = ?`, [at]),
    ),
  );
}

function edit(seq: number, sql: string, parameters: readonly (string | number)[]) {
  return { seq, sql, parameters };
}

onEachDatabase('audit log of kept runs', (db) => {
  const lineOf = (trx: string, action = 'run.cancel') => ({ operator, action, target: trx, before: null, after: null });

  async function actions(trx: string): Promise<string[]> {
    return (await db.store.audit.page({ target: trx }, { page: 1, count: 100 })).list.map(({ action }) => action);
  }

  it('has what was changed, and nothing of what was not', async () => {
    const { runs, audit } = db.store;
    const run = keptRun({ status: 'suspended' });
    const { trx } = run;
    await runs.insert(run);
    assert.equal(await runs.checkpoint(trx, 7, { curStep: 2, audit: lineOf(trx, 'wrong epoch') }), false);
    assert.equal(await runs.checkpoint(trx, 1, { curStep: 2, epoch: 2, audit: lineOf(trx, 'edit') }), true);
    assert.equal(await runs.checkpoint(trx, 1, { curStep: 1, audit: lineOf(trx, 'edit of before') }), false);
    const claims = await Promise.all(
      Array.from({ length: 5 }, (_, n) => runs.claim(trx, `${n}`, lineOf(trx, 'recover'))),
    );
    assert.equal(claims.filter((claim) => claim === 'conflict').length, 4);
    assert.equal(await runs.claim(newTrx(), 'x', lineOf(trx, 'of no run')), 'missing');
    assert.equal(await runs.transition(trx, ['suspended'], 3, 'cancelled', { audit: lineOf(trx, 'too late') }), false);
    assert.equal(await runs.transition(trx, ['recovering'], 3, 'cancelled', { audit: lineOf(trx) }), true);
    assert.deepEqual(await actions(trx), ['run.cancel', 'recover', 'edit']);
    assert.deepEqual((await audit.verify()).broken, []);
  });

  it('comes in the commit of the change: neither is there without the other', async () => {
    const { runs } = db.store;
    const run = keptRun({ status: 'suspended' });
    await runs.insert(run);
    const before = await runs.get(run.trx);
    await direct(db.url, 'DELETE FROM audit_head');
    const audit = lineOf(run.trx);
    await assert.rejects(runs.checkpoint(run.trx, 1, { curStep: 2, audit }), /head of the audit chain/);
    await assert.rejects(runs.claim(run.trx, 'me', audit), /head of the audit chain/);
    await assert.rejects(runs.transition(run.trx, ['suspended'], 1, 'cancelled', { audit }), /head of the audit chain/);
    assert.deepEqual(await runs.get(run.trx), before);
    assert.deepEqual(await actions(run.trx), []);
  });
});

onEachDatabase('audit log', (db) => {
  it('says who did what, from where, before and after, newest first', async () => {
    const { rules, secrets, users, audit } = db.store;
    const first = await rules.add({ name: 'a', method: 'POST', rule: { n: 1 }, desc: 'd' }, false, operator);
    await rules.add({ name: 'a', method: 'POST', rule: { n: 2 }, desc: 'd' }, true, operator);
    const secret = await secrets.add({ name: 'S', description: '', content: 'hidden' }, operator);
    await secrets.change(secret?.id ?? 0, { content: 'hidden too' }, operator);
    const user = await users.add({ username: 'ulf', role: 'viewer', passwordHash: '$argon2id$hidden' }, operator);
    await users.change(user?.id ?? 0, { role: 'admin', passwordHash: '$argon2id$hidden' }, operator);
    await rules.remove(first.id, false, operator);
    await audit.add({ action: 'suspend.edit', target: 'TRX1', before: null, after: { cur_step: 2 } }, operator);
    const { list, total } = await audit.page({}, { page: 1, count: 100 });
    assert.deepEqual(
      list.map(({ action, target }) => `${action} ${target}`),
      [
        'suspend.edit TRX1',
        'rule.remove POST a',
        'user.change ulf',
        'user.add ulf',
        'secret.change S',
        'secret.add S',
        'rule.activate POST a',
        'rule.add POST a',
        'rule.activate POST a',
        'rule.add POST a',
      ],
    );
    assert.equal(total, 10);
    assert.ok(list.every((entry) => entry.operator === 'olga' && entry.operatorId === 7 && entry.ip === '192.0.2.7'));
    assert.deepEqual(list[2]?.before, { role: 'viewer', disabled: false });
    assert.deepEqual(list.at(2)?.after, { role: 'admin', disabled: false, password: '***' });
    assert.deepEqual(list.at(-1)?.after, { version: first.version, desc: 'd', rule: { n: 1 } });
    assert.deepEqual(list[1]?.before, list.at(-1)?.after);
    assert.ok(!JSON.stringify(list).includes('hidden'));
    assert.equal((await audit.page({ action: 'rule.add', target: 'POST a' }, { page: 1, count: 1 })).total, 2);
    assert.equal((await audit.page({ operatorId: 8 }, { page: 1, count: 1 })).total, 0);
    const at = list.at(-1)?.at ?? 0;
    assert.equal((await audit.page({ start: at, end: Date.now() + 60_000 }, { page: 1, count: 1 })).total, 10);
    assert.equal((await audit.page({ end: at - 1 }, { page: 1, count: 1 })).total, 0);
    assert.deepEqual(await audit.verify(), { checked: 10, broken: [] });
  });

  it('chains what many write at once, and texts that the database does not hold as they are', async () => {
    const { audit } = db.store;
    const other = await db.another();
    const { checked } = await audit.verify();
    const odd = ['\ud800', 'nul\0', '\u{1F600}', ' trailing ', 'x'.repeat(2000)];
    const entries = Array.from({ length: 30 }, (_, n) => ({
      action: 'test',
      target: odd[n % odd.length] ?? '',
      before: { text: odd[n % odd.length] ?? '' },
      after: [n, 1.5e300, null],
    }));
    await Promise.all(
      entries.map((entry, n) => (n % 2 ? db.store : other).audit.add(entry, { ...operator, name: '\udfff' })),
    );
    assert.deepEqual(await audit.verify(), { checked: checked + 30, broken: [] });
  });

  it('writes no entry for a change that did not happen', async () => {
    const { rules, users, audit } = db.store;
    const { checked } = await audit.verify();
    await users.remove(1_000_000, operator);
    await rules.remove(1_000_000, true, operator);
    const nobody = { kind: 'api', userId: 1_000_000, name: '', role: 'viewer', hash: 'h', expiresAt: null } as const;
    await assert.rejects(db.store.tokens.add(nobody, operator));
    assert.deepEqual(await audit.verify(), { checked, broken: [] });
  });

  it(`finds each of ${EDITS} random edits of the table`, async (t) => {
    const { audit } = db.store;
    const { checked } = await audit.verify();
    let found = 0;
    for (let n = 0; n < EDITS; n++) {
      const { sql, parameters, seq } = fc.sample(edits(checked), { numRuns: 1, seed: n })[0] ?? assert.fail();
      const [before] = await direct(db.url, 'SELECT * FROM audit WHERE seq = ?', [seq]);
      await direct(db.url, sql, parameters);
      if ((await audit.verify()).broken.length > 0) found += 1;
      // As it was.
      await direct(db.url, `DELETE FROM audit WHERE seq > ${checked} OR seq = ?`, [seq]);
      const columns = Object.keys(before ?? {});
      const places = columns.map(() => '?').join(', ');
      const values = Object.values(before ?? {}) as (string | number)[];
      await direct(db.url, `INSERT INTO audit (${columns.join(', ')}) VALUES (${places})`, values);
    }
    t.diagnostic(`${found} of ${EDITS} edits found`);
    assert.equal(found, EDITS);
    assert.deepEqual(await audit.verify(), { checked, broken: [] });
  });

  it('finds what was changed, deleted or inserted past it', async () => {
    const { audit } = db.store;
    const { checked } = await audit.verify();
    const broken = async () => (await audit.verify()).broken;
    await direct(db.url, 'UPDATE audit SET operator_id = operator_id + 1 WHERE seq = 3');
    assert.deepEqual(await broken(), [3]);
    await direct(db.url, 'UPDATE audit SET operator_id = operator_id - 1 WHERE seq = 3');
    assert.deepEqual(await broken(), []);
    const columns = 'at, operator, operator_id, ip, action, target, before_json, after_json, prev, mac';
    const copy = `INSERT INTO audit (seq, ${columns}) SELECT ${checked + 1}, ${columns} FROM audit WHERE seq = ${checked}`;
    await direct(db.url, copy);
    assert.deepEqual(await broken(), [checked + 1]);
    await direct(db.url, `DELETE FROM audit WHERE seq >= ${checked}`);
    assert.deepEqual(await broken(), [checked]);
    await direct(db.url, 'DELETE FROM audit WHERE seq = 4');
    assert.deepEqual(await broken(), [4, checked]);
    await direct(db.url, 'DELETE FROM audit');
    assert.deepEqual(await broken(), [1]);
    await direct(db.url, 'DELETE FROM audit_head');
    assert.deepEqual(await broken(), [1]);
    await assert.rejects(
      audit.add({ action: 'a', target: 't', before: null, after: null }, operator),
      /head of the audit/,
    );
  });
});
