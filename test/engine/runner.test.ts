import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';

const BODY = { body: { a: '{a}', b: '{b}' } };
const away = (): StepgateError => new StepgateError('110007', 'not reached');

describe('a run', () => {
  it('runs a layer after the other, the components of one beside each other', async () => {
    const run = new RunnerUnderTest({ components: [[api('a'), api('b')], [api('c')]], response: BODY });
    assert.deepEqual(
      run.calls.map(({ component }) => component),
      ['a', 'b'],
    );
    run.take('b').answer(2);
    await run.settle();
    assert.equal(run.calls.length, 1);
    run.take('a').answer(1);
    await run.settle();
    run.take('c').answer(3);
    const answer = await run.runner.answer;
    assert.deepEqual([answer.status, answer.body], [200, { a: 1, b: 2 }]);
    assert.equal(await run.runner.done, 'success');
  });

  it('starts what it can before the caller has the run, and without a promise of its own', () => {
    const run = new RunnerUnderTest({ components: [[api('a')]] });
    assert.equal(run.calls.length, 1);
  });

  it('shows the components of a layer the context as it was when the layer began', async () => {
    const late = { retryMaxCount: 1, input: { seen: '{a}' }, method: 'POST' };
    const run = new RunnerUnderTest({ components: [[api('a'), api('b', late)]] });
    run.take('a').answer(1);
    await run.settle();
    run.take('b').fail(away());
    await run.clock.pass(1000);
    assert.deepEqual(run.take('b').call.input, { seen: null });
  });

  it('writes no log and no row that the rule does not ask for', async () => {
    const run = new RunnerUnderTest({ components: [[api('a')]] });
    run.take('a').answer(1);
    await run.runner.done;
    assert.deepEqual([run.logs.length, await run.repository.get(run.trx)], [0, undefined]);
  });

  it('answers the first failure at once and aborts what is beside it', async () => {
    const run = new RunnerUnderTest({ components: [[api('a'), api('b')]] });
    const other = run.take('b');
    run.take('a').fail(away());
    const answer = await run.runner.answer;
    assert.deepEqual([answer.status, (answer.body as { code: string }).code], [502, '110007']);
    assert.equal(await run.runner.done, 'failed');
    assert.equal(other.attempt.signal.aborted, true);
  });

  it('says the kind of a failure to its answer and its log', async () => {
    const error = { body: '{error.kind} {error.code}' };
    const run = new RunnerUnderTest({ record: true, components: [[api('a'), api('b')]], response: { error } });
    run.take('a').answer({}, 404);
    assert.equal((await run.runner.answer).body, 'business 110006');
    await run.runner.done;
    const [log] = run.logs;
    const [a, b] = log?.step_logs[0]?.component_logs ?? [];
    const kinds = [log?.error, log?.step_logs[0]?.error, a?.error, b?.error].map((one) => one?.kind);
    assert.deepEqual(kinds, ['business', 'business', 'business', 'business']);
  });

  it('lets a component make its call, whichever beside it fails before its own', async () => {
    const fails = api('a', { condition: '{request.body}' });
    const run = new RunnerUnderTest({ components: [[fails, api('b', { isCache: true })]] });
    assert.equal(await run.runner.done, 'failed');
    assert.equal(run.take('b').attempt.signal.aborted, true);
  });

  it('lets the others of a layer settle before it suspends, and keeps what they gave', async () => {
    const run = new RunnerUnderTest({ suspend: true, components: [[api('a'), api('b')]] });
    run.take('a').fail(away());
    await run.settle();
    const other = run.take('b');
    assert.equal(other.attempt.signal.aborted, false);
    other.answer('kept');
    const answer = await run.runner.answer;
    assert.deepEqual([answer.status, (answer.body as { status: string }).status], [202, 'suspended']);
    const row = await run.repository.get(run.trx);
    assert.deepEqual([row?.status, row?.errComponent, row?.curStep], ['suspended', 'a', 1]);
    assert.match(row?.state ?? '', /"b":"kept"/);
    assert.equal(run.logs.at(-1)?.status, 'suspended');
  });

  it('is kept from its beginning on where it is durable', async () => {
    const run = new RunnerUnderTest({ durable: true, components: [[api('a')], [api('b')]] });
    assert.equal(run.calls.length, 0);
    await run.settle();
    assert.equal((await run.repository.get(run.trx))?.status, 'running');
    run.take('a').answer(1);
    await run.settle();
    assert.equal((await run.repository.get(run.trx))?.curStep, 2);
    run.take('b').answer(2);
    assert.equal(await run.runner.done, 'success');
    assert.equal((await run.repository.get(run.trx))?.status, 'success');
  });

  it('leaves an answer alone that came with its row, and has others kept under the key', async () => {
    const rule = { durable: true, components: [[api('a')]], response: { body: 1 } };
    const kept = new RunnerUnderTest(rule, {}, true);
    await kept.settle();
    kept.take('a').answer(1);
    const { transient, ...answer } = await kept.runner.answer;
    assert.equal(transient, 'pending');
    const row = (await kept.repository.get(kept.trx)) as unknown as { readonly answer: string };
    assert.equal(row.answer, JSON.stringify(answer));
    const other = new RunnerUnderTest({ ...rule, durable: false }, {}, true);
    other.take('a').answer(1);
    assert.equal((await other.runner.answer).transient, undefined);
  });

  it('answers early without what a later component of the layer gives, where neither makes a call', async () => {
    const uncallable = { url: 'http://127.0.0.1/{request.body}', ignoreError: true, nowResponse: true };
    const layer = ['a', 'b'].map((name) => api(name, { ...uncallable, fallback: name }));
    const run = new RunnerUnderTest({ components: [layer], response: { body: { a: '{a}', b: '{b}' } } });
    assert.deepEqual((await run.runner.answer).body, { a: 'a', b: null });
  });

  it('answers early, once, and goes on', async () => {
    const early = api('a', { nowResponse: true });
    const run = new RunnerUnderTest({ components: [[early], [api('b', { nowResponse: true })]], response: BODY });
    run.take('a').answer(1);
    assert.deepEqual((await run.runner.answer).body, { a: 1, b: null });
    await run.settle();
    run.take('b').fail(away());
    assert.equal(await run.runner.done, 'failed');
    assert.equal(run.ended[0]?.failure?.component, 'b');
  });

  it('fails when its time is over, and calls its timer off when it has ended', async () => {
    const run = new RunnerUnderTest({ timeout: 2, components: [[api('a')]] });
    await run.clock.pass(2000);
    assert.equal(((await run.runner.answer).body as { code: string }).code, '110014');
    const quick = new RunnerUnderTest({ components: [[api('a')]] });
    quick.take('a').answer(1);
    await quick.runner.done;
    assert.equal(quick.clock.waiting, 0);
  });

  it('says whether it was this stop that ended it', async () => {
    const run = new RunnerUnderTest({ components: [[api('a')]] });
    const error = new StepgateError('110010', 'cancelled');
    assert.equal(run.runner.stop({ type: 'cancelled', error }), true);
    assert.equal(run.runner.stop({ type: 'cancelled', error: new StepgateError('110010', 'again') }), false);
    assert.equal(await run.runner.done, 'cancelled');
  });

  it('gives up what is under way once another process may have the run', async () => {
    const run = new RunnerUnderTest({
      durable: true,
      components: [[api('a', { retryMaxCount: 1, retryMaxWait: 60 })]],
    });
    await run.settle();
    run.take('a').fail(new StepgateError('110007', 'busy', { retryAfterMs: 20_000 }));
    await run.clock.pass(20_000);
    assert.equal(run.calls.length, 0);
    assert.equal(await run.runner.done, 'suspended');
  });
});

describe('a component', () => {
  it('is skipped when its condition is false', async () => {
    const run = new RunnerUnderTest({
      components: [[api('a', { condition: '{request.body.x} == 1' })]],
      response: BODY,
    });
    assert.deepEqual((await run.runner.answer).body, { a: null, b: null });
  });

  it('is tried again after a retryable failure, under the same key', async () => {
    const run = new RunnerUnderTest({ components: [[api('a', { retryMaxCount: 2, method: 'POST' })]] });
    const first = run.take('a');
    first.fail(away());
    await run.clock.pass(1000);
    const second = run.take('a');
    assert.equal(second.attempt.idempotencyKey, first.attempt.idempotencyKey);
    second.answer(1);
    assert.equal(await run.runner.done, 'success');
  });

  it('is not tried again after another one, nor more often than it says', async () => {
    const rule = { components: [[api('a', { retryMaxCount: 1 })]] };
    const refused = new RunnerUnderTest(rule);
    refused.take('a').answer(1, 400);
    assert.equal(await refused.runner.done, 'failed');
    const busy = new RunnerUnderTest(rule);
    busy.take('a').answer(1, 503);
    await busy.clock.pass(1000);
    busy.take('a').answer(1, 503);
    assert.equal(await busy.runner.done, 'failed');
  });

  it('gives its fallback where its failure is ignored, but not when the run was stopped', async () => {
    const rule = { components: [[api('a', { ignoreError: true, fallback: 'none' })]], response: BODY };
    const run = new RunnerUnderTest(rule);
    run.take('a').fail(away());
    assert.deepEqual((await run.runner.answer).body, { a: 'none', b: null });
    const stopped = new RunnerUnderTest(rule);
    stopped.runner.stop({ type: 'shutdown', error: new StepgateError('000503', 'down') });
    assert.equal(await stopped.runner.done, 'failed');
  });
});
