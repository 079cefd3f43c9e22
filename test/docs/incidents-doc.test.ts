import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { PROGRAM } from '../fixture/program.ts';
import { runBlocks, shellBlocks } from '../fixture/shell-blocks.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const DOCUMENT = 'docs/incidents.md';

/** The command, as it is on the path where the package is installed. */
const STEPGATE = `stepgate() { '${process.execPath}' '${PROGRAM}' "$@"; }\n`;

describe('the runbook, executed from top to bottom', () => {
  let gateway: Gateway;
  /** What the blocks of each step printed. */
  const printed = new Map<string, string[]>();

  before(async () => {
    const rules = { STEPGATE_RULES_DIR: path.join(ROOT, 'rules'), STEPGATE_SCRIPTS_DIR: path.join(ROOT, 'scripts') };
    gateway = await startGateway({ dir: await temporaryDir(), env: rules });
    // The sandbox starts with the first script; on a busy machine that takes longer than the sample's calls may.
    await gateway.call('POST', 'demo/sms/send', { phone: '13800000000', text: 'first' });
    const { data } = (await gateway.api<{ token: string }>('POST', 'token', { name: 'night', role: 'developer' })).body;
    const steps = [...shellBlocks(DOCUMENT)].flatMap(([step, blocks]) => blocks.map((block) => ({ step, block })));
    const [first = '', ...rest] = steps.map(({ block }) =>
      block.replace('http://127.0.0.1:3000', gateway.url).replace('the token', data.token),
    );
    const outputs = await runBlocks([STEPGATE + first, ...rest]);
    for (const [index, { step }] of steps.entries())
      printed.set(step, [...(printed.get(step) ?? []), outputs[index] ?? '']);
  });
  after(() => gateway.stop());

  const of = (step: string, block = 0): string => printed.get(step)?.[block] ?? '';

  it('has lines for each step', () => {
    assert.deepEqual(
      [...printed.keys()],
      ['Before', 'Find', 'Understand', 'Mend', 'Recover one', 'Recover a thousand', 'Give up', 'Afterwards'],
    );
  });

  it('finds the six runs that broke, whichever filter', () => {
    assert.equal(of('Before', 1).match(/"status":"suspended"/g)?.length, 6);
    assert.equal(of('Find').match(/POST \/ps\/api\/v1\/register +suspended +202 .* TRX[0-9A-F]{32}$/gm)?.length, 12);
  });

  it('understands one: the error, the answer of the upstream, where it stands, what to do', () => {
    const shown = of('Understand');
    assert.match(shown, /✗ coupon .* 400 .*110006/);
    assert.match(shown, /^answer +HTTP 400 .*must be an int/m);
    assert.match(shown, /^stands +at layer 2 of 2: coupon has to run$/m);
    assert.match(shown, /^ {2}stepgate recover TRX[0-9A-F]{32} --url \S+ /m);
  });

  it('shows what data would make of it, and mends the rule', () => {
    assert.match(of('Mend'), /"user_id": 7\n/);
    assert.equal(of('Mend', 1).trim(), '200');
  });

  it('recovers one: previews what goes out, and gets the answer that its client would have had', () => {
    assert.match(of('Recover one'), /coupon {2}POST \S+\/demo\/coupon\/grant\n[^}]*"user_id": "[0-9a-f-]{36}"/);
    assert.match(of('Recover one'), /^\{"code":200,"msg":"success",.*"coupon":"WELCOME-/m);
  });

  it('recovers all others', () => {
    assert.deepEqual(of('Recover a thousand').trim().split('\n'), [
      '2 of 2 succeeded, 0 failed, 0 left',
      '3 of 3 succeeded, 0 failed, 0 left',
    ]);
  });

  it('gives one up', () => {
    assert.match(of('Give up', 1), /^run TRX[0-9A-F]{32} is cancelled$/m);
  });

  it('finds nothing suspended afterwards, and that new runs succeed', () => {
    assert.match(of('Afterwards'), /^no runs are found\n.*\n.* success +200 /);
  });
});
