import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptySnapshot, loadSnapshot } from '../../src/registry/snapshot.ts';
import type { Store } from '../../src/store/store.ts';

/** A store whose active rules are these; `read`: the versions that were read of it. */
function storeOf(rules: readonly { readonly name: string; readonly rule: object }[], read: string[] = []): Store {
  const rows = rules.map(({ name, rule }) => ({ name, rule, method: 'GET', desc: '', version: `V ${name}` }));
  const store = {
    rules: {
      activeVersions: () => Promise.resolve(rows.map(({ version }) => version)),
      async *ofVersions(versions: readonly string[]) {
        read.push(...versions);
        yield await Promise.resolve(rows.filter(({ version }) => versions.includes(version)));
      },
    },
    scripts: { active: () => Promise.resolve([]) },
    secrets: { openWithFormer: () => Promise.resolve({ current: [], former: [] }) },
  };
  return store as unknown as Store;
}

describe('a snapshot of what is active', () => {
  it('compiles a rule when it is first asked for, once, also over the snapshots that follow', async () => {
    const errors: unknown[] = [];
    const log = { error: (fields: unknown) => void errors.push(fields), warn: () => assert.fail('nothing to warn of') };
    const rules = [
      { name: 'good', rule: {} },
      { name: 'broken', rule: { timeout: 'long' } },
    ];
    const first = await loadSnapshot(storeOf(rules), 1, emptySnapshot, log);
    assert.deepEqual([[...first.endpoints.values()].map(({ name }) => name), errors], [['broken', 'good'], []]);
    const found = first.routes.find('GET', '/good');
    if (found.kind !== 'found') assert.fail(`it is ${found.kind}`);
    assert.equal(first.routes.find('GET', '/broken').kind, 'broken');
    assert.equal(errors.length, 1);
    const read: string[] = [];
    const second = await loadSnapshot(storeOf([...rules, { name: 'new', rule: {} }], read), 2, first, log);
    assert.deepEqual(read, ['V new']);
    const again = second.routes.find('GET', '/good');
    assert.ok(again.kind === 'found' && found.rule === again.rule);
    assert.equal(second.routes.find('GET', '/broken').kind, 'broken');
    assert.equal(errors.length, 1);
  });
});
