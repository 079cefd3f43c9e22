import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import type { JsonObject } from '../../src/json.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';

const away = (): StepgateError => new StepgateError('110007', 'not reached');

function loop(more: JsonObject = {}, rule: JsonObject = {}): JsonObject {
  const component = api('a', { method: 'POST', foreach: '{request.body.list}', input: ['{item}', '{index}'], ...more });
  return { components: [[component]], response: { body: '{a}' }, ...rule };
}

function called(run: RunnerUnderTest): string[] {
  return run.calls.map(({ component }) => component);
}

async function codeOf(run: RunnerUnderTest): Promise<string> {
  return ((await run.runner.answer).body as { code: string }).code;
}

describe('a loop', () => {
  it('runs once for each element, and gives a list in their order', async () => {
    const run = new RunnerUnderTest(loop(), { list: ['x', 'y'] });
    await run.settle();
    assert.deepEqual(called(run), ['a[0]', 'a[1]']);
    for (const name of ['a[1]', 'a[0]']) {
      const call = run.take(name);
      call.answer(call.call.input ?? null);
    }
    assert.deepEqual((await run.runner.answer).body, [
      ['x', 0],
      ['y', 1],
    ]);
  });

  it('runs as many at once as `concurrency` says', async () => {
    const run = new RunnerUnderTest(loop({ concurrency: 2 }), { list: [1, 2, 3] });
    await run.settle();
    assert.deepEqual(called(run), ['a[0]', 'a[1]']);
    run.take('a[1]').answer(1);
    await run.settle();
    assert.deepEqual(called(run), ['a[0]', 'a[2]']);
  });

  it('looks at `condition` for each element; one that is skipped gives null', async () => {
    const run = new RunnerUnderTest(loop({ condition: '{item} > 1' }), { list: [1, 2] });
    await run.settle();
    run.take('a[1]').answer('two');
    assert.deepEqual((await run.runner.answer).body, [null, 'two']);
  });

  it('gives an empty list where there is no element, or null', async () => {
    const bodies = [];
    for (const list of [[], null]) bodies.push((await new RunnerUnderTest(loop(), { list }).runner.answer).body);
    assert.deepEqual(bodies, [[], []]);
  });

  it('that fails without a call fails after what stands before it in its layer', async () => {
    const components = [
      [api('a', { url: 'http://a/{request.body.gone}' }), api('b', { foreach: [1, 2], maxItems: 1 })],
    ];
    const [first, second] = [components, [[...(components[0] ?? [])].reverse()]].map((layers) =>
      codeOf(new RunnerUnderTest({ components: layers }, {})),
    );
    assert.deepEqual([await first, await second], ['110004', '110018']);
  });

  it('fails where there is no list, or too long a one', async () => {
    assert.equal(await codeOf(new RunnerUnderTest(loop(), { list: 'x' })), '110004');
    assert.equal(await codeOf(new RunnerUnderTest(loop({ maxItems: 1 }), { list: [1, 2] })), '110018');
    const whole = loop({ ignoreError: true, fallback: 'none' });
    assert.equal((await new RunnerUnderTest(whole, { list: 1 }).runner.answer).body, 'none');
  });

  it('fails with the first element that does; no other begins, those under way are aborted', async () => {
    const error = { error: { body: '{error.component}' } };
    const run = new RunnerUnderTest(loop({ concurrency: 2 }, { response: error }), { list: [1, 2, 3] });
    await run.settle();
    const other = run.take('a[0]');
    run.take('a[1]').fail(away());
    assert.equal((await run.runner.answer).body, 'a[1]');
    assert.equal(await run.runner.done, 'failed');
    assert.deepEqual([other.attempt.signal.aborted, run.calls.length], [true, 0]);
  });

  it('puts the fallback of an element that fails into the list, with ignoreError', async () => {
    const run = new RunnerUnderTest(loop({ ignoreError: true, fallback: '{item}' }), { list: ['x', 'y'] });
    await run.settle();
    run.take('a[0]').fail(away());
    run.take('a[1]').answer(1);
    assert.deepEqual((await run.runner.answer).body, ['x', 1]);
  });

  it('hides the element of the loop around it', async () => {
    const inner = api('b', { method: 'POST', foreach: '{item}', input: ['{item}', '{index}', '{line}'] });
    const flow = { name: 'f', type: 'flow', foreach: '{request.body.list}', components: [[inner]], outputName: 'out' };
    const named = { ...flow, as: 'line', components: [[{ ...inner, foreach: '{line}' }]] };
    for (const [component, expected] of [
      [flow, ['y', 0, null]],
      [named, ['y', 0, ['y']]],
    ] as const) {
      const run = new RunnerUnderTest({ components: [[component]] }, { list: [['x'], ['y']] });
      await run.settle();
      assert.deepEqual(run.take('f[1]/b[0]').call.input, expected);
    }
  });

  it('has an entry in the run log for each element', async () => {
    const run = new RunnerUnderTest(loop({}, { record: true }), { list: [1, 2] });
    await run.settle();
    run.take('a[1]').answer(2);
    run.take('a[0]').answer(1);
    await run.runner.done;
    const [entry] = run.logs[0]?.step_logs[0]?.component_logs ?? [];
    assert.deepEqual(
      entry?.items?.map(({ name, output }) => [name, output]),
      [
        ['a[0]', 1],
        ['a[1]', 2],
      ],
    );
    assert.deepEqual([entry.name, entry.output], ['a', [1, 2]]);
  });

  it('runs after a recovery only the elements that had not succeeded, over the same list', async () => {
    const rule = loop({ concurrency: 2 }, { suspend: true });
    const run = new RunnerUnderTest(rule, { list: [1, 2, 3] });
    await run.settle();
    run.take('a[1]').fail(away());
    run.take('a[0]').answer('first');
    assert.equal((await run.runner.answer).status, 202);
    const again = await run.recover(rule, (state) => ({ ...state, data: { request: { body: { list: [] } } } }));
    await again.settle();
    assert.deepEqual(called(again), ['a[1]', 'a[2]']);
    again.take('a[1]').answer('second');
    again.take('a[2]').answer('third');
    assert.deepEqual((await again.runner.answer).body, ['first', 'second', 'third']);
  });

  it('stores what its elements gave, where the run is durable', async () => {
    const rule = loop({ concurrency: 1 }, { durable: true });
    const run = new RunnerUnderTest(rule, { list: [1, 2, 3] });
    await run.settle();
    run.take('a[0]').answer('first');
    await run.settle();
    const row = await run.repository.get(run.trx);
    await run.repository.transition(run.trx, ['running'], row?.epoch ?? 0, 'suspended', {});
    const again = await run.recover(rule);
    await again.settle();
    assert.deepEqual(called(again), ['a[1]']);
  });
});

describe('until', () => {
  const polling = (more: JsonObject = {}, rule: JsonObject = {}): JsonObject => ({
    components: [[api('a', { until: "{state} == 'done'", ...more })]],
    response: { body: '{a.n}' },
    ...rule,
  });

  it('runs the component again until its result fits, each time under a key of its own', async () => {
    const run = new RunnerUnderTest(polling({ every: 2 }));
    const keys = [];
    for (const [n, state] of [
      [1, 'new'],
      [2, 'new'],
      [3, 'done'],
    ] as const) {
      const call = run.take('a');
      keys.push(call.attempt.idempotencyKey.slice(run.trx.length));
      call.answer({ n, state });
      await run.clock.pass(2000);
    }
    assert.equal((await run.runner.answer).body, 3);
    assert.deepEqual(keys, ['-1-a', '-1-a~2', '-1-a~3']);
  });

  it('fails when it has not held in `max` times', async () => {
    const run = new RunnerUnderTest(polling({ max: 2, ignoreError: true, fallback: { n: 'gave up' } }));
    for (let time = 0; time < 2; time++) {
      run.take('a').answer({ state: 'new' });
      await run.clock.pass(1000);
    }
    assert.equal((await run.runner.answer).body, 'gave up');
    const failing = new RunnerUnderTest(polling({ max: 1 }));
    failing.take('a').answer({ state: 'new' });
    assert.equal(await codeOf(failing), '110016');
  });

  it('lets retries of one time come first', async () => {
    const run = new RunnerUnderTest(polling({ retryMaxCount: 1 }, { record: true }));
    for (const state of ['new', 'done']) {
      run.take('a').fail(away());
      await run.clock.pass(1000);
      run.take('a').answer({ state, n: state });
      await run.clock.pass(1000);
    }
    assert.equal((await run.runner.answer).body, 'done');
    await run.runner.done;
    const [entry] = run.logs[0]?.step_logs[0]?.component_logs ?? [];
    assert.deepEqual([entry?.retry_count, entry?.attempts?.map(({ held }) => held)], [2, [false, true]]);
  });

  it('sees the output of a flow, which it runs from its beginning', async () => {
    const flow = { name: 'f', type: 'flow', components: [[api('a')]], until: '{$output.a} > 1', outputName: 'out' };
    const run = new RunnerUnderTest({ components: [[flow]], response: { body: '{out}' } });
    run.take('f/a').answer(1);
    await run.clock.pass(1000);
    const call = run.take('f/a');
    assert.equal(call.attempt.idempotencyKey, `${run.trx}-1-f~2/1-a`);
    call.answer(2);
    assert.deepEqual((await run.runner.answer).body, { a: 2 });
  });

  it('shows in its log what its last time did, where it has not held', async () => {
    const flow = { name: 'f', type: 'flow', components: [[api('a')]], until: '{$output.a} > 1', max: 1 };
    const run = new RunnerUnderTest({ record: true, components: [[flow]] });
    run.take('f/a').answer(1);
    await run.runner.done;
    const [entry] = run.logs[0]?.step_logs[0]?.component_logs ?? [];
    const [inner] = entry?.layers?.[0]?.component_logs ?? [];
    assert.deepEqual([entry?.error?.code, inner?.name, inner?.output], ['110016', 'f/a', 1]);
  });

  it('goes on after a recovery with the time that failed, under its key', async () => {
    const rule = polling({}, { suspend: true });
    const run = new RunnerUnderTest(rule);
    run.take('a').answer({ state: 'new' });
    await run.clock.pass(1000);
    run.take('a').fail(away());
    assert.equal((await run.runner.answer).status, 202);
    const again = await run.recover(rule);
    const call = again.take('a');
    assert.equal(call.attempt.idempotencyKey, `${run.trx}-1-a~2`);
    call.answer({ state: 'done', n: 2 });
    assert.equal((await again.runner.answer).body, 2);
  });

  it('counts anew after a recovery where it had not held as often as it may', async () => {
    const rule = polling({ max: 2 }, { suspend: true });
    const run = new RunnerUnderTest(rule);
    for (let time = 0; time < 2; time++) {
      run.take('a').answer({ state: 'new' });
      await run.clock.pass(1000);
    }
    assert.equal(await codeOf(run), '110016');
    const again = await run.recover(rule);
    const keys = [];
    for (let time = 0; time < 2; time++) {
      const call = again.take('a');
      keys.push(call.attempt.idempotencyKey.slice(run.trx.length));
      call.answer({ state: 'new' });
      await again.clock.pass(1000);
    }
    assert.deepEqual([keys, await codeOf(again)], [['-1-a~3', '-1-a~4'], '110016']);
  });
});
