import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fleet } from '../../src/sandbox/fleet.ts';
import { SandboxProcess } from '../../src/sandbox/process.ts';
import type { ProcessEvents } from '../../src/sandbox/process.ts';

const noop = (): void => undefined;

describe('a process for new scripts that others leave no time to start', () => {
  it('starts in a hurry after 6 s, and is given up after 15 s more', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const launched: string[] = [];
    const failures: unknown[] = [];
    const events: ProcessEvents = {
      ...{ ready: noop, waits: noop, ended: noop, stuck: noop, stalled: noop, lost: noop },
      exited: (process, exit) => fleet.exited(process, exit),
    };
    const fleet: Fleet = new Fleet({
      size: 0,
      launch: (role, hurried) => {
        launched.push(`${role}${hurried ? ', hurried' : ''}`);
        return new SandboxProcess(role, new Promise(noop), events);
      },
      log: { info: noop, warn: noop, error: (fields: unknown) => void failures.push(fields) },
      onReady: noop,
    });
    t.after(() => fleet.close());
    const apart = (): string[] => launched.filter((one) => one.startsWith('apart'));
    // One to work, one to spare.
    assert.deepEqual(apart(), ['apart', 'apart']);
    t.mock.timers.tick(5999);
    assert.equal(apart().length, 2);
    t.mock.timers.tick(1);
    assert.deepEqual(apart().slice(2), ['apart, hurried', 'apart, hurried']);
    assert.deepEqual([failures, fleet.restarts], [[], 0]);
    t.mock.timers.tick(15_000);
    assert.deepEqual(failures[0], { cause: 'it did not start within 15000 ms' });
  });
});
