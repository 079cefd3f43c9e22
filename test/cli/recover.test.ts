import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { folderWith, putFiles, stepgate } from './stepgate.ts';

/** A rule that breaks at its second layer, unless `path` is one of the other rule. */
const rule = (path: string): string =>
  JSON.stringify({
    name: 'order',
    method: 'POST',
    rule: {
      suspend: true,
      components: [
        [{ name: 'held', type: 'api', url: '{var.SELF}/ps/hold', outputName: 'held' }],
        [{ name: 'paid', type: 'api', url: `{var.SELF}/ps/${path}`, outputName: 'paid' }],
      ],
      response: { body: ['{held.id}', '{paid.id}'] },
    },
  });

describe('stepgate recover --version', () => {
  it('goes on with the mended rule, or says why not', async () => {
    const hold = JSON.stringify({ name: 'hold', method: 'GET', rule: { response: { body: { id: 'h' } } } });
    const cwd = folderWith({ 'rules/hold.json': hold, 'rules/order.json': rule('nowhere') });
    const { code, stdout } = await stepgate(cwd, ['run', 'POST', 'order']);
    assert.equal(code, 1);
    const { trx } = JSON.parse(stdout) as { trx: string };
    putFiles(cwd, { 'rules/order.json': rule('hold') });
    const old = await stepgate(cwd, ['recover', trx]);
    assert.deepEqual([old.code, old.stdout.includes('"status":"suspended"')], [1, true]);
    const unknown = await stepgate(cwd, ['recover', trx, '--version', `V${'0'.repeat(32)}`]);
    assert.deepEqual(
      [unknown.code, unknown.stderr],
      [1, `stepgate: there is no version V${'0'.repeat(32)} of a rule\n`],
    );
    const mended = await stepgate(cwd, ['recover', trx, '--version', 'active']);
    assert.deepEqual([mended.code, mended.stdout], [0, '["h","h"]\n'], mended.stderr);
  });
});
