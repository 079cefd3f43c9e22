import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { advance } from '../../src/engine/advance.ts';
import { ERROR, EVENTS, STATES, eventNames, stateNames } from './machine.ts';

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
                        const next = advance(shape, { ...STATES[name], kept, stop, left, pause }, EVENTS[event]).state
                          .name;
                        if (next !== name) found.get(name)?.add(next);
                      }
    return new Map(Array.from(found, ([name, to]) => [name, [...to].sort()]));
  }
});
