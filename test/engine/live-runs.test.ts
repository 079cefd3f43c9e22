import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LiveRuns } from '../../src/engine/live-runs.ts';

describe('runs under way', () => {
  it('are kept as a map keeps them, whatever comes and goes', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const change = fc.record({ id, run: fc.option(fc.nat()) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const [runs, expected] = [new LiveRuns<number>(), new Map<string, number>()];
        for (const { id, run } of changes) {
          if (run === null) {
            runs.delete(id);
            expected.delete(id);
          } else {
            runs.set(id, run);
            expected.set(id, run);
          }
          assert.deepEqual(
            [runs.size, runs.has(id), runs.get(id)],
            [expected.size, expected.has(id), expected.get(id)],
          );
          assert.deepEqual(runs.values().sort(), [...expected.values()].sort());
        }
      }),
    );
  });
});
