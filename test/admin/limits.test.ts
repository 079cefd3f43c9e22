import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('limits of what is saved over REST', () => {
  const rule = (name: string, errMsg = 'm', desc = 'd') =>
    server.api('POST', 'rule', {
      ...{ name, method: 'GET', desc },
      rule: { components: [[{ name: 'a', type: 'api', url: 'http://127.0.0.1:1/', errMsg }]] },
    });
  const secret = (name: string, content: string) => server.api('POST', 'secret', { name, content });

  it('a rule’s name has at most 512 bytes', async () => {
    assert.equal((await rule('n'.repeat(512))).status, 201);
    const refused = await rule('n'.repeat(513));
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.text, /512/);
  });

  it('a message, and a description, have at most 64 KiB', async () => {
    assert.equal((await rule('messages', 'm'.repeat(65_536), 'd'.repeat(65_536))).status, 201);
    assert.equal((await rule('messages', 'm'.repeat(65_537))).status, 400);
    assert.equal((await rule('messages', 'm', 'd'.repeat(65_537))).status, 400);
    for (const [message, desc, place] of [
      ['ü'.repeat(32_769), 'd', /"\/components\/0\/0\/errMsg","message":"has 65538 bytes/],
      ['m', 'ü'.repeat(32_769), /desc","message":"has 65538 bytes/],
    ] as const) {
      const refused = await rule('messages', message, desc);
      assert.equal(refused.status, 400);
      assert.match(refused.text, place);
    }
  });

  it('a secret has at most 64 KiB, counted in bytes', async () => {
    assert.equal((await secret('FULL', 's'.repeat(65_536))).status, 201);
    for (const content of ['s'.repeat(65_537), 'ü'.repeat(32_769)]) {
      const refused = await secret('MORE', content);
      assert.deepEqual([refused.status, refused.body.code], [400, '000400'], refused.text);
      assert.match(refused.text, /65[_,]?536/);
    }
  });

  it('a rule of 9 MiB is saved, read and run', async () => {
    const body = 'x'.repeat(9 * 1024 ** 2);
    const saved = await server.api<{ id: number }>('POST', 'rule', {
      ...{ name: 'large', method: 'GET', rule: { response: { body } } },
    });
    assert.equal(saved.status, 201, saved.text.slice(0, 500));
    assert.equal((await server.call('GET', 'large')).text.length, body.length + 2);
  });
});
