import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../src/json.ts';
import { withCrashLeft } from '../../src/engine/crashed.ts';
import { readState } from '../../src/engine/kept-state.ts';
import { resumedStart } from '../../src/engine/resumed.ts';
import { noLedger } from '../../src/engine/run-ledger.ts';
import type { UndoEntry } from '../../src/engine/undo-state.ts';
import { compileRule } from '../../src/rule/compile.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';
import { answerAll, refused, settle, undoable } from './undoing.ts';

describe('a process that dies while it undoes', () => {
  it('leaves the run to another one, which undoes nothing that was stored as undone', async () => {
    const rule = { components: [[undoable('a')], [undoable('b'), undoable('c')], [api('d')]] };
    const run = new RunnerUnderTest(rule);
    for (const name of ['a', 'b', 'c']) {
      run.take(name).answer(name);
      await settle(run);
    }
    run.take('d').fail(refused());
    await settle(run);
    run.take('b/undo').answer('ok');
    await settle(run);
    const other = await run.takeOver(rule);
    await settle(other);
    assert.deepEqual(await answerAll(other), ['c/undo', 'a/undo']);
    assert.equal(await other.runner.done, 'compensated');
  });
});

describe('a run that is undone', () => {
  it('is one that is kept, so that a rule which has undone something is not called again', async () => {
    const run = new RunnerUnderTest({ components: [[undoable('a')], [api('b')]] });
    const first = run.take('a');
    assert.equal(first.attempt.run.keeps, false);
    first.answer('a');
    await settle(run);
    run.take('b').fail(refused());
    await settle(run);
    assert.equal(run.take('a/undo').attempt.run.keeps, true);
  });
});

describe('what a run may have left whose process has died', () => {
  /** Of a durable run that dies while what is given is under way. */
  async function left(rule: JsonObject, body: JsonObject, answered: readonly string[]): Promise<readonly UndoEntry[]> {
    const run = new RunnerUnderTest({ durable: true, ...rule }, body);
    await settle(run);
    for (const name of answered) {
      run.take(name).answer(name);
      await settle(run);
    }
    const [row] = await run.repository.reapExpired();
    assert.ok(row);
    const compiled = compileRule({ name: 'x', method: 'POST', rule: { durable: true, ...rule } }, 'V1');
    const environment = { secret: {}, var: {} };
    const noted = withCrashLeft(compiled, row, await readState(row.state), environment);
    assert.equal(withCrashLeft(compiled, row, noted, environment), noted);
    return noted.undo ?? [];
  }

  it('are the components of its layer that were to run, but for those that were surely skipped', async () => {
    const second = [undoable('b'), undoable('c', { condition: '{request.body.go}' }), api('d')];
    const rule = { components: [[undoable('a')], second] };
    assert.deepEqual(await left(rule, { go: false }, ['a']), [
      { layer: 1, name: 'a', outcome: 'done' },
      { layer: 2, name: 'b', outcome: 'unknown' },
    ]);
  });

  it('are nothing of a flow of which no case fits, nor of too long a list', async () => {
    const { compensate = null } = undoable('f');
    const flow = {
      name: 'f',
      type: 'flow',
      compensate,
      cases: [{ when: '{request.body.go}', components: [[api('a')]] }],
    };
    const loop = undoable('l', { foreach: [1, 2, 3], maxItems: 2 });
    assert.deepEqual(await left({ components: [[api('d'), flow, loop]] }, { go: false }, []), []);
  });

  it('are what ran on the data as they were, whatever an operator makes of them', async () => {
    const rule = { durable: true, components: [[undoable('a', { condition: '{request.body.go}' })]] };
    const run = new RunnerUnderTest(rule, { go: true });
    await settle(run);
    const [row] = await run.repository.reapExpired();
    assert.ok(row);
    const { data, ...state } = await readState(row.state);
    const compiled = compileRule({ name: 'x', method: 'POST', rule }, 'V1');
    const changed = { ...data, request: { ...(data.request as JsonObject), body: { go: false } } };
    const plan = { rule: compiled, before: data, state: { ...state, data: changed } };
    const going = { ledger: noLedger, environment: { secret: {}, var: {} } };
    const start = resumedStart(row, plan, going);
    assert.deepEqual(start.state.undo, [{ layer: 1, name: 'a', outcome: 'unknown' }]);
    assert.deepEqual(start.state.data, changed);
  });

  it('let the run end as ever where they are none', async () => {
    const components = [[api('a'), undoable('b', { condition: 'false' })]];
    const rule = { durable: true, onFailure: 'compensate', components };
    const run = new RunnerUnderTest(rule);
    await settle(run);
    const [row] = await run.repository.reapExpired();
    assert.ok(row);
    const state = withCrashLeft(
      compileRule({ name: 'x', method: 'POST', rule }, 'V1'),
      row,
      await readState(row.state),
      { secret: {}, var: {} },
    );
    const again = await run.recover(rule, () => state);
    again.take('a').fail(refused());
    await settle(again);
    assert.equal(await again.runner.done, 'suspended');
  });

  it('are in a flow those of the layer that it had reached', async () => {
    const flow = { name: 'f', type: 'flow', components: [[undoable('a')], [undoable('b')], [undoable('c')]] };
    const [entry] = await left({ components: [[flow]] }, {}, ['f/a']);
    const [inside] = entry?.flows ?? [];
    assert.deepEqual(inside?.entries, [
      { layer: 1, name: 'a', outcome: 'done' },
      { layer: 2, name: 'b', outcome: 'unknown' },
    ]);
    assert.deepEqual(inside.outputs, [{ path: ['a'], value: 'f/a' }]);
  });

  it('are in a loop the elements that had not ended', async () => {
    const rule = { components: [[undoable('a', { foreach: '{request.body.list}' })]] };
    assert.deepEqual(await left(rule, { list: ['x', 'y'] }, ['a[0]']), [
      {
        ...{ layer: 1, name: 'a' },
        elements: { 0: { item: 'x', outcome: 'done', output: 'a[0]' }, 1: { item: 'y', outcome: 'unknown' } },
      },
    ]);
  });
});
