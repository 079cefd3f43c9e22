import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunnerUnderTest, api } from './runner-under-test.ts';
import { answerAll, inputs, lost, refused, settle, undoable } from './undoing.ts';

describe('what is inside a flow or a loop', () => {
  it('is undone backwards too, with what it saw', async () => {
    const inner = undoable('b', {}, { input: { a: '{a}', b: '{b}', x: '{x}' } });
    const flow = { name: 'f', type: 'flow', components: [[undoable('a')], [inner]] };
    const run = new RunnerUnderTest({ components: [[api('x')], [flow], [api('d')]] });
    for (const name of ['x', 'f/a', 'f/b']) {
      run.take(name).answer(`${name}!`);
      await settle(run);
    }
    run.take('d').fail(refused());
    await settle(run);
    const [undo] = run.calls;
    assert.equal(undo?.attempt.idempotencyKey, `${run.trx}-2-f/2-b-undo`);
    assert.deepEqual(await inputs(run), {
      'f/b/undo': { a: 'f/a!', b: 'f/b!', x: 'x!' },
      'f/a/undo': { own: 'f/a!', code: '110006' },
    });
  });

  it('is undone with where its waits would have been called back', async () => {
    const start = undoable('a', {}, { input: '{callback.pay}' });
    const components = [[start], [api('b')], [{ name: 'pay', type: 'wait', for: 'callback' }]];
    const flow = { name: 'f', type: 'flow', components };
    const run = new RunnerUnderTest({ onFailure: 'compensate', components: [[flow]] });
    await settle(run);
    run.take('f/a').answer(1);
    await settle(run);
    run.take('f/b').fail(refused());
    await settle(run);
    assert.deepEqual(await inputs(run), { 'f/a/undo': `http://127.0.0.1/callback/${run.trx}/1-f/3-pay` });
  });

  it('is undone after the flow itself', async () => {
    const { compensate } = undoable('f');
    const flow = {
      name: 'f',
      type: 'flow',
      outputName: 'f',
      components: [[undoable('a')]],
      compensate: compensate ?? null,
    };
    const run = new RunnerUnderTest({ components: [[flow], [api('d')]] });
    assert.deepEqual(await answerAll(run, { d: refused }), ['f/a', 'd', 'f/undo', 'f/a/undo']);
  });

  it('is undone where the flow has failed half-way', async () => {
    const flow = { name: 'f', type: 'flow', components: [[undoable('a')], [undoable('b')]] };
    const run = new RunnerUnderTest({ components: [[flow]] });
    assert.deepEqual(await answerAll(run, { 'f/b': refused }), ['f/a', 'f/b', 'f/a/undo']);
  });

  it('is undone element by element, with the element, its place and its output', async () => {
    const input = { item: '{item}', index: '{index}', own: '{a}' };
    const loop = undoable('a', { foreach: ['x', 'y', 'z'] }, { input });
    const run = new RunnerUnderTest({ components: [[loop]] });
    await settle(run);
    run.take('a[0]').answer(10);
    run.take('a[1]').fail(lost());
    await settle(run);
    const [undo] = run.calls;
    assert.equal(undo?.attempt.idempotencyKey, `${run.trx}-1-a[2]-undo`);
    assert.deepEqual(await inputs(run), {
      'a[2]/undo': { item: 'z', index: 2, own: null },
      'a[1]/undo': { item: 'y', index: 1, own: null },
      'a[0]/undo': { item: 'x', index: 0, own: 10 },
    });
  });

  it('is not undone of a loop that had no elements', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a', { foreach: [] })], [api('d')]] });
    await settle(run);
    assert.deepEqual(await answerAll(run, { d: refused }), ['d']);
    assert.equal(await run.runner.done, 'failed');
  });

  it('leaves a flow of an element as failed that has surely failed, and undoes those that it stops', async () => {
    const { compensate = null } = undoable('f');
    const flow = { name: 'f', type: 'flow', foreach: [1, 2], components: [[api('a')]], compensate };
    const run = new RunnerUnderTest({ components: [[flow]] });
    await settle(run);
    run.take('f[0]/a').fail(refused());
    await settle(run);
    assert.deepEqual(await answerAll(run), ['f[1]/undo']);
  });

  it('is undone so many elements at once', async () => {
    const loop = undoable('a', { foreach: [1, 2, 3], concurrency: 2 });
    const run = new RunnerUnderTest({ components: [[loop], [api('d')]] });
    await settle(run);
    for (const name of ['a[0]', 'a[1]', 'a[2]']) {
      run.take(name).answer(1);
      await settle(run);
    }
    run.take('d').fail(refused());
    await settle(run);
    assert.deepEqual(
      run.calls.map(({ component }) => component),
      ['a[2]/undo', 'a[1]/undo'],
    );
  });

  it('is undone of each time of until', async () => {
    const flow = {
      name: 'f',
      type: 'flow',
      components: [[undoable('a')]],
      until: "{$output.a} == 'done'",
      max: 2,
      every: 1,
    };
    const run = new RunnerUnderTest({ components: [[flow]] });
    run.take('f/a').answer('first');
    await run.clock.pass(1000);
    run.take('f/a').answer('second');
    await settle(run);
    assert.deepEqual(
      run.calls.map(({ attempt }) => attempt.idempotencyKey),
      [`${run.trx}-1-f~2/1-a-undo`],
    );
    assert.deepEqual(await answerAll(run), ['f/a/undo', 'f/a/undo']);
    assert.equal(await run.runner.done, 'compensated');
  });
});
