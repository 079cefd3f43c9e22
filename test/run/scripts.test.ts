import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

describe('script components', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  async function script(
    name: string,
    source: string,
    rule: Record<string, unknown> = {},
    component: Record<string, unknown> = {},
  ): Promise<void> {
    await gateway.script(name, source);
    const only = {
      name: 'script',
      type: 'script',
      url: name,
      input: '{request.body}',
      outputName: 'out',
      ...component,
    };
    await gateway.rule(name, 'POST', { components: [[only]], response: { body: '{out}' }, ...rule });
  }

  it('give their return value as output', async () => {
    await script('echo', 'function handler(ctx, input) { return { got: input, trx: ctx.trx() } }');
    const answer = await gateway.call('POST', 'echo', { a: 1 });
    assert.deepEqual(answer.body, { got: { a: 1 }, trx: answer.headers.get('trx') });
  });

  it('name the elements of XML that are lists, and the root that they send', async () => {
    upstream.on('/orders.xml', (_, response) => response.end('<r><o><item>1</item></o><o/></r>'));
    await script(
      'lists',
      `async function handler(ctx, { url, lists }) {
        const options = { url, method: 'post', dataType: 'xml', xmlName: 'query', body: { a: 1 }, responseType: 'xml' };
        try { return await ctx.request({ ...options, lists }); } catch ({ code, message }) { return { code, message }; }
      }`,
    );
    const call = (lists: string[]) => gateway.call('POST', 'lists', { url: `${upstream.url}/orders.xml`, lists });
    const { body } = await call(['o', 'o.item', 'none']);
    assert.deepEqual(body, { o: [{ item: ['1'] }, { item: [] }], none: [] });
    assert.equal(upstream.callsOf('/orders.xml')[0]?.body, '<query><a>1</a></query>');
    const refused = (await call(['o..item'])).body;
    assert.equal(refused.code, '110005');
    assert.match(String(refused.message), /options\.lists.* must be paths of elements .*got "o\.\.item"/);
  });

  it('make HTTP calls with ctx.request, async or plain, each with a key of its own', async () => {
    upstream.json('/stock', { n: 3 });
    const body = `const a = AWAIT ctx.request({ method: 'post', url: input.url, body: { x: 1 } });
      const b = AWAIT ctx.request({ method: 'post', url: input.url, onlyData: false });
      return [a.n, b.status, b.data.n];`;
    for (const [name, source] of [
      ['plain', `function handler(ctx, input) { ${body.replaceAll('AWAIT', '')} }`],
      ['async', `async function handler(ctx, input) { ${body.replaceAll('AWAIT', 'await')} }`],
    ] as const) {
      await script(name, source);
      upstream.calls.length = 0;
      const answer = await gateway.call('POST', name, { url: `${upstream.url}/stock` });
      assert.deepEqual(answer.body, [3, 200, 3], answer.text);
      const trx = answer.headers.get('trx') ?? '';
      assert.deepEqual(
        upstream.calls.map(({ headers }) => headers['idempotency-key']),
        [`${trx}-1-script-1`, `${trx}-1-script-2`],
      );
    }
  });

  it('share ctx.data within a run', async () => {
    await gateway.script('store', 'function handler(ctx) { ctx.data.store("k", { n: 1 }) }');
    await gateway.script('load', 'function handler(ctx) { return [ctx.data.load("k"), ctx.data.load("none")] }');
    await gateway.rule('data', 'GET', {
      components: [
        [{ name: 'a', type: 'script', url: 'store' }],
        [{ name: 'b', type: 'script', url: 'load', outputName: 'b' }],
      ],
      response: { body: '{b}' },
    });
    assert.deepEqual((await gateway.call('GET', 'data')).body, [{ n: 1 }, null]);
  });

  it('answer now with ctx.response; the rule’s body shapes it', async () => {
    await script('respond', 'function handler(ctx) { ctx.response({ n: 1 }); ctx.response({ n: 2 }); return 3 }', {
      response: { body: { early: '{response.n}' } },
    });
    assert.deepEqual((await gateway.call('POST', 'respond', {})).body, { early: 1 });
  });

  it('end the run with ctx.break, whatever they catch', async () => {
    await script(
      'break',
      'function handler(ctx) { try { ctx.break("sold out", { code: "E1", status: 410 }) } catch {} return 1 }',
      { suspend: true },
    );
    const answer = await gateway.call('POST', 'break', {});
    assert.deepEqual([answer.status, answer.body.code, answer.body.msg], [410, 'E1', 'sold out']);
    await script('break-plainly', 'async function handler(ctx) { ctx.break("no") }');
    const plain = await gateway.call('POST', 'break-plainly', {});
    assert.deepEqual([plain.status, plain.body.code], [422, '110008']);
  });

  it('keep the run with ctx.suspend; where the rule keeps nothing, it fails with that code', async () => {
    await script(
      'wait',
      'function handler(ctx, input) { if (!input.approved) ctx.suspend("A1", "needs approval"); return "done" }',
      { suspend: true },
    );
    const answer = await gateway.call('POST', 'wait', {});
    assert.deepEqual([answer.status, answer.body.code, answer.body.msg], [202, 'A1', 'needs approval']);
    const data = { request: { body: { approved: true } } };
    const recovered = await gateway.api('POST', 'suspend/recover', { trx: answer.body.trx, data });
    assert.deepEqual([recovered.status, recovered.text], [200, '"done"']);
    await script('lost', 'function handler(ctx) { ctx.suspend("nobody keeps it") }');
    const lost = await gateway.call('POST', 'lost', {});
    assert.deepEqual([lost.status, lost.body.code], [500, '110009']);
  });

  it('remember ctx.step across a recovery, and keep the numbers of later calls', async () => {
    upstream.json('/pay', { paid: 1 });
    upstream.json('/ship', {}, 500);
    await script(
      'steps',
      `async function handler(ctx, input) {
        const paid = await ctx.step('pay', () => ctx.request({ method: 'post', url: input.url + '/pay' }));
        await ctx.request({ method: 'post', url: input.url + '/ship' });
        return paid;
      }`,
      { suspend: true },
    );
    const answer = await gateway.call('POST', 'steps', { url: upstream.url });
    assert.deepEqual([answer.status, answer.body.code], [202, '110006'], answer.text);
    upstream.json('/ship', {});
    const recovered = await gateway.api('POST', 'suspend/recover', { trx: answer.body.trx });
    assert.deepEqual(recovered.body, { paid: 1 });
    assert.equal(upstream.callsOf('/pay').length, 1);
    const keys = new Set(upstream.callsOf('/ship').map(({ headers }) => headers['idempotency-key']));
    assert.deepEqual([...keys], [`${String(answer.body.trx)}-1-script-2`]);
  });

  for (const [what, source] of [
    [
      'awaits something else first',
      `async function handler(ctx, input) {
        const token = async () => 'T';
        const paid = await ctx.step('pay', async () => {
          await token();
          return ctx.request({ method: 'post', url: input.url + '/pay' });
        });
        await ctx.request({ method: 'post', url: input.url + '/ship' });
        return paid;
      }`,
    ],
    [
      'gives a plain handler a promise',
      `function handler(ctx, input) {
        const pay = async () => {
          await null;
          return ctx.request({ method: 'post', url: input.url + '/pay' });
        };
        return ctx.step('pay', pay).then((paid) => {
          ctx.request({ method: 'post', url: input.url + '/ship' });
          return paid;
        });
      }`,
    ],
  ] as const) {
    it(`keep the numbers of later calls where the function of ctx.step ${what}`, async () => {
      upstream.json('/pay', { paid: 1 });
      upstream.json('/ship', {}, 500);
      await script('numbers', source, { suspend: true });
      upstream.calls.length = 0;
      const { body } = await gateway.call('POST', 'numbers', { url: upstream.url });
      upstream.json('/ship', {});
      const recovered = await gateway.api('POST', 'suspend/recover', { trx: body.trx });
      assert.deepEqual(recovered.body, { paid: 1 }, recovered.text);
      const numbers = upstream.calls.map(({ path, headers }) => [path, headers['idempotency-key']]);
      const [pay, ship] = [1, 2].map((n) => `${String(body.trx)}-1-script-${n}`);
      assert.deepEqual(numbers, [
        ['/pay', pay],
        ['/ship', ship],
        ['/ship', ship],
      ]);
    });
  }

  it('keep the numbers of steps side by side, whichever of them are remembered', async () => {
    await script(
      'side-by-side',
      `async function handler(ctx, { url }) {
        const post = (path) => ctx.request({ method: 'post', url: url + path });
        const step = (name) => ctx.step(name, async () => { await post('/' + name + '1'); await post('/' + name + '2') });
        const ended = await Promise.allSettled(['a', 'b', 'c'].map(step));
        await post('/after');
        for (const { reason } of ended) if (reason) throw reason;
      }`,
      { suspend: true },
    );
    const paths = ['/a1', '/a2', '/b1', '/b2', '/c1', '/c2', '/after'];
    for (const failing of ['/a1', '/a2', '/b1', '/b2', '/c1', '/c2']) {
      for (const path of paths) upstream.json(path, {}, path === failing ? 500 : 200);
      upstream.calls.length = 0;
      const { body } = await gateway.call('POST', 'side-by-side', { url: upstream.url });
      assert.equal(body.code, '110006');
      upstream.json(failing, {});
      const recovered = await gateway.api('POST', 'suspend/recover', { trx: body.trx });
      assert.equal(recovered.status, 200, recovered.text);
      const keysOf = (path: string) => new Set(upstream.callsOf(path).map(({ headers }) => headers['idempotency-key']));
      for (const path of paths) assert.equal(keysOf(path).size, 1, `${path}, when ${failing} failed`);
      const all = new Set(paths.flatMap((path) => [...keysOf(path)]));
      assert.equal(all.size, paths.length, `when ${failing} failed`);
    }
  });

  it('leave out headers of ctx.request that are null or missing, as components do', async () => {
    upstream.json('/headers', {});
    const header = "{ 'x-a': null, 'x-b': input.none, 'x-c': ['1', null], 'x-d': [] }";
    await script(
      'headers',
      `async function handler(ctx, input) { return ctx.request({ url: '${upstream.url}/headers', header: ${header} }) }`,
    );
    assert.equal((await gateway.call('POST', 'headers', {})).status, 200);
    const headers = upstream.callsOf('/headers')[0]?.headers;
    const sent = ['x-a', 'x-b', 'x-c', 'x-d'].map((name) => headers?.[name]);
    assert.deepEqual(sent, [undefined, undefined, '1', undefined]);
  });

  it('remember ctx.step for their own component, whatever the names', async () => {
    await gateway.script(
      'second',
      `async function handler(ctx) {
        while (ctx.data.load('done') === null) await ctx.sleep(1);
        return ctx.step('c', () => 'second');
      }`,
    );
    await gateway.script(
      'done',
      `function handler(ctx) { ctx.step('b c', () => 'first'); ctx.data.store('done', true) }`,
    );
    const component = (name: string, url: string) => ({ name, type: 'script', url, outputName: url });
    await gateway.rule('own', 'GET', {
      components: [[component('a', 'done'), component('a b', 'second')]],
      response: { body: '{second}' },
    });
    assert.equal((await gateway.call('GET', 'own')).body, 'second');
  });

  it('fail with the codes of the catalogue', async () => {
    const cases: [string, string, string, number][] = [
      ['throws', 'function handler() { throw new Error("oh") }', '110002', 500],
      ['cycle', 'function handler() { const a = {}; a.a = a; return a }', '110003', 500],
      ['loop', 'function handler() { for (;;); }', '110012', 504],
      ['refused', 'function handler(ctx) { ctx.request({ url: "http://127.0.0.1:1/" }) }', '110007', 502],
      ['metadata', 'function handler(ctx) { ctx.request({ url: "http://169.254.169.254/" }) }', '110015', 502],
    ];
    for (const [name, source, code, status] of cases) {
      await script(name, source, {}, code === '110012' ? { timeout: 0.3 } : {});
      const answer = await gateway.call('POST', name, {});
      assert.deepEqual([name, answer.status, answer.body.code], [name, status, code], answer.text);
    }
  });

  it('that are missing fail with 110001', async () => {
    await gateway.rule('missing', 'GET', { components: [[{ name: 's', type: 'script', url: 'nowhere' }]] });
    const answer = await gateway.call('GET', 'missing');
    assert.deepEqual([answer.status, answer.body.code], [500, '110001']);
  });

  it('write their log lines into the run log', async () => {
    await script('logs', 'function handler(ctx) { ctx.log.info("hello", { a: 1 }); console.warn("careful") }', {
      record: true,
    });
    const trx = (await gateway.call('POST', 'logs', {})).headers.get('trx') ?? '';
    await until(async () => (await gateway.api('GET', `run_log?trx=${trx}`)).status === 200);
    const log = (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;
    const lines = log.step_logs[0]?.component_logs[0]?.logs.map(({ level, message }) => [level, message]);
    assert.deepEqual(lines, [
      ['info', 'hello {"a":1}'],
      ['warn', 'careful'],
    ]);
  });
});
