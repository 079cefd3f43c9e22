import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { checkRule } from '../../src/rule/check.ts';
import { refusalOf } from '../../src/rule/request/refusals.ts';
import type { JsonObject } from '../../src/json.ts';
import { ruleOf } from '../rule/rules.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';

describe('request.refuse', () => {
  const refused = (refuse: readonly object[], body: JsonObject) =>
    refusalOf(ruleOf({ request: { refuse } }).refusals, { request: { body } });

  it('takes the first that is true, with its own status, code and message', () => {
    const refuse = [
      { when: '{request.body.a} == 1' },
      { when: '{request.body.a} > 1', status: 409, code: 'X', msg: 'a is {request.body.a}' },
      { when: 'true', msg: 'never' },
    ];
    const { status, code, message, kind } = refused(refuse, { a: 2 }) ?? {};
    assert.deepEqual([status, code, message, kind], [409, 'X', 'a is 2', 'refused']);
    const first = refused(refuse, { a: 1 });
    assert.deepEqual([first?.status, first?.code, first?.message], [400, '000400', 'the request is refused']);
  });

  it('takes a request of which none is true', () => {
    assert.equal(refused([{ when: 'false' }], {}), undefined);
  });

  it('fails with 110004 where a condition or a message does', () => {
    assert.equal(refused([{ when: '{request.body.a}' }], {})?.code, '110004');
    assert.equal(refused([{ when: 'true', msg: '{= 1 / 0 }' }], {})?.code, '110004');
  });

  it('is checked when it is saved', () => {
    const refuse = [{ when: '{user.id} == 1', msg: '{secret.A}' }, { when: '{a' }, {}];
    const { errors, warnings } = checkRule({ name: 'a', method: 'POST', rule: { request: { refuse } } });
    assert.deepEqual(
      errors.map(({ pointer }) => pointer),
      ['/request/refuse/2/when'],
    );
    const valid = { request: { refuse: refuse.slice(0, 2) } };
    const found = checkRule({ name: 'a', method: 'POST', rule: valid });
    assert.deepEqual(
      found.errors.map(({ pointer }) => pointer),
      ['/request/refuse/1/when', '/request/refuse/0/msg'],
    );
    assert.deepEqual(
      warnings
        .concat(found.warnings)
        .map(({ message }) => message)
        .includes('{user.id}: nothing before it provides user'),
      true,
    );
  });
});

describe('failure', () => {
  const failure = [
    { when: '{$status} == 404', output: { none: '{why}' } },
    { when: '{$status} == 503', code: 'BUSY', msg: '{why}!', status: 503, retry: false },
    { when: '{$status} == 400', retry: true },
  ];

  it('gives another output, which is no failure, without outputData', async () => {
    const fields = { failure, outputData: { x: '{y}' } };
    const run = new RunnerUnderTest({ components: [[api('a', fields)]], response: { body: '{a}' } });
    run.take('a').answer({ why: 'gone' }, 404);
    assert.deepEqual((await run.runner.answer).body, { none: 'gone' });
    assert.equal(await run.runner.done, 'success');
  });

  it('gives another code, message, status and verdict', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { failure, retryMaxCount: 3 })]] });
    run.take('a').answer({ why: 'busy' }, 503);
    const { status, body } = await run.runner.answer;
    assert.deepEqual([status, body], [503, { code: 'BUSY', msg: 'busy!', trx: run.trx }]);
    assert.equal(run.calls.length, 0);
  });

  it('may make a failure retryable, and leaves what it does not say', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { failure, retryMaxCount: 1 })]] });
    run.take('a').answer({}, 400);
    await run.clock.pass(1000);
    run.take('a').answer({}, 400);
    const { status, body } = await run.runner.answer;
    assert.deepEqual(
      [status, body],
      [502, { code: '110006', msg: 'the upstream answered with status 400', trx: run.trx }],
    );
  });

  it('judges what a responseCondition refuses, and no success', async () => {
    const fields = { failure: [{ when: 'true', output: 'other' }], responseCondition: '{ok}', outputData: '{ok}' };
    for (const [ok, output] of [
      [true, true],
      [false, 'other'],
    ] as const) {
      const run = new RunnerUnderTest({ components: [[api('a', fields)]], response: { body: '{a}' } });
      run.take('a').answer({ ok });
      assert.equal((await run.runner.answer).body, output);
    }
  });

  it('does not judge a call without an answer', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { failure: [{ when: 'true', output: 1 }] })]] });
    run.take('a').fail(new StepgateError('110007', 'not reached'));
    assert.equal((await run.runner.answer).status, 502);
  });

  it('that fails is 110004', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { failure: [{ when: '{x}', output: 1 }] })]] });
    run.take('a').answer({}, 404);
    assert.equal(((await run.runner.answer).body as { code: string }).code, '110004');
  });

  it('is refused with an output and an error', () => {
    const component = api('a', { failure: [{ when: 'true', output: 1, code: 'X' }] });
    const { errors } = checkRule({ name: 'a', method: 'POST', rule: { components: [[component]] } });
    assert.deepEqual(
      errors.map(({ pointer }) => pointer),
      ['/components/0/0/failure/0/code'],
    );
  });
});

describe('retryOn', () => {
  const isRetried = async (retryOn: unknown[], end: (run: RunnerUnderTest) => void): Promise<boolean> => {
    const run = new RunnerUnderTest({ components: [[api('a', { retryOn, retryMaxCount: 1 } as JsonObject)]] });
    end(run);
    await run.clock.pass(1000);
    return run.calls.length === 1;
  };
  const answer = (status: number) => (run: RunnerUnderTest) => run.take('a').answer({}, status);
  const fail = (reason: 'timeout' | 'connect' | 'reset') => (run: RunnerUnderTest) =>
    run.take('a').fail(new StepgateError('110007', 'not reached', { reason }));

  it('replaces the statuses and the reasons that are retryable', async () => {
    assert.deepEqual(
      await Promise.all([
        isRetried([418], answer(418)),
        isRetried([418], answer(503)),
        isRetried([418], fail('reset')),
        isRetried(['reset'], fail('reset')),
        isRetried(['reset', 'connect'], fail('timeout')),
        isRetried(['timeout'], fail('timeout')),
        isRetried(['connect'], fail('connect')),
        isRetried([], answer(503)),
        isRetried([], fail('connect')),
      ]),
      [true, false, false, true, false, true, true, false, false],
    );
  });

  it('is refused with what is neither', () => {
    const rule = { components: [[api('a', { retryOn: ['never', 99] })]] };
    const { errors } = checkRule({ name: 'a', method: 'POST', rule });
    assert.deepEqual(
      errors.map(({ pointer }) => pointer),
      ['/components/0/0/retryOn/0', '/components/0/0/retryOn/1'],
    );
  });
});

it('retryBase is the longest first wait', async () => {
  const run = new RunnerUnderTest({
    timeout: 7200,
    components: [[api('a', { retryMaxCount: 1, retryBase: 3600, retryMaxWait: 7200 })]],
  });
  run.take('a').answer({}, 503);
  await run.settle();
  assert.equal(run.calls.length, 0);
  await run.clock.pass(3_600_000);
  assert.equal(run.calls.length, 1);
});
