import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import type { Json, JsonObject } from '../../src/json.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';

const OUT = { body: '{out}' };
const away = (): StepgateError => new StepgateError('110007', 'not reached');

function flow(more: JsonObject): JsonObject {
  return { name: 'f', type: 'flow', outputName: 'out', ...more };
}

function ruleOf(component: JsonObject, more: JsonObject = {}): JsonObject {
  return { components: [[component]], response: OUT, ...more };
}

/** Answers each call with a number, in the order in which they are made, until none is left. */
async function answerAll(run: RunnerUnderTest): Promise<string[]> {
  const called: string[] = [];
  for (let call = run.calls.shift(); call; call = run.calls.shift()) {
    call.answer(called.push(call.component));
    await run.settle();
  }
  return called;
}

describe('a flow', () => {
  it('runs its layers one after the other, and gives an object of its outputs', async () => {
    const run = new RunnerUnderTest(ruleOf(flow({ components: [[api('a'), api('b')], [api('c')]] })));
    assert.deepEqual(await answerAll(run), ['f/a', 'f/b', 'f/c']);
    assert.deepEqual((await run.runner.answer).body, { a: 1, b: 2, c: 3 });
  });

  it('sees the context around it and its own outputs, of which nothing is seen outside', async () => {
    const inner = api('b', { method: 'POST', input: { mine: '{a}', around: '{before}' } });
    const rule = {
      components: [[api('before')], [flow({ components: [[api('a')], [inner]], outputData: { got: '{b}' } })]],
      response: { body: { out: '{out}', a: '{a}' } },
    };
    const run = new RunnerUnderTest(rule);
    run.take('before').answer('x');
    await run.settle();
    run.take('f/a').answer('y');
    await run.settle();
    const call = run.take('f/b');
    assert.deepEqual(call.call.input, { mine: 'y', around: 'x' });
    call.answer('z');
    assert.deepEqual((await run.runner.answer).body, { out: { got: 'z' }, a: null });
  });

  it('begins with its layer, whatever fails beside it before a call', async () => {
    const failing = api('e', { foreach: [1], condition: '{none}' });
    const deep = flow({ name: 'deep', foreach: [1], components: [[api('a', { foreach: [1, 2] })]] });
    const inner = flow({ name: 'in', foreach: [1], components: [[deep]] });
    const run = new RunnerUnderTest({ components: [[failing, flow({ foreach: [1], components: [[inner]] })]] });
    await run.settle();
    assert.deepEqual(
      run.calls.map(({ component, attempt }) => [component, attempt.signal.aborted]),
      [
        ['f[0]/in[0]/deep[0]/a[0]', true],
        ['f[0]/in[0]/deep[0]/a[1]', true],
      ],
    );
    assert.equal(await run.runner.done, 'failed');
  });

  it('names its components and their keys by the way to them', async () => {
    const inner = flow({ name: 'in', components: [[api('a')]], foreach: [7, 8] });
    const run = new RunnerUnderTest(ruleOf(flow({ components: [[inner]] })));
    await run.settle();
    const keys = run.calls.map(({ attempt }) => attempt.idempotencyKey);
    assert.deepEqual(keys, [`${run.trx}-1-f/1-in[0]/1-a`, `${run.trx}-1-f/1-in[1]/1-a`]);
    assert.deepEqual(await answerAll(run), ['f/in[0]/a', 'f/in[1]/a']);
  });

  it('runs the first case that fits; where none does it is skipped', async () => {
    const cases = [
      { when: '{request.body.n} > 10', components: [[api('many')]] },
      { when: '{request.body.n} > 5', components: [[api('some')]] },
    ];
    const seen: Json[] = [];
    for (const n of [11, 6, 1]) {
      const run = new RunnerUnderTest(ruleOf(flow({ cases })), { n });
      await answerAll(run);
      seen.push((await run.runner.answer).body);
    }
    assert.deepEqual(seen, [{ many: 1 }, { some: 1 }, null]);
  });

  it('fails with what failed inside, named in full; ignoreError gives its fallback', async () => {
    const components = [[api('a')], [api('b')]];
    const run = new RunnerUnderTest(
      ruleOf(flow({ components }), { response: { error: { body: '{error.component}' } } }),
    );
    run.take('f/a').fail(away());
    assert.equal((await run.runner.answer).body, 'f/a');
    const caught = new RunnerUnderTest(ruleOf(flow({ components, ignoreError: true, fallback: 'instead' })));
    caught.take('f/a').fail(away());
    assert.equal((await caught.runner.answer).body, 'instead');
  });

  it('has a time limit of its own, with which its calls end', async () => {
    const run = new RunnerUnderTest(ruleOf(flow({ components: [[api('a')], [api('b')]], timeout: 5 })));
    const call = run.take('f/a');
    await run.clock.pass(5000);
    assert.equal(call.attempt.signal.aborted, true);
    assert.equal(((await run.runner.answer).body as { code: string }).code, '110014');
  });

  it('answers early where a component inside says so, from the context of the run', async () => {
    const rule = {
      components: [[api('a')], [flow({ components: [[api('b', { nowResponse: true })], [api('c')]] })]],
      response: { body: { a: '{a}', b: '{b}' } },
    };
    const run = new RunnerUnderTest(rule);
    run.take('a').answer(1);
    await run.settle();
    run.take('f/b').answer(2);
    assert.deepEqual((await run.runner.answer).body, { a: 1, b: null });
    await run.settle();
    run.take('f/c').answer(3);
    assert.equal(await run.runner.done, 'success');
  });

  it('is shown in the run log with its layers', async () => {
    const run = new RunnerUnderTest(ruleOf(flow({ components: [[api('a')], [api('b')]] }), { record: true }));
    await answerAll(run);
    await run.runner.done;
    const [entry] = run.logs[0]?.step_logs[0]?.component_logs ?? [];
    const inside = entry?.layers?.map(({ step, component_logs }) => [step, component_logs.map(({ name }) => name)]);
    assert.deepEqual(
      [entry?.name, entry?.type, inside],
      [
        'f',
        'flow',
        [
          [1, ['f/a']],
          [2, ['f/b']],
        ],
      ],
    );
  });

  it('goes on after a recovery with what inside it had not succeeded', async () => {
    const rule = ruleOf(flow({ components: [[api('a')], [api('b'), api('c')], [api('d')]] }), { suspend: true });
    const run = new RunnerUnderTest(rule);
    run.take('f/a').answer('A');
    await run.settle();
    run.take('f/c').answer('C');
    run.take('f/b').fail(away());
    assert.equal((await run.runner.answer).status, 202);
    assert.equal((await run.repository.get(run.trx))?.errComponent, 'f/b');
    const again = await run.recover(rule);
    assert.deepEqual(await answerAll(again), ['f/b', 'f/d']);
    assert.deepEqual((await again.runner.answer).body, { a: 'A', c: 'C', b: 1, d: 2 });
  });

  it('stores each layer that has ended, where the run is durable', async () => {
    const rule = ruleOf(flow({ components: [[api('a')], [api('b')]] }), { durable: true });
    const run = new RunnerUnderTest(rule);
    await run.settle();
    run.take('f/a').answer('A');
    await run.settle();
    run.take('f/b');
    // Its process dies here.
    const row = await run.repository.get(run.trx);
    await run.repository.transition(run.trx, ['running'], row?.epoch ?? 0, 'suspended', {});
    const again = await run.recover(rule);
    assert.deepEqual(await answerAll(again), ['f/b']);
    assert.deepEqual((await again.runner.answer).body, { a: 'A', b: 1 });
  });

  it('chooses its case once, whatever becomes of the data', async () => {
    const cases = [{ when: '{request.body.n} > 5', components: [[api('many')]] }, { components: [[api('few')]] }];
    const rule = ruleOf(flow({ cases }), { suspend: true });
    const run = new RunnerUnderTest(rule, { n: 6 });
    run.take('f/many').fail(away());
    await run.runner.answer;
    const again = await run.recover(rule, (state) => ({ ...state, data: { request: { body: { n: 1 } } } }));
    assert.deepEqual(await answerAll(again), ['f/many']);
  });
});
