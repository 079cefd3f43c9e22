import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const NAMES = ['3DS_KEY', '7', '0-a', '_x', 'K1'];

describe('the name of a secret', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
    upstream.json('/ok', { ok: 1 });
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  it('may begin with a digit, in placeholders, in ctx, and in the admin API', async () => {
    for (const name of NAMES) {
      const saved = await gateway.api('POST', 'secret', { name, content: `content of ${name}` });
      assert.equal(saved.status, 201, saved.text);
    }
    await gateway.script(
      'names',
      `async function handler(ctx, { url, names }) {
        for (const name of names) await ctx.request({ url, header: { 'x-in-script': '{secret.' + name + '}' } });
        return names.map((name) => ctx.hmac('sha256', name, 'text'));
      }`,
    );
    const url = `${upstream.url}/ok`;
    await gateway.rule('names', 'POST', {
      components: [
        NAMES.map((name, n) => ({ name: `a${n}`, type: 'api', url, header: { 'x-in-rule': `{secret.${name}}` } })),
        [{ name: 's', type: 'script', url: 'names', input: { url, names: NAMES }, outputName: 's' }],
      ],
      response: { body: '{s}' },
    });
    const answer = await gateway.call('POST', 'names', {});
    const hmacs = NAMES.map((name) => createHmac('sha256', `content of ${name}`).update('text').digest('hex'));
    assert.deepEqual(answer.body, hmacs, answer.text);
    for (const header of ['x-in-rule', 'x-in-script']) {
      const sent = upstream.calls.flatMap(({ headers }) => headers[header] ?? []);
      assert.deepEqual(sent.sort(), NAMES.map((name) => `content of ${name}`).sort());
    }
    assert.equal((await gateway.api('GET', 'secret?name=3DS_KEY')).status, 200);
  });

  it('that a client sends is none', async () => {
    await gateway.api('POST', 'secret', { name: 'PRIVATE', content: 'private content' });
    await gateway.script(
      'passing',
      `async function handler(ctx, { url, note }) { return ctx.request({ url, header: { 'x-note': note } }) }`,
    );
    await gateway.rule('passing', 'POST', {
      components: [
        [
          {
            name: 's',
            type: 'script',
            url: 'passing',
            input: { url: `${upstream.url}/ok`, note: '{request.body.note}' },
          },
        ],
      ],
    });
    const sent = upstream.calls.length;
    const refused = await gateway.call('POST', 'passing', '{"note":"\\u007bsecret.PRIVATE}"}', {
      'content-type': 'application/json',
    });
    assert.deepEqual([refused.status, refused.body.code], [500, '110005'], refused.text);
    assert.match(String(refused.body.msg), /\{secret\.PRIVATE\} stands in the input of the script/);
    assert.equal(upstream.calls.length, sent);
    assert.equal((await gateway.call('POST', 'passing', { note: 'a note' })).status, 200);
  });

  it('is refused with anything else in it', async () => {
    for (const name of ['', '-a', 'a.b', 'a b', 'ä', 'a/b']) {
      const saved = await gateway.api('POST', 'secret', { name, content: 'x' });
      assert.equal(saved.status, 400, name);
    }
  });
});
