import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Questions } from '../../src/sandbox/child/questions.ts';
import { createManualClock } from '../fixture/manual-clock.ts';
import { openPool, openWithTwoCalls } from './fake-isolates.ts';

/** Processor time that an isolate may take for a call that has left it, and how long it may take to stop. */
const HUNG_CPU_MS = 50;
/** How often isolates in use are looked at. */
const LOOK_MS = 25;
const STUCK_MS = 1000;

describe('the isolates of a process', () => {
  it('are one for all calls of a version that do not block, and one for each that blocks', async () => {
    const { pool, call, told, clock } = openPool();
    await pool.ready;
    for (const [version, blocks] of [['a'], ['a'], ['b', true], ['b', true], ['a']] as const)
      pool.take(call(version, blocks));
    assert.deepEqual(await told(), ['a1 in 0', 'a2 in 0', 'b3 in 1', 'a5 in 0']);
    await clock.pass(LOOK_MS);
    assert.deepEqual(await told(), ['b4 in 2']);
  });

  it('serve the same version again, then none, then the one that has been idle for longest', async () => {
    const { pool, call, told, made, clock } = openPool(3);
    await pool.ready;
    const [a, b] = [call('a'), call('b')];
    pool.take(a);
    pool.take(b);
    await told();
    await clock.pass(LOOK_MS);
    assert.equal(made.length, 3);
    for (const one of [a, b]) pool.leave(one);
    await clock.pass(LOOK_MS);
    await told();
    for (const version of ['b', 'c', 'd']) pool.take(call(version));
    assert.deepEqual(await told(), ['b3 in 1', 'c4 in 2', 'd5 in 0']);
    assert.deepEqual(made[0]?.entries, ['define', 'define']);
  });

  it('serve their version without being asked first, and another once they have answered', async () => {
    const { pool, call, told } = openPool(3);
    await pool.ready;
    const [a, b] = [call('a'), call('b')];
    for (const one of [a, b]) pool.take(one);
    for (const one of [a, b]) pool.leave(one);
    pool.take(call('a'));
    assert.deepEqual(await told(), ['a1 in 0', 'b2 in 1', 'a3 in 0']);
    pool.take(call('c'));
    assert.deepEqual(await told(), ['b2 idle', 'c4 in 1']);
  });

  for (const [what, source, versions] of [
    ['keep 2.5 MiB of versions compiled, and end then', '', 600],
    ['end sooner where sources are large', 'x'.repeat(2 ** 20), 6],
  ] as const) {
    it(what, async () => {
      const { pool, call, made, clock } = openPool();
      await pool.ready;
      for (let version = 0; version < versions; version++) {
        const one = call(`v${version}`, false, source);
        pool.take(one);
        pool.leave(one);
        await clock.pass(LOOK_MS);
      }
      const bytes = made.map(({ defined }) => defined.size * (10_000 + source.length));
      assert.deepEqual(
        made.map(({ disposed }) => disposed),
        bytes.map((of) => of > 2.5 * 2 ** 20),
      );
      assert.ok(made.some(({ disposed }) => disposed));
    });
  }

  it('ask those that calls have left before versions share one', async () => {
    const { pool, call, told } = openPool(2);
    await pool.ready;
    const [a, b] = [call('a'), call('b')];
    for (const one of [a, b]) pool.take(one);
    await told();
    pool.leave(b);
    pool.take(call('c'));
    assert.deepEqual(await told(), ['b2 idle', 'c3 in 1']);
    pool.take(call('d'));
    assert.deepEqual(await told(), ['d4 in 0']);
  });

  it('are waited for by those that block when all are in use, and shared by the others', async () => {
    const { pool, call, told } = openPool(2);
    await pool.ready;
    const [a, b] = [call('a'), call('b', true)];
    const waiting = [call('c', true), call('d', true), call('e', true)];
    for (const one of [a, b, ...waiting, call('f')]) pool.take(one);
    assert.deepEqual(await told(), ['a1 in 0', 'b2 in 1', 'f6 in 0']);
    pool.leave(waiting[0] ?? a);
    pool.leave(b);
    assert.deepEqual(await told(), ['c3 idle', 'b2 idle', 'd4 in 1']);
  });

  it('are left to those that do not block, one of them, however many block', async () => {
    const { pool, call, told, clock } = openPool(10);
    await pool.ready;
    for (let count = 0; count < 20; count++) pool.take(call('a', true));
    for (let looks = 0; looks < 3; looks++) await clock.pass(LOOK_MS);
    assert.equal((await told()).length, 9);
    pool.take(call('b'));
    assert.equal((await told()).length, 1);
  });

  it('are kept, and asked for memory again, when they were needed only for a moment', async () => {
    const { pool, call, made, clock, told } = openPool(40);
    await pool.ready;
    const calls = Array.from({ length: 30 }, () => call('a', true));
    for (const one of calls) pool.take(one);
    for (let looks = 0; looks < 3; looks++) await clock.pass(LOOK_MS);
    for (const one of calls) pool.leave(one);
    await clock.pass(60_000);
    assert.deepEqual([made.length, made.some(({ disposed }) => disposed)], [31, false]);
    await told();
    for (let count = 0; count < 30; count++) pool.take(call('b', true));
    assert.equal((await told()).length, 30);
  });
});

describe('an isolate that works on', () => {
  it('for a call that lives is left alone, for as long as that takes', async () => {
    const { pool, told, made, clock, a, b } = await openWithTwoCalls();
    if (made[0]) made[0].busy = a.id;
    pool.leave(b);
    if (made[0]) made[0].cpu += 10 * HUNG_CPU_MS;
    await clock.pass(10_000);
    assert.deepEqual(await told(), []);
    made[0]?.rest();
    assert.deepEqual(await told(), ['a2 idle']);
  });

  for (const [what, stops] of [
    ['is disposed of; calls that wait behind are lost with it', true],
    ['and does not stop then either, is reported', false],
  ] as const) {
    it(`for a call that was abandoned ${what}`, async () => {
      const { pool, call, told, made, clock, a } = await openWithTwoCalls();
      if (made[0]) made[0].busy = a.id;
      pool.leave(a);
      await clock.pass(LOOK_MS);
      if (made[0]) made[0].cpu += HUNG_CPU_MS - 1;
      await clock.pass(10_000);
      assert.deepEqual(await told(), []);
      if (made[0]) made[0].cpu += 1;
      await clock.pass(LOOK_MS);
      assert.deepEqual(await told(), ['a hung', 'a1 idle', 'a2 lost through -']);
      assert.equal(made[0]?.disposed, true);
      if (stops) made[0].stop();
      await clock.pass(STUCK_MS);
      assert.deepEqual(await told(), stops ? [] : ['a stuck']);
      pool.take(call('a'));
      assert.deepEqual(await told(), ['a3 in 1']);
    });
  }

  it('for a call that has ended is disposed of, too', async () => {
    const { pool, call, told, made, clock } = openPool();
    await pool.ready;
    const a = call('a');
    pool.take(a);
    await told();
    if (made[0]) made[0].busy = a.id;
    a.outcome = ['value', '1'];
    pool.leaving(a);
    await clock.pass(LOOK_MS);
    if (made[0]) made[0].cpu += HUNG_CPU_MS;
    await clock.pass(LOOK_MS);
    assert.deepEqual(await told(), ['a hung', 'a1 lost through -']);
  });

  it('is disposed of for the version that it works for, whichever was defined last', async () => {
    const { pool, call, told, made, clock } = openPool(1);
    await pool.ready;
    const [a, c] = [call('a'), call('c')];
    for (const one of [a, c]) pool.take(one);
    const again = call('a');
    pool.take(again);
    const last = call('a');
    pool.take(last);
    await told();
    const isolate = made.find((one) => one.defined.has('a'));
    if (isolate) isolate.busy = again.id;
    pool.leave(again);
    await clock.pass(LOOK_MS);
    if (isolate) isolate.cpu += HUNG_CPU_MS;
    await clock.pass(LOOK_MS);
    assert.equal((await told())[0], 'a hung');
  });

  it('and is gone takes no new call', async () => {
    const { pool, call, told, made } = await openWithTwoCalls();
    if (made[0]) made[0].disposed = true;
    pool.take(call('a'));
    assert.deepEqual(await told(), ['a1 lost through 0', 'a2 lost through 0', 'a3 in 1']);
  });

  it('and goes over its memory limit takes its calls with it, and says which one was at work', async () => {
    const { pool, told, made, clock, a, b } = await openWithTwoCalls();
    Object.assign(made[0] ?? {}, { busy: b.id, disposed: true });
    await clock.pass(LOOK_MS);
    assert.deepEqual(await told(), ['a1 lost through 2', 'a2 lost through 2']);
    pool.leave(a);
    assert.deepEqual(await told(), ['a1 idle']);
  });
});

describe('what a call asks', () => {
  it('the gateway sees 32 of at once; it is not asked to sleep', async () => {
    const clock = createManualClock();
    const sent: number[] = [];
    const answers: string[] = [];
    const questions = new Questions(clock, (_method, sequence) => sent.push(sequence));
    questions.ask('sleep', '[50]', (answer) => answers.push(`slept ${answer}`));
    for (let count = 0; count < 40; count++) questions.ask('request', '[]', (answer) => answers.push(answer));
    assert.equal(sent.length, 32);
    questions.answer(sent[0] ?? 0, '+1');
    assert.deepEqual([sent.length, answers], [33, ['+1']]);
    await clock.pass(50);
    assert.deepEqual(answers, ['+1', 'slept +null']);
    questions.end();
    assert.deepEqual(answers.slice(2), Array<string>(39).fill(''));
    assert.equal(sent.length, 33);
  });
});
