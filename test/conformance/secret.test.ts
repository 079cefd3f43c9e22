import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

interface Page<T> {
  list: T[];
  total: number;
  page: number;
  count: number;
}
type Refused = Reply<{ code: string; msg: string; errors?: { path?: string; message: string }[] }>;

let gateway: Gateway;
let upstream: Upstream;
before(async () => {
  [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
});
after(async () => {
  await gateway.stop();
  await upstream.close();
});

async function refused(method: string, path: string, body?: unknown, status = 400): Promise<Refused['body']> {
  const answer = (await gateway.api(method, path, body)) as unknown as Refused;
  assert.deepEqual([answer.status, answer.body.code], [status, `000${status}`], `${method} ${path}: ${answer.text}`);
  return answer.body;
}

describe('scripts, over REST', () => {
  interface Version {
    id: number;
    name: string;
    script: string;
    language: string;
    desc: string;
    version: string;
    status: boolean;
    operator: string;
    /** Of what is saved only. */
    warnings?: readonly string[];
  }
  const returning = (value: string): string => `function handler() { return ${value} }`;

  async function add(name: string, script: string, more: Record<string, unknown> = {}): Promise<Version> {
    const saved = await gateway.api<Version>('POST', 'script', { name, script, ...more });
    assert.deepEqual([saved.status, saved.body.code], [201, 200], saved.text);
    return saved.body.data;
  }

  it('are added, read, listed, switched and deleted as rules are', async () => {
    const one = await add('demo/one', returning('1'), { desc: 'first', operator: 'x' });
    assert.deepEqual(
      [one.name, one.script, one.language, one.desc, one.status, one.operator],
      ['demo/one', returning('1'), 'js', 'first', true, 'admin'],
    );
    const { warnings, ...two } = await add('demo/one', returning('2'));
    assert.deepEqual([two.status, warnings], [false, []]);
    await gateway.rule('scripted', 'GET', {
      components: [[{ name: 's', type: 'script', url: 'demo/one', outputName: 's' }]],
      response: { body: '{s}' },
    });
    assert.equal((await gateway.call('GET', 'scripted')).text, '1');
    for (const query of [`id=${two.id}`, `version=${two.version}`])
      assert.deepEqual((await gateway.api<Version>('GET', `script?${query}`)).body.data, two);
    const active = (await gateway.api<Version>('GET', 'script?name=demo/one')).body.data;
    assert.deepEqual({ ...active, warnings: [] }, one);
    assert.equal((await gateway.api('PUT', 'script/switch_version', { id: two.id })).status, 200);
    assert.equal((await gateway.call('GET', 'scripted')).text, '2');
    const three = await add('demo/one', returning('3'), { activate: true });
    assert.equal((await gateway.call('GET', 'scripted')).text, '3');
    await refused('DELETE', 'script', { id: three.id }, 409);
    assert.equal((await gateway.api('DELETE', 'script', { id: three.id, force: true })).status, 200);
    const missing = await gateway.call('GET', 'scripted');
    assert.deepEqual([missing.status, missing.body.code], [500, '110001']);
    assert.equal((await gateway.api('PUT', 'script/switch_version', { id: one.id })).status, 200);
    assert.equal((await gateway.call('GET', 'scripted')).text, '1');
    await add('demo/other', returning('0'));
    const page = (await gateway.api<Page<Version>>('GET', 'script/page?name=demo/&count=2')).body.data;
    assert.deepEqual([page.total, page.page, page.count, page.list.length], [3, 1, 2, 2]);
    assert.ok(page.list.every((version) => !('script' in version)));
    assert.equal((await gateway.api<Page<Version>>('GET', 'script/page?name=demo&status=true')).body.data.total, 2);
    await refused('GET', 'script/page?count=101');
    await refused('GET', 'script?id=999', undefined, 404);
    await refused('GET', 'script');
  });

  it('that do not compile or have no handler are refused, with line and column', async () => {
    const cases: [string, string][] = [
      ['const a = 1;\nfunction handler( { return 1 }', '2'],
      ['function hander() {}', '1'],
      ['import fs from "node:fs"; function handler() {}', '1'],
      ['const handler = 5', '1'],
    ];
    for (const [script, line] of cases) {
      const answer = await refused('POST', 'script', { name: 'bad', script });
      assert.match(JSON.stringify(answer), new RegExp(`line"?:? ?${line}\\b.*column"?:? ?\\d`), JSON.stringify(answer));
    }
    await refused('POST', 'script', { name: 'bad', script: 'function handler(a: string) {}' });
    await refused('POST', 'script', { name: 'bad', script: '' });
    await refused('POST', 'script', { name: 'bad' });
    await refused('POST', 'script', { script: returning('1') });
    await refused('POST', 'script', { name: 'bad', script: returning('1'), language: 'python' });
    await refused('GET', 'script?name=bad', undefined, 404);
    await add('fine/arrow', 'const handler = (ctx, input) => input');
    await add('fine/async', 'const handler = async function (ctx, input) { return input }');
    await add('fine/typed', 'type In = { a: number };\nconst handler = (ctx: Ctx, input: In): number => input.a!', {
      language: 'ts',
    });
    await gateway.rule('typed', 'POST', {
      components: [[{ name: 's', type: 'script', url: 'fine/typed', input: '{request.body}', outputName: 's' }]],
      response: { body: '{s}' },
    });
    assert.equal((await gateway.call('POST', 'typed', { a: 4 })).text, '4');
  });

  it('are tested without being saved', async () => {
    interface Tested {
      status: string;
      output: unknown;
      error: { code: string; msg: string } | null;
      logs: { level: string; message: string }[];
    }
    const test = async (script: string, input: unknown = null, more: Record<string, unknown> = {}): Promise<Tested> => {
      const answer = await gateway.api<Tested>('POST', 'script/test', { script, input, ...more });
      assert.equal(answer.status, 200, answer.text);
      return answer.body.data;
    };
    const fine = await test('function handler(ctx, i) { ctx.log.warn("w", i); return { i } }', { a: 1 });
    assert.deepEqual([fine.output, fine.error], [{ i: { a: 1 } }, null]);
    assert.deepEqual(
      fine.logs.map(({ level, message }) => [level, message]),
      [['warn', 'w {"a":1}']],
    );
    const broken = await test('function handler() { throw new Error("oh") }');
    assert.deepEqual([broken.status, broken.error?.code], ['failed', '110002']);
    const calls = 'async function handler(ctx) { return [await ctx.request({ url: "http://x.invalid/" })] }';
    assert.deepEqual((await test(calls, null, { mocks: { requests: [{ a: 1 }] } })).output, [{ a: 1 }]);
    assert.equal((await test(calls)).status, 'failed');
    await refused('POST', 'script/test', { script: 'function nothing() {}', input: null });
    await refused('POST', 'script/test', { input: null });
  });
});

describe('secrets, over REST', () => {
  interface Secret {
    id: number;
    name: string;
    description: string;
    length: number;
    sha256_prefix: string;
  }

  it('go in and never come out', async () => {
    const content = 'correct horse battery staple';
    const added = await gateway.api<Secret>('POST', 'secret', { name: 'HORSE', description: 'a horse', content });
    assert.equal(added.status, 201, added.text);
    const { id } = added.body.data;
    const hash = createHash('sha256').update(content).digest('hex');
    const texts = [added.text];
    for (const query of ['secret?name=HORSE', `secret?id=${id}`]) {
      const answer = await gateway.api<Secret>('GET', query);
      const { name, description, length, sha256_prefix: prefix } = answer.body.data;
      assert.deepEqual([name, description, length], ['HORSE', 'a horse', content.length]);
      assert.ok(prefix.length >= 4 && prefix.length < 64 && hash.startsWith(prefix), prefix);
      texts.push(answer.text);
    }
    const page = await gateway.api<Page<Secret>>('GET', 'secret/page');
    assert.deepEqual([page.body.data.total, page.body.data.list[0]?.name], [1, 'HORSE']);
    const changed = await gateway.api<Secret>('PUT', 'secret', { id, content: `${content}!`, description: 'new' });
    assert.deepEqual([changed.status, changed.body.data.length, changed.body.data.description], [200, 29, 'new']);
    texts.push(page.text, changed.text, (await gateway.api('GET', 'audit/page?count=100')).text);
    texts.push((await refused('POST', 'secret', { name: 'HORSE', content }, 409)).msg, gateway.output());
    for (const text of texts) assert.ok(!text.includes(content), text);
    for (const text of texts.slice(0, -2)) assert.ok(!text.includes('"content"'), text);
  });

  it('refuse what is malformed, taken or not there', async () => {
    for (const [field, body] of [
      ['name', { content: 'x' }],
      ['name', { name: 'no spaces', content: 'x' }],
      ['name', { name: 5, content: 'x' }],
      ['content', { name: 'X' }],
      ['content', { name: 'X', content: 5 }],
      ['description', { name: 'X', content: 'x', description: 5 }],
    ] as const) {
      const { errors = [] } = await refused('POST', 'secret', body);
      assert.deepEqual(
        errors.map(({ path }) => path),
        [`request.body.${field}`],
      );
    }
    await refused('GET', 'secret?name=NONE', undefined, 404);
    await refused('GET', 'secret?id=999', undefined, 404);
    await refused('GET', 'secret');
    await refused('GET', 'secret/page?page=0');
    await refused('PUT', 'secret', { content: 'x' });
    await refused('PUT', 'secret', { id: 999, content: 'x' }, 404);
    await refused('DELETE', 'secret', { id: 999 }, 404);
    await refused('DELETE', 'secret', {});
  });

  it('are used by the next run, and kept while a rule names them', async () => {
    const secret = (await gateway.api<Secret>('POST', 'secret', { name: 'USED', content: 'value-one' })).body.data;
    upstream.json('/used', {});
    await gateway.rule('used', 'GET', {
      components: [[{ name: 'a', type: 'api', url: `${upstream.url}/used`, header: { 'X-S': 'is {secret.USED}' } }]],
    });
    await gateway.call('GET', 'used');
    await gateway.api('PUT', 'secret', { id: secret.id, content: 'value-two' });
    await gateway.call('GET', 'used');
    assert.deepEqual(
      upstream.callsOf('/used').map(({ headers }) => headers['x-s']),
      ['is value-one', 'is value-two'],
    );
    await refused('DELETE', 'secret', { id: secret.id }, 409);
    assert.equal((await gateway.api('DELETE', 'secret', { id: secret.id, force: true })).status, 200);
    await refused('GET', 'secret?name=USED', undefined, 404);
    const free = (await gateway.api<Secret>('POST', 'secret', { name: 'FREE', content: 'x' })).body.data;
    assert.equal((await gateway.api('DELETE', 'secret', { id: free.id })).status, 200);
  });
});
