import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SandboxProcess } from '../../src/sandbox/process.ts';
import type { ProcessExit } from '../../src/sandbox/process.ts';
import { WorkerGroup } from '../../src/sandbox/worker-group.ts';
import { createManualClock } from '../fixture/manual-clock.ts';

/** A group whose processes are never started: a test says when one is ready, and when it ends. */
function openGroup() {
  const clock = createManualClock();
  const launched: SandboxProcess[] = [];
  const errors: unknown[] = [];
  const unexpected = (): never => assert.fail('nothing runs here');
  const group = new WorkerGroup({
    ...{ size: 1, clock },
    onFailure: (cause) => void errors.push(cause),
    onReady: () => undefined,
    launch: () => {
      const events = { ready: unexpected, ended: unexpected, lost: unexpected, disposed: unexpected };
      const exited = (ended: SandboxProcess, exit: ProcessExit): void => group.exited(ended, exit);
      const process = new SandboxProcess('working', new Promise(() => undefined), clock, { ...events, exited });
      launched.push(process);
      return process;
    },
  });
  const ready = (at: number): void => {
    const process = launched[at];
    if (process === undefined) assert.fail(`process ${at} was not launched`);
    group.ready(process);
  };
  return { clock, group, launched, errors, ready };
}

/** Its place among those that were launched; -1: there is none. */
function placeOf(process: SandboxProcess | undefined, launched: readonly SandboxProcess[]): number {
  return launched.findIndex((one) => one === process);
}

describe('a group of processes', () => {
  it('has a standby where it was asked for one, which takes the place of one that is lost', () => {
    const { group, launched, ready } = openGroup();
    group.wake();
    assert.equal(launched.length, 1);
    ready(0);
    assert.equal(launched.length, 1);
    assert.equal(placeOf(group.forCall('a'), launched), 0);
    group.wakeForCalls();
    assert.equal(launched.length, 2);
    ready(1);
    launched[0]?.kill('it is in the way');
    assert.equal(placeOf(group.forCall('a'), launched), 1);
    assert.deepEqual([launched.length, group.restarts, group.size], [3, 1, 1]);
  });

  it('lets one that took much memory retire when there is a standby, and ends it without calls', () => {
    const { group, launched, ready } = openGroup();
    group.wake();
    ready(0);
    const [first] = launched;
    if (first === undefined) assert.fail('nothing was launched');
    group.retire(first);
    assert.equal(group.forCall('a'), first);
    group.wakeForCalls();
    ready(1);
    group.retire(first);
    assert.equal(placeOf(group.forCall('a'), launched), 1);
    group.trim();
    assert.deepEqual([first.state, group.restarts], ['dead', 0]);
  });

  it('starts its standby when the active processes are there', () => {
    const { group, launched, ready } = openGroup();
    group.wakeForCalls();
    assert.equal(launched.length, 1);
    ready(0);
    assert.equal(launched.length, 2);
  });

  it('ends its processes when nothing was asked of it for five minutes, and starts them anew when it is woken', async () => {
    const { group, launched, clock, ready } = openGroup();
    group.wakeForCalls();
    ready(0);
    ready(1);
    await clock.pass(299_999);
    group.trim();
    assert.deepEqual([group.isAwake, group.size], [true, 1]);
    group.wakeForCalls();
    await clock.pass(299_999);
    group.trim();
    assert.equal(group.isAwake, true);
    await clock.pass(1);
    group.trim();
    assert.deepEqual([group.isAwake, group.all, group.restarts], [false, [], 0]);
    group.wake();
    ready(2);
    assert.deepEqual([launched.length, placeOf(group.forCall('a'), launched)], [3, 2]);
  });

  it('is not idle while a process starts, or works on what it was asked', async () => {
    const { group, launched, clock, ready } = openGroup();
    group.wake();
    await clock.pass(40_000);
    group.trim();
    ready(0);
    await clock.pass(299_000);
    group.trim();
    assert.equal(group.isAwake, true);
    const checked = launched[0]?.check('js', '');
    await clock.pass(400_000);
    group.trim();
    assert.equal(group.isAwake, true);
    group.close();
    assert.equal(await checked, undefined);
  });

  it('checks in a process without calls', () => {
    const { group, launched, ready } = openGroup();
    group.wake();
    assert.equal(group.forCheck(), undefined);
    ready(0);
    assert.equal(placeOf(group.forCheck(), launched), 0);
    group.wakeForCalls();
    ready(1);
    assert.equal(placeOf(group.forCheck(), launched), 1);
  });

  it('tries again, ever more slowly, when its processes do not start, and says so once', async () => {
    const { group, launched, errors, clock, ready } = openGroup();
    group.wake();
    const startedAt: number[] = [];
    for (let count = 0; count < 9; count++) {
      startedAt.push(clock.now());
      launched[count]?.kill('no addon here');
      while (launched.length === startedAt.length) await clock.pass(10);
    }
    const waited = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? 0));
    assert.deepEqual(waited, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    assert.equal(group.failure, 'no addon here');
    assert.deepEqual(errors, ['no addon here']);
    ready(9);
    assert.equal(group.failure, undefined);
  });

  it('gives up a process that does not start within a minute', async () => {
    const { group, launched, clock } = openGroup();
    group.wake();
    await clock.pass(59_999);
    assert.equal(launched[0]?.state, 'starting');
    await clock.pass(1);
    assert.equal(launched[0].state, 'dead');
    group.close();
  });
});
