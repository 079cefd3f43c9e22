import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ComponentLog, RunLog, StepLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const LONG_MS = 60;

describe('the run log of a script', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  let count = 0;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
    upstream.json('/ok', { ok: 1 });
    upstream.json('/busy', {}, 503);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  async function run(source: string, component: Record<string, unknown> = {}): Promise<Reply> {
    const name = `s${++count}`;
    await gateway.script(name, source);
    const only = { name: 's', type: 'script', url: name, input: { url: upstream.url }, outputName: 's', ...component };
    const rule = { record: true, suspend: true, components: [[only]], response: { body: '{s}' } };
    await gateway.rule(name, 'POST', rule);
    return gateway.call('POST', name, {});
  }

  async function logOf(reply: Reply): Promise<RunLog> {
    return (await gateway.api<RunLog>('GET', `run_log?trx=${reply.headers.get('trx') ?? ''}`)).body.data;
  }

  async function attempts(reply: Reply): Promise<readonly ComponentLog[]> {
    return (await logOf(reply)).step_logs[0]?.component_logs ?? [];
  }

  /** The names, nested, and the codes of errors. */
  function shape(steps: readonly StepLog[] | undefined): unknown {
    return steps?.map(({ name, error, steps: inner }) => [
      name,
      ...(error === null ? [] : [error.code]),
      ...(inner === undefined ? [] : [shape(inner)]),
    ]);
  }

  for (const [kind, make] of [
    ['a plain', (body: string) => `function handler(ctx, input) { ${body.replaceAll(/await |async /g, '')} }`],
    ['an async', (body: string) => `async function handler(ctx, input) { ${body} }`],
  ] as const) {
    it(`has the steps of ${kind} handler as they ran: nested, in order, with their times and errors`, async () => {
      const reply = await run(
        make(`
          await ctx.step('first', () => 1);
          await ctx.step('outer', async () => {
            await ctx.step('inner', async () => { await ctx.sleep(${LONG_MS}) });
            try { await ctx.step('fails', async () => { throw new TypeError('no') }) } catch {}
            try { await ctx.step('refused', async () => { await ctx.request({ url: input.url + '/none' }) }) } catch {}
            try { await ctx.step('unfit', async () => () => 1) } catch {}
            await ctx.step('last', async () => { await ctx.step('innermost', () => 2) });
          });
          return 'done';`),
      );
      assert.deepEqual(reply.body, 'done', reply.text);
      const [log] = await attempts(reply);
      assert.deepEqual(shape(log?.steps), [
        ['first'],
        [
          'outer',
          [['inner'], ['fails', '110002'], ['refused', '110006'], ['unfit', '110005'], ['last', [['innermost']]]],
        ],
      ]);
      const [first, outer] = log?.steps ?? [];
      const [inner, fails] = outer?.steps ?? [];
      assert.ok(outer && inner && outer.run_time >= inner.run_time && inner.run_time >= LONG_MS - 1, 'run_time');
      assert.match(String(fails?.error?.msg), /^TypeError: no \(line 5, column \d+\)$/);
      assert.deepEqual(Object.keys(first ?? {}), ['name', 'run_time', 'error']);
    });

    it(`has the step in which ${kind} handler stopped, with the reason, and after a recovery what is remembered`, async () => {
      const source = make(`
        await ctx.step('kept', async () => { await ctx.step('within', () => 1) });
        await ctx.step('again', async () => { if (ctx.data.load('second') === null) {
          ctx.data.store('second', true); ctx.suspend('A1', 'wait') } });
        return 'done';`);
      const reply = await run(source);
      assert.deepEqual([reply.status, reply.body.code], [202, 'A1'], reply.text);
      const recovered = await gateway.api('POST', 'suspend/recover', { trx: reply.body.trx });
      assert.equal(recovered.text, '"done"');
      const [first, second] = await attempts(reply);
      assert.deepEqual(shape(first?.steps), [
        ['kept', [['within']]],
        ['again', 'A1'],
      ]);
      const [kept, again] = second?.steps ?? [];
      assert.deepEqual(kept, { name: 'kept', run_time: 0, error: null, remembered: true });
      assert.deepEqual(shape(again ? [again] : []), [['again']]);
    });
  }

  it('has steps that ran side by side under those that began them', async () => {
    const reply = await run(`async function handler(ctx, { url }) {
      const branch = (name) => ctx.step(name, async () => {
        await null;
        await ctx.request({ url: url + '/ok' });
        await Promise.all(['1', '2'].map((n) => ctx.step(name + n, async () => {
          await ctx.request({ url: url + '/ok' });
          await ctx.step(name + n + 'x', () => ctx.request({ url: url + '/ok' }));
        })));
      });
      await Promise.all(['a', 'b', 'c'].map(branch));
      await ctx.step('after', () => 1);
      return 'done';
    }`);
    const [log] = await attempts(reply);
    const branch = (name: string): unknown => [
      name,
      [
        [`${name}1`, [[`${name}1x`]]],
        [`${name}2`, [[`${name}2x`]]],
      ],
    ];
    assert.deepEqual(shape(log?.steps), [branch('a'), branch('b'), branch('c'), ['after']]);
  });

  it('has the step that the handler did not wait for, and those of a call that ran out of time', async () => {
    const left = await attempts(
      await run('async function handler(ctx) { ctx.step("left", () => ctx.sleep(60000)); await ctx.sleep(20) }'),
    );
    assert.deepEqual(shape(left[0]?.steps), [['left', '110010']]);
    const late = await run('function handler(ctx) { ctx.step("late", () => { for (;;); }) }', { timeout: 0.3 });
    assert.equal(late.body.code, '110012');
    assert.deepEqual(shape((await attempts(late))[0]?.steps), [['late', '110012']]);
  });

  it('has the steps of each attempt', async () => {
    const reply = await run(
      `async function handler(ctx, { url }) {
        await ctx.step('kept', () => 1);
        await ctx.step('asks', () => ctx.request({ url: url + '/busy' }));
      }`,
      { retryMaxCount: 1, retryMaxWait: 0 },
    );
    assert.equal(reply.body.code, '110006', reply.text);
    const [log] = await attempts(reply);
    assert.deepEqual(shape(log?.steps), [['kept'], ['asks', '110006'], ['kept'], ['asks', '110006']]);
    assert.deepEqual(
      log?.steps.map(({ remembered = false }) => remembered),
      [false, false, true, false],
    );
  });

  it('shows a thousand steps, and says how many there were', async () => {
    const reply = await run(`function handler(ctx) {
      for (let i = 0; i < 1003; i++) ctx.step('s' + i, () => i);
      return 'done';
    }`);
    assert.equal((await attempts(reply))[0]?.steps.length, 1000);
    const message = 'the script made 1003 steps; the run log shows the first 1000';
    assert.deepEqual((await logOf(reply)).warnings, [{ layer: 1, component: 's', message }]);
  });

  it('warns, in its head, of promises that nobody awaited', async () => {
    const reply = await run(`async function handler(ctx) {
  (async () => { throw new Error('lost') })();
  return 'done';
}`);
    assert.equal(reply.text, '"done"');
    const message =
      'a promise that nobody awaited has failed: Error: lost (line 2, column 24); await it, or catch what it throws';
    assert.deepEqual((await logOf(reply)).warnings, [{ layer: 1, component: 's', message }]);
    const quiet = await run('async function handler(ctx) { return await ctx.step("a", async () => 1) }');
    assert.deepEqual((await logOf(quiet)).warnings, []);
  });
});
