import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics } from '../../src/observe/metrics.ts';

const sandbox = {
  ready: true,
  isolation: 'none',
  processes: 2,
  callsRunning: 3,
  callsQueued: 4,
  restarts: 5,
  pids: [],
};

describe('metrics', () => {
  it('have the names and labels of the specification', async () => {
    const metrics = createMetrics({ sandbox: () => sandbox, suspended: () => Promise.resolve(7) });
    metrics.runEnded('a/b', 'success', 20);
    metrics.componentEnded('a/b', 'user', 10);
    metrics.upstreamFailed('110007');
    const text = await metrics.exposition();
    for (const line of [
      'stepgate_runs_total{rule="a/b",status="success"} 1',
      'stepgate_run_seconds_count{rule="a/b"} 1',
      'stepgate_component_seconds_sum{rule="a/b",component="user"} 0.01',
      'stepgate_upstream_errors_total{code="110007"} 1',
      'stepgate_sandbox_processes 2',
      'stepgate_sandbox_calls_running 3',
      'stepgate_sandbox_calls_queued 4',
      'stepgate_sandbox_restarts 5',
      'stepgate_suspended 7',
      'stepgate_run_logs_dropped_total 0',
    ]) {
      assert.ok(text.includes(`\n${line}\n`), line);
    }
    assert.match(text, /\nprocess_cpu_seconds_total \d/);
  });

  it('count durations in the buckets that they fit into, each time they are written', async () => {
    const metrics = createMetrics({ sandbox: () => sandbox, suspended: () => Promise.resolve(7) });
    const cumulative = async (): Promise<(number | undefined)[]> => {
      const text = await metrics.exposition();
      return ['0.001', '0.0025', '0.01', '0.025', '120', '+Inf'].map((le) => {
        const line = new RegExp(
          `^stepgate_run_seconds_bucket\\{le="${le.replace('+', '\\+')}",rule="a"\\} (\\d+)$`,
          'm',
        );
        return Number(line.exec(text)?.[1]);
      });
    };
    for (const milliseconds of [2.5, 20, 500_000]) metrics.runEnded('a', 'success', milliseconds);
    assert.deepEqual(await cumulative(), [0, 1, 1, 2, 2, 3]);
    metrics.runEnded('a', 'failed', 0.2);
    assert.deepEqual(await cumulative(), [1, 2, 2, 3, 3, 4]);
  });

  it('leave others a turn between one and the next when they are written', async () => {
    const metrics = createMetrics({ sandbox: () => sandbox, suspended: () => Promise.resolve(0) });
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const text = await metrics.exposition();
    clearImmediate(next);
    const written = text.match(/^# TYPE /gm)?.length ?? 0;
    assert.ok(written > 0 && turns >= written, `${turns} turns for ${written}`);
  });

  it('are written a few series at a time, each metric as one', async () => {
    const metrics = createMetrics({ sandbox: () => sandbox, suspended: () => Promise.resolve(0) });
    const rules = Array.from({ length: 100 }, (_, index) => `rule/${index}`);
    for (const rule of rules) {
      metrics.runEnded(rule, 'success', 20);
      metrics.componentEnded(rule, 'user', 10);
    }
    const text = await metrics.exposition();
    for (const name of ['stepgate_runs_total', 'stepgate_run_seconds', 'stepgate_component_seconds']) {
      const [block = ''] = text.split('\n\n').filter((one) => one.startsWith(`# HELP ${name} `));
      assert.equal(block.match(/^#/gm)?.length, 2);
      assert.equal(block.split('\n').length, 2 + rules.length * (name === 'stepgate_runs_total' ? 1 : 19));
      for (const rule of rules) assert.ok(block.includes(`rule="${rule}"`));
    }
  });

  it('answer while the database is away', async () => {
    const metrics = createMetrics({ sandbox: () => sandbox, suspended: () => Promise.reject(new Error('away')) });
    assert.match(await metrics.exposition(), /\nstepgate_suspended Nan\n/);
  });
});
