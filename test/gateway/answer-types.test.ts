import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('an answer of several types', () => {
  before(async () => {
    const type = ['json', 'xml', 'yaml'];
    await server.rule('ANY', 'several', { response: { type, body: { a: 1, b: ['x', 'z'] } } });
    const fails = [[{ name: 'f', type: 'script', url: 'missing' }]];
    await server.rule('GET', 'failing', { components: fails, response: { type } });
    await server.rule('GET', 'shaped', {
      components: fails,
      response: { type, header: { Vary: 'X-Tenant' }, error: { type: 'text', body: '{error.code}' } },
    });
  });

  it('is of that which the client prefers, and says so', async () => {
    for (const [accept, contentType, text] of [
      ['*/*', 'application/json; charset=utf-8', '{"a":1,"b":["x","z"]}'],
      ['text/xml', 'application/xml', '<xml><a>1</a><b>x</b><b>z</b></xml>'],
      ['application/json;q=0.1, text/yaml', 'application/yaml', 'a: 1\nb:\n  - x\n  - z\n'],
    ]) {
      const answer = await server.call('GET', 'several', undefined, { accept: accept ?? '' });
      assert.deepEqual([answer.headers.get('content-type'), answer.text], [contentType, text]);
      assert.equal(answer.headers.get('vary'), 'Accept');
    }
  });

  it('is 406 where the client takes none, before anything runs', async () => {
    const { status, body, headers } = await server.call('POST', 'several', { x: 1 }, { accept: 'image/png' });
    assert.deepEqual([status, body.code], [406, '000406']);
    assert.equal(body.msg, 'the rule answers json, xml, yaml, and Accept is "image/png"');
    assert.equal(headers.get('vary'), 'Accept');
  });

  it('is chosen for a failure too, unless that has a type of its own', async () => {
    const failing = await server.call('GET', 'failing', undefined, { accept: 'application/xml' });
    assert.match(failing.text, /^<xml><code>110001<\/code>/);
    const shaped = await server.call('GET', 'shaped', undefined, { accept: 'application/xml' });
    assert.deepEqual([shaped.text, shaped.headers.get('content-type')], ['110001', 'text/plain; charset=utf-8']);
  });

  it('is one of a list of one', async () => {
    await server.rule('GET', 'one', { response: { type: ['xml'], header: { Vary: 'A' }, body: { a: 1 } } });
    assert.equal((await server.call('GET', 'one', undefined, { accept: 'application/json' })).status, 406);
    assert.equal((await server.call('GET', 'one')).headers.get('vary'), 'A, Accept');
  });
});

describe('YAML', () => {
  it('is a type of requests and answers', async () => {
    await server.rule('POST', 'yaml', {
      request: { type: 'yaml', body: { n: { type: 'int', required: true } } },
      response: { type: 'yaml', body: '{request.body}' },
    });
    const post = (body: string, contentType: string) =>
      server.call('POST', 'yaml', body, { 'content-type': contentType });
    for (const type of ['application/yaml', 'text/yaml', 'application/x-yaml', 'application/openapi+yaml']) {
      const { text, headers } = await post('n: 1\nbase: &b {x: 1}\nall: {<<: *b}\n', type);
      assert.equal(text, "'n': 1\nbase:\n  x: 1\nall:\n  x: 1\n");
      assert.equal(headers.get('content-type'), 'application/yaml');
    }
    assert.equal((await post('n: 1', 'application/json')).status, 415);
    assert.match((await post('n: "1"', 'text/yaml')).text, /request.body.n must be an int/);
    assert.match((await post('n: !!binary aGk=', 'text/yaml')).text, /line 1, column 4: the tag !!binary/);
  });
});

describe('a raw answer', () => {
  before(async () => {
    await server.rule('POST', 'raw', {
      response: { type: 'raw', status: '{request.body.status}', body: '{request.body.file}' },
    });
    await server.rule('GET', 'named', {
      response: { type: 'raw', header: { 'Content-Type': 'image/gif' }, body: { base64: 'AP9h' } },
    });
  });
  const post = (file: unknown, status = 200) => server.call('POST', 'raw', { file, status });

  it('is the bytes of its base64', async () => {
    await server.rule('GET', 'bytes', {
      response: { type: 'raw', body: { base64: 'AP+A', contentType: 'image/x-own' } },
    });
    const answer = await fetch(`${server.url}/ps/bytes`);
    assert.deepEqual([...new Uint8Array(await answer.arrayBuffer())], [0, 255, 128]);
    assert.equal(answer.headers.get('content-type'), 'image/x-own');
    assert.equal(answer.headers.get('content-length'), '3');
    assert.equal((await server.call('GET', 'named')).headers.get('content-type'), 'image/gif');
    const head = await server.call('HEAD', 'bytes');
    assert.deepEqual([head.text, head.headers.get('content-length')], ['', '3']);
  });

  it('may lack padding, may be for URLs, and may be nothing', async () => {
    assert.equal((await post({ base64: 'aGk', contentType: 'text/plain' })).text, 'hi');
    assert.equal((await post({ base64: 'aGk=' })).headers.get('content-type'), 'application/octet-stream');
    assert.equal((await post({ base64: '' })).text, '');
    const nothing = await post(null);
    assert.deepEqual([nothing.status, nothing.text], [200, '']);
    assert.equal((await post({ base64: 'aGk=' }, 204)).headers.get('content-length'), null);
  });

  it('is a failure where it is none', async () => {
    for (const [file, code] of [
      [{ base64: 'a b' }, '110003'],
      [{ base64: 'aGk==' }, '110003'],
      [{ base64: 'a' }, '110003'],
      [{ base64: 1 }, '110004'],
      ['aGk=', '110004'],
      [{ base64: 'aGk=', contentType: 'a\nb' }, '110004'],
    ] as const) {
      const { status, body } = await post(file);
      assert.deepEqual([status, body.code], [500, code], JSON.stringify(file));
    }
  });

  it('of a rule that fails is JSON', async () => {
    assert.equal((await post({ base64: 'aGk=' }, 99)).body.code, '110004');
  });
});
