import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { Envelope, TestServer } from '../gateway/start-server.ts';
import type { Reply } from '../fixture/gateway.ts';

interface Script {
  id: number;
  name: string;
  script: string;
  language: string;
  version: string;
  status: boolean;
}

const returning = (value: unknown): string => `async function handler() { return ${JSON.stringify(value)}; }`;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('scripts over REST', () => {
  before(async () => {
    const components = [[{ name: 'run', type: 'script', url: 'demo/user', outputName: 'out' }]];
    await server.rule('GET', 'run', { components, response: { body: '{out}' } });
  });

  const save = (name: string, script: string, rest: Record<string, unknown> = {}): Promise<Reply<Envelope<Script>>> =>
    server.api('POST', 'script', { name, script, ...rest });

  it('are saved, read, listed, switched and deleted as rules are', async () => {
    const first = await save('demo/user', returning(1), { desc: 'first' });
    assert.equal(first.status, 201, first.text);
    assert.deepEqual([first.body.data.status, first.body.data.language], [true, 'js']);
    assert.equal((await server.call('GET', 'run')).text, '1');
    const second = (await save('demo/user', returning(2))).body.data;
    assert.equal(second.status, false);
    await server.api('PUT', 'script/switch_version', { id: second.id });
    assert.equal((await server.call('GET', 'run')).text, '2');
    for (const query of [`id=${second.id}`, `version=${second.version}`, 'name=demo/user']) {
      const { body } = await server.api<Script>('GET', `script?${query}`);
      assert.deepEqual([body.data.id, body.data.script], [second.id, returning(2)], query);
    }
    const page = await server.api<{ total: number; list: object[] }>('GET', 'script/page?name=demo/');
    assert.equal(page.body.data.total, 2);
    assert.ok(page.body.data.list.every((head) => !('script' in head)));
    assert.equal((await server.api('DELETE', 'script', { id: second.id })).status, 409);
    assert.equal((await server.api('DELETE', 'script', { id: second.id, force: true })).status, 200);
    assert.equal((await server.call('GET', 'run')).body.code, '110001');
    assert.equal((await server.api('GET', 'script?name=unknown')).status, 404);
    assert.equal((await server.api('GET', 'script')).status, 400);
  });

  it('are checked without being saved or run', async () => {
    const check = async (script: string, language = 'js') =>
      (await server.api<{ errors: object[]; warnings: object[] }>('POST', 'script/check', { script, language })).body;
    assert.deepEqual((await check('const f: number = 1; function handler() { for (;;); }', 'ts')).data, {
      errors: [],
      warnings: [],
    });
    const broken = (await check('function handler() {\n  return 1 +;\n}')).data;
    assert.deepEqual([broken.errors.length, broken.warnings.length], [1, 0]);
    assert.deepEqual({ ...broken.errors[0], message: '' }, { message: '', line: 2, column: 13 });
    const unknown = (await check('const handler = () => fetch("http://a");')).data;
    assert.deepEqual([unknown.errors.length, unknown.warnings.length], [0, 1]);
    assert.equal((await server.api('GET', 'script/page?name=broken')).body.data.total, 0);
  });

  it('one that does not compile or has no handler is refused, with line and column', async () => {
    const broken = await save('broken', 'function handler() {\n  return 1 +;\n}');
    assert.equal(broken.status, 400);
    const [error] = broken.body.errors as { path: string; line: number; column: number; message: string }[];
    assert.deepEqual([error?.path, error?.line], ['request.body.script', 2]);
    assert.ok((error?.column ?? 0) > 0);
    const none = await save('none', 'const a = 1;');
    assert.equal(none.status, 400);
    assert.match(none.body.msg, /handler/);
    assert.equal((await server.api('GET', 'script?name=none')).status, 404);
  });

  it('one that uses what a script does not have is saved, with a warning', async () => {
    const saved = await save('foreign', 'const handler = async () =>\n  fetch("http://a");');
    assert.equal(saved.status, 201);
    assert.deepEqual((saved.body.data as { warnings?: unknown }).warnings, [
      { message: 'fetch is not there in a script; use ctx.request', line: 2, column: 3 },
    ]);
  });

  it('one whose name is no path of a file without its ending is refused', async () => {
    for (const name of ['', '/a', 'a/', 'a//b', 'a b', 'ü', '../a', '.a', 'a/.b', 'demo/user.js', 'a.ts']) {
      const { status, body } = await save(name, 'function handler() {}');
      assert.deepEqual([status, body.errors?.[0]?.path], [400, 'request.body.name'], name);
      assert.match(body.errors?.[0]?.message ?? '', /^must be segments of letters, .* joined by \/$/);
    }
    assert.equal((await save('a.js-1/b.c', 'function handler() {}')).status, 201);
  });

  it('POST /script/test runs one that is not saved, its calls answered from mocks', async () => {
    const script = `async function handler(ctx, input) {
      const got = await ctx.request({ url: 'http://192.0.2.1/' });
      ctx.log.info('asked');
      return { got, input };
    }`;
    const { status, body, text } = await server.api<{ status: string; output: unknown; logs: unknown[] }>(
      'POST',
      'script/test',
      { script, input: { a: 1 }, mocks: { requests: [{ status: 200, body: { n: 7 } }] } },
    );
    assert.equal(status, 200, text);
    assert.equal(body.data.status, 'success', text);
    assert.deepEqual(body.data.output, { got: { n: 7 }, input: { a: 1 } });
    assert.equal(body.data.logs.length, 1);
    const failed = await server.api<{ status: string; error: { code: string } }>('POST', 'script/test', { script });
    assert.equal(failed.body.data.status, 'failed');
    assert.equal((await server.api('POST', 'script/test', { script: 'nonsense(' })).status, 400);
  });
});

describe('secrets over REST', () => {
  interface Secret {
    id: number;
    name: string;
    description: string;
    length: number;
    sha256_prefix: string;
  }

  it('contents go in and never come out', async () => {
    const content = 'a very secret value';
    const added = await server.api<Secret>('POST', 'secret', { name: 'API_KEY', description: 'of the shop', content });
    assert.equal(added.status, 201);
    const { id, length, sha256_prefix } = added.body.data;
    assert.equal(length, content.length);
    assert.equal(sha256_prefix, createHash('sha256').update(content).digest('hex').slice(0, 8));
    const answers = [
      added,
      await server.api<Secret>('GET', `secret?id=${id}`),
      await server.api<Secret>('GET', 'secret?name=API_KEY'),
      await server.api<Secret>('GET', 'secret/page'),
      await server.api<Secret>('PUT', 'secret', { id, description: 'of another shop' }),
    ];
    for (const { status, text } of answers) {
      assert.ok(status === 200 || status === 201);
      assert.equal(text.includes(content), false);
      assert.equal(text.includes('"content"'), false);
    }
    assert.equal(answers.at(-1)?.body.data.description, 'of another shop');
    assert.equal(answers.at(-1)?.body.data.length, content.length);
  });

  it('a name that is taken is 409, one that no placeholder could name 400, one that is not there 404', async () => {
    await server.api('POST', 'secret', { name: 'TAKEN', content: 'x' });
    assert.equal((await server.api('POST', 'secret', { name: 'TAKEN', content: 'y' })).status, 409);
    assert.equal((await server.api('POST', 'secret', { name: 'no name', content: 'y' })).status, 400);
    assert.equal((await server.api('POST', 'secret', { name: 'EMPTY' })).status, 400);
    assert.equal((await server.api('GET', 'secret?name=UNKNOWN')).status, 404);
    assert.equal((await server.api('GET', 'secret')).status, 400);
    assert.equal((await server.api('PUT', 'secret', { id: 9999, content: 'x' })).status, 404);
    assert.equal((await server.api('DELETE', 'secret', { id: 9999 })).status, 404);
  });

  it('a new value is used by the next run; one that a rule names is deleted only with force', async () => {
    const upstream = await startUpstream();
    try {
      upstream.json('/', {});
      const { body } = await server.api<Secret>('POST', 'secret', { name: 'USED', content: 'first value' });
      const { id } = body.data;
      const component = { name: 'a', type: 'api', url: `${upstream.url}/`, header: { 'x-key': '{secret.USED}' } };
      await server.rule('GET', 'uses', { components: [[component]] });
      await server.call('GET', 'uses');
      await server.api('PUT', 'secret', { id, content: 'second value' });
      await server.call('GET', 'uses');
      assert.deepEqual(
        upstream.calls.map(({ headers }) => headers['x-key']),
        ['first value', 'second value'],
      );
      const refused = await server.api('DELETE', 'secret', { id });
      assert.deepEqual([refused.status, refused.body.code], [409, '000409']);
      assert.match(refused.body.msg, /GET uses/);
      assert.equal((await server.api('DELETE', 'secret', { id, force: true })).status, 200);
      assert.equal((await server.api('GET', `secret?id=${id}`)).status, 404);
    } finally {
      await upstream.close();
    }
  });
});
