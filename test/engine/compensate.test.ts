import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { readState } from '../../src/engine/kept-state.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';
import { answerAll, inputs, lost, refused, settle, status, undoable } from './undoing.ts';

describe('a run that is given up', () => {
  it('is undone from the last layer to the first, a layer at once, and answers the failure then', async () => {
    const rule = { components: [[undoable('a'), undoable('b')], [undoable('c')], [api('d')]] };
    const run = new RunnerUnderTest(rule);
    assert.deepEqual(await answerAll(run, { d: refused }), ['a', 'b', 'c', 'd', 'c/undo', 'a/undo', 'b/undo']);
    const { status: http, body } = await run.runner.answer;
    assert.deepEqual([http, body], [502, { code: '110006', msg: 'refused', trx: run.trx, status: 'compensated' }]);
    assert.deepEqual([await run.runner.done, await status(run)], ['compensated', 'compensated']);
  });

  it('gives compensations the whole context, the error and a key of their own', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a')], [api('d')]] });
    run.take('a').answer({ id: 7 });
    await settle(run);
    run.take('d').fail(refused());
    await settle(run);
    const { attempt, call } = run.take('a/undo');
    assert.equal(attempt.idempotencyKey, `${run.trx}-1-a-undo`);
    assert.deepEqual(call.input, { own: { id: 7 }, code: '110006' });
  });

  it('is kept from before its first compensation on, and no earlier', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a')], [api('d')]] });
    run.take('a').answer(1);
    await settle(run);
    assert.equal(await status(run), undefined);
    run.take('d').fail(refused());
    await settle(run);
    assert.deepEqual([await status(run), run.calls.length], ['compensating', 1]);
  });

  it('ends as ever where there is nothing to undo', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a')]] });
    run.take('a').fail(refused());
    const { body } = await run.runner.answer;
    assert.deepEqual(body, { code: '110006', msg: 'refused', trx: run.trx });
    assert.deepEqual([await run.runner.done, await status(run)], ['failed', undefined]);
  });

  it('undoes what has an unknown outcome, with its output as null', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a'), undoable('b')]] });
    run.take('b').answer(1);
    await settle(run);
    run.take('a').fail(lost());
    await settle(run);
    assert.deepEqual(await inputs(run), {
      'a/undo': { own: null, code: '110007' },
      'b/undo': { own: 1, code: '110007' },
    });
  });

  it('undoes a neighbour that was aborted under way', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a'), undoable('b')]] });
    run.take('a').fail(refused());
    await settle(run);
    assert.deepEqual(Object.keys(await inputs(run)), ['b/undo']);
  });

  it('undoes an attempt of unknown outcome though the next one has surely failed', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a', { retryMaxCount: 1 })]] });
    run.take('a').fail(new StepgateError('110007', 'no answer', { uncertain: true }));
    await run.clock.pass(1000);
    run.take('a').fail(refused());
    await settle(run);
    assert.deepEqual(Object.keys(await inputs(run)), ['a/undo']);
  });

  it('undoes what failed unsurely and was passed over', async () => {
    const run = new RunnerUnderTest({
      components: [
        [undoable('a', { ignoreError: true, fallback: 'f' }), undoable('b', { ignoreError: true })],
        [api('d')],
      ],
    });
    run.take('a').fail(lost());
    run.take('b').fail(refused());
    await settle(run);
    run.take('d').fail(refused());
    await settle(run);
    assert.deepEqual(await inputs(run), { 'a/undo': { own: null, code: '110006' } });
  });

  it('undoes what was under way when the run passed its time limit', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a')], [undoable('b')]] });
    run.take('a').answer(1);
    await settle(run);
    run.runner.stop({ type: 'timed out', error: new StepgateError('110014', 'late') });
    await settle(run);
    assert.deepEqual(await answerAll(run), ['b/undo', 'a/undo']);
    assert.equal(await run.runner.done, 'compensated');
  });

  it('skips a compensation whose condition is false', async () => {
    const rule = { components: [[undoable('a', {}, { condition: "{a} != 'a!'" })], [api('d')]] };
    const run = new RunnerUnderTest(rule);
    assert.deepEqual(await answerAll(run, { d: refused }), ['a', 'd']);
    assert.equal(await run.runner.done, 'compensated');
  });
});

describe('a compensation that fails', () => {
  const rule = { components: [[undoable('a')], [undoable('b'), undoable('c')], [api('d')]] };

  it('suspends the run once the others of its layer have settled, and goes on when it is recovered', async () => {
    const run = new RunnerUnderTest(rule);
    assert.deepEqual(await answerAll(run, { d: refused, 'b/undo': refused }), ['a', 'b', 'c', 'd', 'b/undo', 'c/undo']);
    const { status: http, body } = await run.runner.answer;
    assert.deepEqual([http, body], [202, { code: '110006', msg: 'refused', trx: run.trx, status: 'suspended' }]);
    const row = await run.repository.get(run.trx);
    assert.deepEqual([row?.status, row?.cause, row?.errComponent], ['suspended', 'compensation', 'b/undo']);
    const again = await run.recover(rule);
    await settle(again);
    assert.deepEqual(await answerAll(again), ['b/undo', 'a/undo']);
    assert.deepEqual([await again.runner.done, await status(again)], ['compensated', 'compensated']);
  });

  it('does not go on by itself once that is used up, whoever undoes the run', async () => {
    const used = { suspend: true, recover: { auto: true, max: 1, wait: 2, then: 'compensate' } };
    const again = new RunnerUnderTest({ ...used, components: [[undoable('a')]] });
    again.take('a').fail(lost());
    await settle(again);
    const recovered = await again.recover({ ...used, components: [[undoable('a')]] });
    await settle(recovered);
    recovered.take('a').fail(lost());
    await settle(recovered);
    // Its process has died, and another one undoes the run.
    const other = await recovered.takeOver({ ...used, components: [[undoable('a')]] });
    await settle(other);
    assert.deepEqual(await answerAll(other, { 'a/undo': refused }), ['a/undo']);
    const row = await other.repository.get(other.trx);
    assert.deepEqual([row?.status, row?.recoverAt], ['suspended', null]);
  });

  it('keeps in the log what the run has failed with, and what has undone it', async () => {
    const run = new RunnerUnderTest(rule);
    await answerAll(run, { d: refused, 'b/undo': () => new StepgateError('110012', 'late') });
    const [log] = run.logs;
    assert.equal(log?.error?.component, 'd');
    const [b, c] = log.step_logs[1]?.component_logs ?? [];
    assert.deepEqual([b?.compensation?.name, b?.compensation?.error?.code], ['b/undo', '110012']);
    assert.deepEqual([c?.compensation?.error, c?.compensation?.output], [null, 'c/undo!']);
  });
});

describe('who waits for compensations', () => {
  const rule = { compensateHold: 5, components: [[undoable('a')], [api('d')]] };

  it('is answered after compensateHold that they are under way', async () => {
    const run = new RunnerUnderTest(rule);
    run.take('a').answer(1);
    await settle(run);
    run.take('d').fail(refused());
    await run.clock.pass(5000);
    assert.deepEqual((await run.runner.answer).body, {
      ...{ code: '110006', msg: 'refused', trx: run.trx },
      status: 'compensating',
    });
    await answerAll(run);
    assert.equal(await run.runner.done, 'compensated');
  });
});

describe('a rule with suspend', () => {
  const components = [[undoable('a')], [api('d')]];

  it('keeps a run that fails, and undoes nothing', async () => {
    const run = new RunnerUnderTest({ suspend: true, components });
    assert.deepEqual(await answerAll(run, { d: refused }), ['a', 'd']);
    assert.equal(await run.runner.done, 'suspended');
  });

  it('gives it up where it says so', async () => {
    const run = new RunnerUnderTest({ suspend: true, onFailure: 'compensate', components });
    assert.deepEqual(await answerAll(run, { d: refused }), ['a', 'd', 'a/undo']);
    assert.equal(await run.runner.done, 'compensated');
  });

  it('gives it up when its automatic recoveries are used up', async () => {
    const rule = { suspend: true, recover: { max: 1, wait: 0, then: 'compensate' }, components };
    const run = new RunnerUnderTest(rule);
    await answerAll(run, { d: refused });
    assert.equal(await run.runner.done, 'suspended');
    const again = await run.recover(rule);
    assert.deepEqual(await answerAll(again, { d: refused }), ['d', 'a/undo']);
    assert.equal(await again.runner.done, 'compensated');
  });
});

describe('a run that is being undone', () => {
  const rule = { components: [[undoable('a')], [undoable('b')], [api('d')]] };

  async function undoing(): Promise<RunnerUnderTest> {
    const run = new RunnerUnderTest(rule);
    for (const name of ['a', 'b']) {
      run.take(name).answer(name);
      await settle(run);
    }
    run.take('d').fail(refused());
    await settle(run);
    return run;
  }

  it('cannot be cancelled, and passes no time limit', async () => {
    const run = await undoing();
    assert.equal(run.runner.stop({ type: 'cancelled', error: new StepgateError('110010', 'no') }), false);
    assert.equal(run.runner.stop({ type: 'timed out', error: new StepgateError('110014', 'late') }), false);
    assert.deepEqual(await answerAll(run), ['b/undo', 'a/undo']);
  });

  it('is left as it is by the shutdown, with what is undone', async () => {
    const run = await undoing();
    run.take('b/undo').answer('ok');
    await settle(run);
    run.runner.stop({ type: 'shutdown', error: new StepgateError('000503', 'down') });
    await settle(run);
    assert.deepEqual([await run.runner.done, await status(run)], ['compensating', 'compensating']);
    const { undo = [] } = await readState((await run.repository.get(run.trx))?.state ?? '');
    assert.deepEqual(
      undo.map(({ name, undone }) => [name, undone]),
      [
        ['a', undefined],
        ['b', true],
      ],
    );
  });
});
