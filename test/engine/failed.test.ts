import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { checkRule } from '../../src/rule/check.ts';
import { readState } from '../../src/engine/kept-state.ts';
import { StepgateError } from '../../src/error.ts';
import type { JsonObject } from '../../src/json.ts';
import { ruleOf } from '../rule/rules.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';

const ignored = (name: string, more: JsonObject = {}): JsonObject => api(name, { ignoreError: true, ...more });
const reset = (): StepgateError => new StepgateError('110007', 'reset', { reason: 'reset' });

const warnings = (components: readonly (readonly JsonObject[])[], response: JsonObject = {}): string[] =>
  checkRule({ name: 'x', method: 'POST', rule: { components, response } }, {})
    .warnings.map(({ pointer, message, suggestion = '' }) => `${pointer} | ${message} | ${suggestion}`)
    .filter((warning) => !warning.includes('nobody reads'));
const reading = (placeholder: string, component: JsonObject): string[] =>
  warnings([[component]], { body: `{${placeholder}}` });

describe('{failed.NAME}', () => {
  it('says why a component has failed whose failure is passed over', async () => {
    const run = new RunnerUnderTest({ components: [[ignored('a')]], response: { body: '{failed.a}' } });
    run.take('a').answer({ why: 'gone' }, 404);
    const msg = 'the upstream answered with status 404';
    const expected = { code: '110006', msg, kind: 'business', status: 404, body: { why: 'gone' }, header: {} };
    assert.deepEqual((await run.runner.answer).body, expected);
    assert.equal(await run.runner.done, 'success');
  });

  it('is null where it has not failed, or was skipped', async () => {
    const components = [[ignored('a'), ignored('b', { condition: 'false' })]];
    const run = new RunnerUnderTest({ components, response: { body: ['{failed.a}', '{failed.b.code}'] } });
    run.take('a').answer(1);
    assert.deepEqual((await run.runner.answer).body, [null, null]);
  });

  it('is that of a loop whose list is none', async () => {
    const loop = ignored('a', { foreach: '{request.body}', fallback: [] });
    const run = new RunnerUnderTest({ components: [[loop]], response: { body: '{failed.a}' } });
    const { code, msg, status } = (await run.runner.answer).body as JsonObject;
    assert.deepEqual(
      { code, msg, status },
      { code: '110004', msg: 'foreach gave an object, expected a list', status: null },
    );
  });

  it('is there as soon as the output is, and no sooner', async () => {
    const failing = ignored('a', { condition: '{never}', fallback: 'none', outputName: 'a' });
    const loop = ignored('b', { foreach: [1], condition: '{never}', fallback: 'none', outputName: 'b' });
    const body = { a: ['{a}', '{failed.a.code}'], b: ['{b}', '{failed.b.code}'] };
    for (const how of [{ foreach: [] }, { ignoreError: true, condition: '{never}' }]) {
      const early = api('c', { nowResponse: true, ...how });
      const run = new RunnerUnderTest({ components: [[early, failing, loop]], response: { body } });
      const { a, b } = (await run.runner.answer).body as JsonObject;
      assert.ok(
        [
          [null, null],
          ['none', '110004'],
        ].some((one) => isDeepStrictEqual(one, a)),
        JSON.stringify(a),
      );
      assert.ok(
        [
          [null, null],
          [['none'], '110004'],
        ].some((one) => isDeepStrictEqual(one, b)),
        JSON.stringify(b),
      );
    }
  });

  it('is seen by later layers, not by the same one', async () => {
    const neighbour = api('b', { method: 'POST', retryMaxCount: 1, input: '{failed.a.code}' });
    const later = api('c', { method: 'POST', input: '{failed.a.code}' });
    const run = new RunnerUnderTest({ components: [[ignored('a'), neighbour], [later]] });
    run.take('a').fail(reset());
    run.take('b').fail(reset());
    await run.clock.pass(1000);
    const again = run.take('b');
    assert.equal(again.call.input, null);
    again.answer(1);
    await run.settle();
    assert.equal(run.take('c').call.input, '110007');
  });

  it('has no status of an attempt before the last', async () => {
    const rule = { components: [[ignored('a', { retryMaxCount: 1 })]], response: { body: '{failed.a}' } };
    const run = new RunnerUnderTest(rule);
    run.take('a').answer({}, 503);
    await run.clock.pass(1000);
    run.take('a').fail(reset());
    const { code, status, body } = (await run.runner.answer).body as JsonObject;
    assert.deepEqual({ code, status, body }, { code: '110007', status: null, body: null });
  });

  it('is that of the latest component of a name', async () => {
    const rule = { components: [[ignored('a')], [api('a')]], response: { body: '{failed.a.code}' } };
    const run = new RunnerUnderTest(rule);
    run.take('a').answer({}, 404);
    await run.settle();
    run.take('a').answer(1);
    assert.equal((await run.runner.answer).body, null);
  });

  it('is kept with a suspended run, what is read of it', async () => {
    const keptData = async (body: string): Promise<JsonObject> => {
      const components = [[ignored('a')], [api('b')]];
      const run = new RunnerUnderTest({ suspend: true, components, response: { body } });
      run.take('a').answer({ why: 'gone' }, 404);
      await run.settle();
      run.take('b').fail(reset());
      assert.equal(await run.runner.done, 'suspended');
      const row = await run.repository.get(run.trx);
      return (await readState(row?.state ?? '')).data;
    };
    const msg = 'the upstream answered with status 404';
    const code = { code: '110006', msg, kind: 'business', status: 404 };
    assert.deepEqual((await keptData('{failed.a.code}')).failed, { a: code });
    assert.deepEqual((await keptData('{failed.a.body.why}')).failed, { a: { ...code, body: { why: 'gone' } } });
    assert.equal((await keptData('{failed.b.code}')).failed, undefined);
    assert.equal((await keptData('{b}')).failed, undefined);
  });

  it('is read when a suspended run goes on, and null once the component has succeeded after all', async () => {
    const rule = { suspend: true, components: [[ignored('a')], [api('b')]], response: { body: '{failed.a.code}' } };
    const run = new RunnerUnderTest(rule);
    run.take('a').answer({}, 404);
    await run.settle();
    run.take('b').fail(reset());
    assert.equal(await run.runner.done, 'suspended');
    const row = await run.repository.get(run.trx);
    const { data, failed } = await readState(row?.state ?? '');
    const recovered = new RunnerUnderTest(rule, {}, false, { data, failed, layer: 2 });
    recovered.take('b').answer(1);
    assert.equal((await recovered.runner.answer).body, '110006');
    const again = new RunnerUnderTest(rule, {}, false, { data, failed: null, layer: 1 });
    again.take('a').answer(1);
    await again.settle();
    again.take('b').answer(1);
    assert.equal((await again.runner.answer).body, null);
  });

  it('is that of an earlier layer for one of the same name that runs again', async () => {
    const rule = {
      suspend: true,
      components: [[ignored('a')], [api('a', { method: 'POST', input: '{failed.a.code}' })]],
    };
    const run = new RunnerUnderTest(rule);
    run.take('a').answer({}, 404);
    await run.settle();
    run.take('a').fail(reset());
    assert.equal(await run.runner.done, 'suspended');
    const recovered = await run.recover(rule);
    await recovered.settle();
    assert.equal(recovered.take('a').call.input, '110006');
  });

  it('is inside a flow that of its own components, after a recovery too', async () => {
    const last = api('b', { method: 'POST', input: ['{failed.a.code}', '{failed.c.code}'] });
    const flow = { name: 'f', type: 'flow', components: [[api('a')], [last]] };
    const rule = { suspend: true, components: [[flow, ignored('a'), ignored('c')]] };
    const run = new RunnerUnderTest(rule);
    run.take('f/a').answer(1);
    await run.settle();
    run.take('a').answer({}, 404);
    run.take('c').answer({}, 404);
    run.take('f/b').fail(reset());
    assert.equal(await run.runner.done, 'suspended');
    const recovered = await run.recover(rule);
    await recovered.settle();
    assert.deepEqual(recovered.take('f/b').call.input, [null, '110006']);
  });

  it('needs the body of an answer that would be streamed', () => {
    const streams = (header: JsonObject): boolean =>
      ruleOf({ components: [[ignored('a')]], response: { from: 'a', header } }).streams;
    assert.deepEqual(
      [
        streams({}),
        streams({ x: '{failed.a.status}' }),
        streams({ x: '{failed.a.body.x}' }),
        streams({ x: '{failed.a}' }),
      ],
      [true, true, false, false],
    );
  });

  it('is warned of where no failure of an earlier component is passed over', () => {
    const a = ignored('a');
    for (const placeholder of ['failed', 'failed.a', 'failed.a.code', 'failed.a.body.x', 'failed["a"].header'])
      assert.deepEqual(reading(placeholder, a), []);
    const nothing = '/response/body | {failed.b.code}: nothing before it provides failed.b | failed.a.code';
    assert.deepEqual(reading('failed.b.code', a), [nothing]);
    const misspelt = '/response/body | {failed.a.cod}: nothing before it provides failed.a.cod | failed.a.code';
    assert.deepEqual(reading('failed.a.cod', a), [misspelt]);
    const ending =
      '/response/body | {failed.a.code}: a has no ignoreError, so that its failure is never passed over | ';
    assert.deepEqual(reading('failed.a.code', api('a')), [ending]);
    const early = api('b', { input: { a: '{failed.a.code}', c: '{failed.c.code}' } });
    assert.deepEqual(warnings([[a, early], [ignored('c')]]), [
      '/components/0/1/input/a | {failed.a.code} reads a component of the same layer: its output is not there yet | ',
      '/components/0/1/input/c | {failed.c.code}: only a later layer provides failed.c | ',
    ]);
  });
});
