import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ComponentLog, RunLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;

describe('a script at its limits', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  let count = 0;
  before(async () => {
    [gateway, upstream] = await Promise.all([
      startGateway({ env: { STEPGATE_SANDBOX_PROCESSES: '2', STEPGATE_SANDBOX_MEMORY: '128MiB' } }),
      startUpstream(),
    ]);
    upstream.json('/ok', { ok: 1 });
    await gateway.api('POST', 'secret', { name: 'SHORT', content: 'no key' });
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  async function saved(source: string, component: Json = {}, rule: Json = {}): Promise<string> {
    const name = `l${++count}`;
    await gateway.script(name, source);
    await gateway.rule(name, 'POST', {
      record: true,
      components: [[{ name: 's', type: 'script', url: name, input: '{request.body}', outputName: 's', ...component }]],
      response: { body: '{s}' },
      ...rule,
    });
    return name;
  }

  async function run(source: string, input: unknown = {}, component: Json = {}, rule: Json = {}): Promise<Reply> {
    return gateway.call('POST', await saved(source, component, rule), input);
  }

  async function logOf(reply: Reply): Promise<ComponentLog & { logs_dropped?: number }> {
    const query = `run_log?trx=${reply.headers.get('trx') ?? ''}`;
    await until(async () => (await gateway.api('GET', query)).status === 200);
    const { step_logs: layers } = (await gateway.api<RunLog>('GET', query)).body.data;
    const log = layers[0]?.component_logs[0];
    assert.ok(log);
    return log;
  }

  it('gives a wrong argument an error 110005 that names the method, the argument and what was expected', async () => {
    const cases: [string, string, RegExp][] = [
      ['ctx.request()', 'request', /object|options|\bo\b|url/],
      ['ctx.request("http://x/")', 'request', /object|options|\bo\b/],
      ['ctx.request({})', 'request', /url/],
      ['ctx.request({ url: 5 })', 'request', /url/],
      ['ctx.request({ url: "no url" })', 'request', /url/],
      ['ctx.request({ url: "http://h/", method: 5 })', 'request', /method/],
      ['ctx.request({ url: "http://h/", timeout: "long" })', 'request', /timeout/],
      ['ctx.request({ url: "http://h/", timeout: -1 })', 'request', /timeout/],
      ['ctx.request({ url: "http://h/", header: [] })', 'request', /header/],
      ['ctx.request({ url: "http://h/", auth: 5 })', 'request', /auth/],
      ['ctx.request({ url: "http://h/", responseType: "toml" })', 'request', /responseType/],
      ['ctx.request({ url: "http://h/", dataType: "toml" })', 'request', /dataType/],
      ['ctx.request({ url: "http://h/", onlyData: "no" })', 'request', /onlyData/],
      ['ctx.request({ url: "http://h/", heder: {} })', 'request', /heder/],
      ['ctx.progress()', 'progress', /fraction/],
      ['ctx.progress(1.01)', 'progress', /fraction/],
      ['ctx.progress(NaN)', 'progress', /fraction/],
      ['ctx.progress("0.5")', 'progress', /fraction/],
      ['ctx.progress(1, 5)', 'progress', /message/],
      ['ctx.progress(1, "x".repeat(201))', 'progress', /message/],
      ['ctx.data.store()', 'data.store', /key/],
      ['ctx.data.store(5, 1)', 'data.store', /key/],
      ['ctx.data.store("k", () => 1)', 'data.store', /value/],
      ['ctx.data.store("k", 10n)', 'data.store', /value/],
      ['ctx.data.load()', 'data.load', /key/],
      ['ctx.step(5, () => 1)', 'step', /name/],
      ['ctx.step("a")', 'step', /fn/],
      ['ctx.sleep("long")', 'sleep', /ms/],
      ['ctx.sleep(-1)', 'sleep', /ms/],
      ['ctx.suspend()', 'suspend', /reason|code/],
      ['ctx.suspend(5)', 'suspend', /reason|code/],
      ['ctx.break()', 'break', /reason/],
      ['ctx.break("r", { status: 1000 })', 'break', /status/],
      ['ctx.break("r", { code: 5 })', 'break', /code/],
      ['ctx.response(() => 1)', 'response', /value/],
      ['ctx.base64.encode(5)', 'base64.encode', /\bs\b/],
      ['ctx.base64.decode(null)', 'base64.decode', /\bs\b/],
      ['ctx.base64.decode("*")', 'base64.decode', /\bs\b/],
      ['ctx.hash("sha3", "t")', 'hash', /algorithm.*sha256/],
      ['ctx.hash("md5")', 'hash', /text/],
      ['ctx.hmac("md5", "NONE", "t")', 'hmac', /secretName|NONE/],
      ['ctx.hmac("md5", 5, "t")', 'hmac', /secretName/],
      ['ctx.aes.encodeToBase64("short", "t")', 'aes.encodeToBase64', /key/],
      ['ctx.aes.encodeToHex("0123456789abcdef", 5)', 'aes.encodeToHex', /text/],
      ['ctx.aes.decodeFromHex("0123456789abcdef", "zz")', 'aes.decodeFromHex', /text/],
      ['ctx.aes.decodeFromBase64("0123456789abcdef", "AAAA")', 'aes.decodeFromBase64', /text/],
      ['ctx.aes.encrypt("SHORT", "t")', 'aes.encrypt', /secretName|SHORT/],
      ['ctx.aes.decrypt("NONE", "t")', 'aes.decrypt', /secretName|NONE/],
      ['ctx.rsa.encodeToBase64("SHORT", "t")', 'rsa.encodeToBase64', /secretName|SHORT/],
      ['ctx.rsa.sign("NONE", "t")', 'rsa.sign', /secretName|NONE/],
      ['ctx.rsa.verify("SHORT", "t")', 'rsa.verify', /signature|secretName|SHORT/],
    ];
    const tries = cases.map(([call]) => `async () => { ${call.startsWith('ctx.') ? `return await ${call}` : call} }`);
    const source = `async function handler(ctx) { const said = [];
      for (const one of [${tries.join(',\n')}]) { try { said.push(['none', String(await one())]) } catch (e) { said.push([e.code, e.message]) } }
      return said }`;
    const reply = await run(source);
    assert.equal(reply.status, 200, reply.text);
    const said = reply.body as unknown as [string, string][];
    const wrong = cases.flatMap(([call, method, argument], index) => {
      const [code, message] = said[index] ?? ['', ''];
      const fine = code === '110005' && message.includes(method) && argument.test(message);
      return fine ? [] : [`${call}: ${code} ${message}`];
    });
    assert.deepEqual(wrong, []);
    const uncaught = await run('function handler(ctx) { ctx.hash("sha3", "t") }');
    assert.deepEqual([uncaught.status, uncaught.body.code], [500, '110005']);
  });

  it('may hand over what nests 1,000 levels deep, and nothing deeper', async () => {
    const methods = ['ctx.response(deep)', "ctx.data.store('k', deep)", "ctx.step('s', () => deep)"];
    const brackets = await run(`function handler() { return ['["\\\\{'.repeat(2000), '\\\\', '['.repeat(2000)] }`);
    assert.deepEqual(brackets.body, ['["\\{'.repeat(2000), '\\', '['.repeat(2000)]);
    for (const [levels, code] of [
      [1000, 'ok'],
      [1001, '110005'],
      [5000, '110005'],
    ] as const) {
      for (const method of methods) {
        const source = `function handler(ctx) { let deep = 1; for (let n = 0; n < ${levels}; n++) deep = [deep];
          try { ${method}; return 'ok' } catch (e) { return e.code } }`;
        const reply = await run(source, {}, {}, { response: { defaultBody: '{s}' } });
        if (levels > 1000 || !method.includes('response')) assert.equal(reply.body, code, `${method} ${levels}`);
        else assert.equal(reply.status, 200, reply.text);
      }
    }
  });

  it('may make 16 calls at once and 200 in all', async () => {
    const many = await run(
      `async function handler(ctx, { url }) { return (await Promise.allSettled(Array.from({ length: 17 }, () => ctx.request({ url })))).map((r) => r.reason?.code ?? 'ok') }`,
      { url: `${upstream.url}/ok` },
    );
    const outcomes = many.body as unknown as string[];
    assert.equal(outcomes.filter((one) => one === 'ok').length, 16, many.text);
    assert.equal(outcomes[16], '110005');
    const plain = await run(
      `function handler(ctx, { url }) { let n = 0; try { for (;;) { ctx.request({ url }); n++ } } catch (e) { return [n, e.code] } }`,
      { url: `${upstream.url}/ok` },
    );
    assert.deepEqual(plain.body, [200, '110005']);
  });

  it('may hand over 4 MiB at a time, and keep 16 MiB in all', async () => {
    const MiB = 1024 * 1024;
    const one = await run(`function handler(ctx) { ctx.data.store('k', 'x'.repeat(${4 * MiB + 1})) }`);
    assert.deepEqual([one.status, one.body.code], [500, '110005']);
    const all = await run(
      `function handler(ctx) { let n = 0; try { for (; n < 10; n++) ctx.data.store('k' + n, 'x'.repeat(${3 * MiB})) } catch (e) { return [n, e.code] } return n }`,
    );
    assert.deepEqual(all.body, [5, '110005']);
    const steps = await run(
      `async function handler(ctx) { let n = 0; try { for (; n < 10; n++) await ctx.step('k' + n, () => 'x'.repeat(${3 * MiB})) } catch (e) { return [n, e.code] } return n }`,
    );
    assert.deepEqual(steps.body, [5, '110005']);
  });

  it('writes 200 log lines of 8 KiB each; the rest is counted', async () => {
    const reply = await run(
      `function handler(ctx) { ctx.log.debug('d', 1, { a: [1] }, null, undefined, 'ä'); console.log('c'); ctx.log.error('e'); for (let n = 0; n < 300; n++) ctx.log.info(n) }`,
    );
    const { logs, logs_dropped: dropped } = await logOf(reply);
    assert.equal(logs.length, 200);
    assert.equal(dropped, 103);
    assert.deepEqual([logs[0]?.level, logs[1]?.level, logs[2]?.level], ['debug', 'info', 'error']);
    assert.match(String(logs[0]?.message), /^d 1 {"a":\[1\]} null undefined ä$/);
    assert.equal(logs[1]?.message, 'c');
    const long = await logOf(await run(`function handler(ctx) { ctx.log.error('ä'.repeat(20000)) }`));
    assert.ok(Buffer.byteLength(long.logs[0]?.message ?? '') <= 8 * 1024 && (long.logs_dropped ?? 0) > 0);
    const few = await run(`function handler(ctx) { ctx.log.warn('one') }`);
    assert.deepEqual(
      (await logOf(few)).logs.map(({ message }) => message),
      ['one'],
    );
  });

  it('is in the log with its calls and steps', async () => {
    const reply = await run(
      `async function handler(ctx, { url }) { await ctx.step('pay', () => ctx.request({ method: 'post', url })); try { await ctx.request({ url: url + '/none' }) } catch {} return 1 }`,
      { url: `${upstream.url}/ok` },
    );
    const { type, url, output, request_logs: calls, steps, version } = await logOf(reply);
    assert.deepEqual([type, url, output], ['script', `l${count}`, 1]);
    assert.match(String(version), /./);
    assert.match(JSON.stringify(steps), /pay/);
    assert.deepEqual(
      calls.map(({ method, status_code, url: to }) => [method, status_code, to]),
      [
        ['POST', 200, `${upstream.url}/ok`],
        ['GET', 404, `${upstream.url}/ok/none`],
      ],
    );
    assert.ok(calls.every(({ run_time }) => typeof run_time === 'number'));
  });

  it('that does not come to its end is stopped at its timeout', async () => {
    upstream.on('/hang', () => undefined);
    const endless = [
      'function handler() { for (;;); }',
      'async function handler() { for (;;) await null }',
      'async function handler() { await new Promise(() => {}) }',
      'async function handler(ctx) { await ctx.sleep(60000) }',
      'function handler(ctx) { ctx.sleep(60000) }',
      `function handler(ctx) { ctx.request({ url: '${upstream.url}/hang' }) }`,
      'function handler() { throw { get message() { for (;;); } } }',
      'function handler() { return { toJSON() { for (;;); } } }',
      'for (;;);\nfunction handler() {}',
      'function handler() { /(a+)+$/.test("a".repeat(40) + "!") }',
    ];
    const replies = await Promise.all(
      endless.map(async (source) => {
        const name = await saved(source, { timeout: 0.5 });
        const start = performance.now();
        return { source, reply: await gateway.call('POST', name, {}), ms: performance.now() - start };
      }),
    );
    for (const { source, reply } of replies)
      assert.deepEqual([reply.status, reply.body.code], [504, '110012'], `${source}: ${reply.text}`);
  });

  it('that takes all memory fails alone: 110013, and the gateway goes on', async () => {
    const greedy = [
      'function handler() { const m = new Map(); for (let n = 0; ; n++) m.set(n, "x" + n) }',
      'function handler() { const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1)) }',
    ];
    const fine = await saved('function handler(ctx, input) { return input.n }');
    for (const source of greedy) {
      const name = await saved(source, { timeout: 60 });
      const [reply, ...others] = await Promise.all([
        gateway.call('POST', name, {}),
        ...Array.from({ length: 5 }, (_, n) => gateway.call('POST', fine, { n })),
      ]);
      assert.equal(reply.status, reply.body.code === '110012' ? 504 : 500, source);
      assert.ok(['110013', '110002', '110003'].includes(String(reply.body.code)), `${source}: ${reply.text}`);
      assert.deepEqual(
        others.map(({ text }) => text),
        ['0', '1', '2', '3', '4'],
      );
    }
    assert.equal((await fetch(`${gateway.url}/health/ready`)).status, 200);
  });

  it('of 200 plain ones that wait for an upstream, none waits for another', async () => {
    upstream.on('/slow', (_, response) => void setTimeout(() => response.end('{"s":1}'), 1000));
    const name = await saved(
      `function handler(ctx, input) { return ctx.request({ url: input.url }).s }`,
      {},
      { record: false },
    );
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => gateway.call('POST', name, { url: `${upstream.url}/slow` })),
    );
    assert.ok(replies.every(({ text }) => text === '1'));
    assert.equal(upstream.callsOf('/slow').length, 200);
  });
});
