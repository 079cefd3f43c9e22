import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';

const WRONG = '{= 1 / 0 }';
const FAILED = /the expression \{= 1 \/ 0 \} failed/;

describe('a template that fails', () => {
  it('fails its component before the call', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { method: 'POST', input: { x: WRONG } })]] });
    const answer = await run.runner.answer;
    assert.deepEqual([answer.status, (answer.body as { code: string }).code], [500, '110004']);
    assert.equal(run.calls.length, 0);
  });

  it('fails its component after the call, which is not made again', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { outputData: { x: WRONG }, retryMaxCount: 3 })]] });
    run.take('a').answer({});
    const answer = await run.runner.answer;
    assert.equal((answer.body as { code: string }).code, '110004');
    assert.equal(run.calls.length, 0);
  });

  it('is a failure that a fallback catches', async () => {
    const fields = { outputData: WRONG, ignoreError: true, fallback: { $each: [1, 2], $to: '{item}' } };
    const run = new RunnerUnderTest({ components: [[api('a', fields)]], response: { body: '{a}' } });
    run.take('a').answer({});
    assert.deepEqual((await run.runner.answer).body, [1, 2]);
  });

  it('as a fallback, fails the component after all', async () => {
    const run = new RunnerUnderTest({
      record: true,
      components: [[api('a', { ignoreError: true, fallback: WRONG })]],
      response: { body: 1 },
    });
    run.take('a').fail(new StepgateError('110007', 'not reached'));
    const { status, body } = await run.runner.answer;
    assert.deepEqual([status, (body as { code: string }).code], [500, '110004']);
    assert.equal(await run.runner.done, 'failed');
    assert.match(run.logs[0]?.step_logs[0]?.component_logs[0]?.error?.msg ?? '', FAILED);
  });

  it('as errMsg, leaves the message of the gateway', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { errMsg: WRONG })]] });
    run.take('a').answer({}, 404);
    const { body } = await run.runner.answer;
    assert.deepEqual(body, { code: '110006', msg: 'the upstream answered with status 404', trx: run.trx });
  });

  for (const response of [{ body: WRONG }, { header: { a: WRONG } }, { status: WRONG }, { defaultBody: [WRONG] }]) {
    it(`as a part of the answer, is the answer's failure: ${JSON.stringify(response)}`, async () => {
      const run = new RunnerUnderTest({ suspend: true, components: [[api('a')]], response });
      run.take('a').answer(1);
      const { status, body } = await run.runner.answer;
      assert.deepEqual([status, (body as { code: string }).code], [202, '110004']);
      assert.equal(await run.runner.done, 'suspended');
    });
  }

  it('as an early answer, is a failure, and the run goes on', async () => {
    const run = new RunnerUnderTest({
      components: [[api('a', { nowResponse: true })], [api('b')]],
      response: { body: WRONG },
    });
    run.take('a').answer(1);
    assert.equal(((await run.runner.answer).body as { code: string }).code, '110004');
    await run.settle();
    assert.equal(run.calls.length, 1);
  });

  it('as a part of the error block, leaves that part as it would be, and warns', async () => {
    const error = { status: WRONG, header: { a: WRONG }, body: { x: WRONG } };
    const run = new RunnerUnderTest({ record: true, components: [[api('a')]], response: { error } });
    run.take('a').fail(new StepgateError('110007', 'not reached'));
    const { status, headers, body } = await run.runner.answer;
    assert.deepEqual([status, headers, body], [502, {}, { code: '110007', msg: 'not reached', trx: run.trx }]);
    await run.runner.done;
    const warnings = (run.logs[0]?.warnings ?? []).map(({ message }) => message.replace(/: .*/, ''));
    assert.deepEqual(warnings, [
      'the headers of response.error were left out',
      'response.error.status was left out',
      'response.error.body was left out',
    ]);
  });
});

describe('the time and the id of a run', () => {
  it('are the same in all of its templates', async () => {
    const run = new RunnerUnderTest({
      components: [[api('a', { method: 'POST', input: ['{now}', '{today}', '{uuid}'] })]],
      response: { body: ['{now}', '{today}', '{uuid}'] },
    });
    const under = run.take('a');
    await run.clock.pass(60_000);
    under.answer(1);
    const { body } = await run.runner.answer;
    assert.deepEqual(body, under.call.input);
    const [now, today, uuid] = body as readonly [string, string, string];
    assert.deepEqual([now, today], ['1970-01-01T00:16:40.000Z', '1970-01-01']);
    assert.match(uuid, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('are kept', async () => {
    const run = new RunnerUnderTest({ suspend: true, components: [[api('a', { method: 'POST', input: '{uuid}' })]] });
    const under = run.take('a');
    under.fail(new StepgateError('110007', 'not reached'));
    await run.runner.done;
    const state = JSON.parse((await run.repository.get(run.trx))?.state ?? '{}') as Record<string, unknown>;
    assert.deepEqual([state.uuid, Object.keys(state.data as object)], [under.call.input, ['request']]);
  });
});
