import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shareOf } from '../../src/cli/processes/share.ts';
import { loadConfig } from '../../src/config.ts';

describe('what is set for the whole gateway', () => {
  const config = { ...loadConfig({}, '/nowhere'), processes: 3, sandboxProcesses: 2, maxRuns: 1000 };

  it('is divided among its processes, at least one each', () => {
    const shares = [1, 2, 3].map((process) => shareOf({ ...config, upstreamConnections: 5 }, process));
    assert.deepEqual(
      shares.map((one) => [one.maxRuns, one.sandboxProcesses, one.upstreamConnections]),
      [
        [334, 1, 2],
        [333, 1, 2],
        [333, 1, 1],
      ],
    );
  });

  it('stays without a limit where there is none', () => {
    assert.equal(shareOf(config, 1).upstreamConnections, undefined);
  });
});
