import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { QueuedRun } from '../../src/engine/queue-state.ts';
import { advance } from '../../src/engine/advance.ts';
import { ERROR, EVENTS, STATES, eventNames, stateNames } from './machine.ts';

const QUEUED: QueuedRun = {
  ...{ name: 'workflow', attempt: 1, last: 2, attempts: 2, suspends: false },
  backoff: { type: 'fixed', delayMs: 0, maxMs: 0 },
};

describe('the diagram in ARCHITECTURE.md', () => {
  it('shows the transitions that there are, and no others', () => {
    const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');
    const shown = new Map(
      Array.from(text.matchAll(/^(\w+) +──► ([\w |]+) *$/gm), ([, from = '', to = '']) => [
        from,
        to
          .trim()
          .split(/ *\| */)
          .sort(),
      ]),
    );
    const there = transitions();
    for (const state of stateNames) assert.deepEqual(shown.get(state) ?? [], there.get(state));
  });

  function transitions(): Map<string, string[]> {
    const found = new Map<string, Set<string>>(stateNames.map((name) => [name, new Set()]));
    const flags = [true, false];
    const stop = { error: ERROR, cause: 'error', isCancel: false };
    const stops = [null, stop, { ...stop, isCancel: true }, { ...stop, cause: 'shutdown' }];
    for (const layers of [[], [0], [2, 1]])
      for (const suspend of flags)
        for (const durable of suspend ? flags : [false])
          for (const name of stateNames)
            for (const kept of flags)
              for (const stop of stops)
                for (const event of eventNames)
                  for (const left of flags)
                    for (const pause of flags)
                      for (const givesUp of ['never', 'always'] as const) {
                        const shape = { layers, suspend, durable, undoes: left, givesUp };
                        const state = { ...STATES[name], kept, stop, left, pause };
                        for (const queue of durable ? [null, QUEUED] : [null]) {
                          const next = advance({ ...shape, queue }, state, EVENTS[event]).state.name;
                          if (next !== name) found.get(name)?.add(next);
                        }
                      }
    return new Map(Array.from(found, ([name, to]) => [name, [...to].sort()]));
  }
});
