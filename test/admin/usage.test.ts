import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Usage {
  list: { method: string; name: string; version: string; active: boolean; pointer: string }[];
}

describe('what uses a script or a secret', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.api('POST', 'secret', { name: 'KEY', content: 'content of it' });
    await server.api('POST', 'secret', { name: 'SPARE', content: 'content of it' });
    await server.api('POST', 'script', { name: 'prices', script: 'export function handler() { return 1 }' });
    const script = { name: 'price', type: 'script', url: 'prices.js', input: { key: '{secret.KEY}' } };
    const url = 'http://127.0.0.1/';
    const api = { name: 'call', type: 'api', url, header: { 'x-key': 'a {secret.KEY}' }, tls: { ca: 'KEY' } };
    await server.rule('GET', 'uses', { components: [[script], [{ ...script, name: 'again' }, api]] });
    // Not the active version any more.
    await server.rule('GET', 'used', { components: [[script]] });
    await server.rule('GET', 'used', { response: { body: 1 } });
  });
  after(() => server.close());

  const usesOf = async (what: string) => {
    const { status, body } = await server.api<Usage>('GET', what);
    return status === 200 ? body.data.list.map(({ name, pointer }) => `${name} ${pointer}`) : status;
  };

  it('is told with the place in each active rule', async () => {
    const places = ['uses /components/0/0/url', 'uses /components/1/0/url'];
    assert.deepEqual(await usesOf('script/usage?name=prices'), places);
    assert.deepEqual(await usesOf('script/usage?name=prices.js'), places);
    assert.deepEqual(await usesOf('secret/usage?name=KEY'), [
      'uses /components/0/0/input/key',
      'uses /components/1/0/input/key',
      'uses /components/1/1/header/x-key',
      'uses /components/1/1/tls/ca',
    ]);
    const [use] = (await server.api<Usage>('GET', 'secret/usage?name=KEY')).body.data.list;
    const rule = await server.api<{ version: string }>('GET', 'rule?name=uses&method=GET');
    assert.deepEqual([use?.method, use?.version, use?.active], ['GET', rule.body.data.version, true]);
  });

  it('is nothing where nothing uses it, and 404 where there is no such thing', async () => {
    assert.deepEqual(await usesOf('secret/usage?name=SPARE'), []);
    assert.deepEqual([await usesOf('secret/usage?name=NONE'), await usesOf('script/usage?name=none')], [404, 404]);
    assert.equal(await usesOf('script/usage'), 400);
  });
});
