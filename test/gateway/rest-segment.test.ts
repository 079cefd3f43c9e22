import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ruleFileName } from '../../src/cli/exchange-folder.ts';
import { request } from '../fixture/gateway.ts';
import { sendRaw, startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

describe('a rest', () => {
  let own: TestServer;
  before(async () => {
    own = await startServer({ STEPGATE_EGRESS_ALLOW: '127.0.0.1' });
    const echo = (name: string): unknown => ({
      response: { body: { rule: name, method: '{request.method}', params: '{request.params}' } },
    });
    for (const [method, name] of [
      ['GET', 'files/*path'],
      ['GET', 'files/:id'],
      ['PUT', 'files/:id/meta'],
      ['GET', '/'],
      ['GET', 'größe/हिन्दी'],
    ] as const)
      await own.rule(method, name, echo(`${method} ${name}`));
    await own.rule('ANY', 'upstream/*all', echo('ANY upstream/*all'));
    const call = {
      name: 'c',
      type: 'api',
      url: '{var.SELF}/ps/upstream/{request.params.all}/end?q={request.params.all}',
    };
    await own.rule('GET', 'proxy/*all', {
      components: [[{ ...call, outputName: 'c' }]],
      response: { body: '{c}' },
    });
  });
  after(() => own.close());

  it('takes any depth, and what is more specific wins over it', async () => {
    const { body } = await own.call('GET', 'files/a/b%20c/d');
    assert.deepEqual([body.rule, body.params], ['GET files/*path', { path: 'a/b c/d' }]);
    assert.equal((await own.call('GET', 'files/a')).body.rule, 'GET files/:id');
  });

  it('an encoded slash in it is a separator, and empty segments are 404', async () => {
    assert.deepEqual((await own.call('GET', 'files/a/b%2Fc')).body.params, { path: 'a/b/c' });
    for (const path of ['files', 'files/', 'files/a/', 'files/a//b', 'files/a/%2Fb', 'files/a/b%2F'])
      assert.equal((await own.call('GET', path)).status, 404, path);
  });

  it('the most specific name decides, then the method', async () => {
    const { status, headers } = await own.call('GET', 'files/a/meta');
    assert.deepEqual([status, headers.get('allow')], [405, 'PUT']);
    assert.equal((await own.call('POST', 'files/a/b')).headers.get('allow'), 'GET');
  });

  it('is encoded segment by segment in the path of a url', async () => {
    const answer = await sendRaw(
      own.port,
      'GET /ps/proxy/a%20b/%2e%2e/c%3Fd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    assert.match(answer, /"params":\{"all":"a b\/\.\.\/c\?d\/end"\}/);
  });

  it('the name / is the prefix itself, with a slash and without', async () => {
    for (const path of ['/ps', '/ps/', '/ps?x=1']) {
      const answer = await fetch(own.url + path);
      assert.equal(((await answer.json()) as { rule: string }).rule, 'GET /', path);
    }
    assert.equal((await fetch(`${own.url}/ps`, { method: 'POST' })).status, 405);
  });

  it('names may be of any script', async () => {
    assert.equal((await own.call('GET', 'größe/हिन्दी')).body.rule, 'GET größe/हिन्दी');
  });

  it('ANY *rest answers in place of 404 and 405, but not a malformed path, and not the prefix', async () => {
    await own.rule('ANY', '*everything', { response: { status: 299, body: '{request.params.everything}' } });
    assert.equal((await own.call('POST', 'nowhere/at%2Fall')).text, '"nowhere/at/all"');
    assert.equal((await own.call('GET', 'files/a/meta')).text, '"files/a/meta"');
    assert.match(
      await sendRaw(own.port, 'PROPFIND /ps/files/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
      /^HTTP\/1\.1 299 /,
    );
    for (const [path, status] of [
      ['files/a', 200],
      ['%zz', 400],
      ['a//b', 404],
      ['a/', 404],
    ] as const)
      assert.equal((await own.call('GET', path)).status, status, path);
    assert.equal((await own.call('POST', '')).status, 405);
  });

  it('stands in the document of the endpoints, and its export has a file', async () => {
    const { body } = await request<{ paths: Record<string, { get: { parameters: unknown } }> }>(
      'GET',
      `${own.url}/openapi.json`,
    );
    assert.deepEqual(body.paths['/ps/files/{path}']?.get.parameters, [
      {
        ...{ name: 'path', in: 'path', required: true, schema: { type: 'string' } },
        description: 'one segment or several, with slashes between them',
      },
    ]);
    assert.ok(body.paths['/ps']);
    assert.equal(ruleFileName('files/*path', 'GET'), 'files/%2Apath.GET.json');
    assert.equal(ruleFileName('/', 'GET'), '%2F.GET.json');
  });
});
