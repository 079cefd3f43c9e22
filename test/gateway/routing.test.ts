import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sendRaw, startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

/** Run long with TEST_SWITCHES=1000. */
const SWITCHES = Number(process.env.TEST_SWITCHES ?? 20);
const TRX = /^TRX[0-9A-F]{32}$/;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('requests find their rule', () => {
  before(async () => {
    const echo = (name: string): unknown => ({
      response: {
        body: { rule: name, method: '{request.method}', params: '{request.params}', path: '{request.path}' },
      },
    });
    for (const [method, name] of [
      ['GET', 'users/:id'],
      ['GET', 'users/me'],
      ['GET', 'users/:id/orders/:order'],
      ['ANY', 'any'],
      ['POST', 'any'],
      ['POST', 'only/post'],
      ['PUT', 'only/post'],
      ['ANY', 'users/:name'],
    ] as const) {
      await server.rule(method, name, echo(`${method} ${name}`));
    }
  });

  it('a parameter takes one segment, percent-decoded', async () => {
    const { body } = await server.call('GET', 'users/a%2Fb%20%C3%BC');
    assert.deepEqual(body.params, { id: 'a/b ü' });
    assert.equal(body.path, '/ps/users/a%2Fb%20%C3%BC');
  });

  it('a target in absolute form, as to a proxy, is the same request', async () => {
    const get = (target: string): Promise<string> =>
      sendRaw(server.port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    const answer = await get('http://gateway.example:8080/ps/users/7?x=1');
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(answer, /"rule":"GET users\/:id".*"path":"\/ps\/users\/7"/);
    assert.match(
      await get('HTTP://gateway.example/ps/nowhere'),
      /^HTTP\/1\.1 404 [^]*\ntrx: TRX[^]*rule at \/ps\/nowhere"/,
    );
    assert.match(await get('http://gateway.example'), /^HTTP\/1\.1 200 /);
  });

  it('several parameters keep their names', async () => {
    const { body } = await server.call('GET', 'users/7/orders/9');
    assert.deepEqual(body.params, { id: '7', order: '9' });
  });

  it('a static segment wins over a parameter', async () => {
    assert.equal((await server.call('GET', 'users/me')).body.rule, 'GET users/me');
    assert.equal((await server.call('GET', 'users/mee')).body.rule, 'GET users/:id');
  });

  it('a static segment that leads nowhere does not hide the parameter', async () => {
    assert.equal((await server.call('GET', 'users/me/orders/1')).body.rule, 'GET users/:id/orders/:order');
  });

  it('ANY takes every method, and a method of its own wins over it', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const { body } = await server.call(method, 'any');
      assert.deepEqual([body.rule, body.method], ['ANY any', method]);
    }
    assert.equal((await server.call('POST', 'any')).body.rule, 'POST any');
    assert.equal((await server.call('GET', 'users/x')).body.rule, 'GET users/:id');
    assert.equal((await server.call('POST', 'users/x')).body.rule, 'ANY users/:name');
  });

  it('ANY takes OPTIONS where no CORS is configured', async () => {
    assert.equal((await server.call('OPTIONS', 'any')).body.method, 'OPTIONS');
  });

  it('HEAD is answered as GET is, without a body', async () => {
    const [get, head] = [await server.call('GET', 'users/me'), await server.call('HEAD', 'users/me')];
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
    assert.match(head.headers.get('trx') ?? '', TRX);
  });

  it('an unknown path is 404 000404', async () => {
    const { status, body, headers } = await server.call('GET', 'nowhere');
    assert.equal(status, 404);
    assert.equal(body.code, '000404');
    assert.equal(body.trx, headers.get('trx'));
  });

  it('names are case-sensitive, and a trailing slash is another path', async () => {
    for (const path of ['Any', 'any/', 'users', 'users/', '/any']) {
      assert.equal((await server.call('GET', path)).status, 404, path);
    }
  });

  it('a path that exists with other methods is 405, and Allow says which', async () => {
    const { status, body, headers } = await server.call('GET', 'only/post');
    assert.equal(status, 405);
    assert.equal(body.code, '000405');
    assert.equal(headers.get('allow'), 'POST, PUT');
    assert.equal((await server.call('OPTIONS', 'only/post')).status, 405);
    assert.equal((await server.call('HEAD', 'only/post')).status, 405);
  });

  it('a method that no rule can have is 405 too', async () => {
    for (const method of ['PROPFIND', 'TRACE', 'PURGE', 'QUERY']) {
      const answer = await sendRaw(server.port, `${method} /ps/any HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 405 /, method);
      assert.match(answer, /\r\nallow: GET, POST, PUT, PATCH, DELETE\r\n/, method);
      assert.match(answer, /\r\ntrx: TRX[0-9A-F]{32}\r\n/, method);
    }
  });

  it('every answer under the prefix carries a Trx of its own', async () => {
    const seen = new Set<string>();
    for (const path of [
      '/ps',
      '/ps/',
      '/ps/any',
      '/ps/nowhere',
      '/ps/%zz',
      '/ps/users/%C3',
      '/ps/only/post',
      '/ps//',
    ]) {
      const { headers } = await fetch(server.url + path);
      assert.match(headers.get('trx') ?? '', TRX, path);
      seen.add(headers.get('trx') ?? '');
    }
    assert.equal(seen.size, 8);
  });

  it('a path that is not percent-encoded as it should be is 400', async () => {
    const response = await fetch(`${server.url}/ps/users/%zz`);
    assert.equal(response.status, 400);
    const body = (await response.json()) as { code: string; trx: string };
    assert.equal(body.code, '000400');
    assert.equal(body.trx, response.headers.get('trx'));
  });

  it('a very long parameter is let through', async () => {
    const long = 'x'.repeat(5000);
    assert.deepEqual((await server.call('GET', `users/${long}`)).body.params, { id: long });
  });

  it('the prefix is configured', async () => {
    const other = await startServer({ STEPGATE_PREFIX: '/flows' });
    try {
      await other.rule('GET', 'hello', { response: { body: '{request.path}' } });
      const response = await fetch(`${other.url}/flows/hello`);
      assert.equal(await response.text(), '"/flows/hello"');
      assert.equal((await fetch(`${other.url}/ps/hello`)).status, 404);
    } finally {
      await other.close();
    }
  });
});

describe('a change of what is active', () => {
  it('is seen by the next request, and no request fails while versions are switched', async (t) => {
    const saved: number[] = [];
    for (const version of [1, 2]) {
      const rule = { response: { header: { version: String(version) }, body: { version } } };
      const { body } = await server.api<{ id: number }>('POST', 'rule', { name: 'switched', method: 'GET', rule });
      saved.push(body.data.id);
    }
    let done = false;
    const seen = new Set<string>();
    let answers = 0;
    const client = async (): Promise<void> => {
      while (!done) {
        const { status, text, headers } = await server.call('GET', 'switched');
        assert.equal(status, 200, text);
        seen.add(`${headers.get('version') ?? ''} ${text}`);
        answers += 1;
      }
    };
    const clients = [client(), client(), client()];
    for (let turn = 0; turn < SWITCHES; turn++) {
      const id = saved[(turn + 1) % 2];
      assert.equal((await server.api('PUT', 'rule/switch_version', { id })).status, 200);
      assert.equal((await server.call('GET', 'switched')).body.version, (turn + 1) % 2 === 1 ? 2 : 1);
    }
    done = true;
    await Promise.all(clients);
    // Head and body of an answer are of one version.
    assert.deepEqual([...seen].sort(), ['1 {"version":1}', '2 {"version":2}']);
    t.diagnostic(`${SWITCHES} switches, ${answers} answers, none failed`);
  });

  it('made by another instance arrives by the watch', async () => {
    const stop = server.app.registry.watch(20);
    try {
      const item = { name: 'elsewhere', method: 'GET', desc: '', rule: { response: { body: 'here' } } };
      await server.app.store.rules.add(item, true, { id: 1, name: 'other', ip: '' });
      while ((await server.call('GET', 'elsewhere')).status === 404);
    } finally {
      await stop();
    }
  });

  it('an active version that does not compile answers 500 and disturbs nothing else', async () => {
    await server.rule('GET', 'sound', { response: { body: 1 } });
    const item = { name: 'broken', method: 'GET', desc: '', rule: { response: { status: 'no status', boddy: 1 } } };
    await server.app.store.rules.add(item, true, { id: 1, name: 'by hand', ip: '' });
    await server.app.registry.refresh();
    const { status, body } = await server.call('GET', 'broken');
    assert.equal(status, 500);
    assert.equal(body.code, '110000');
    assert.match(String(body.msg), /does not compile/);
    assert.equal((await server.call('GET', 'sound')).status, 200);
  });

  it('of two rules whose paths differ in parameter names only, the first by name answers, and saving the other warns', async () => {
    await server.rule('GET', 'twice/:b', { response: { body: 'b' } });
    const rule = { response: { body: 'a' } };
    const saved = await server.api<{ warnings: unknown[] }>('POST', 'rule', { name: 'twice/:a', method: 'GET', rule });
    assert.equal(saved.status, 201);
    assert.deepEqual(saved.body.data.warnings, [
      {
        severity: 'warning',
        pointer: '/name',
        message: 'GET twice/:b has the same path, and is not reached beside it',
      },
    ]);
    assert.equal((await server.call('GET', 'twice/1')).text, '"a"');
    await server.rule('GET', 'twice/:a', { response: { body: 'a, again' } });
    assert.equal((await server.call('GET', 'twice/1')).text, '"a, again"');
    const other = await server.api<{ warnings: { message: string }[] }>('GET', 'rule?name=twice/:b&method=GET');
    assert.equal(other.body.data.warnings[0]?.message, 'GET twice/:a has the same path, and answers in its place');
  });
});
