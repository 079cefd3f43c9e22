import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exposition } from '../../src/observe/exposition.ts';
import type { MetricPiece } from '../../src/observe/exposition.ts';
import { MetricTotals } from '../../src/observe/metric-totals.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import type { Metrics } from '../../src/observe/metrics.ts';

const sandbox = {
  ready: true,
  isolation: 'none',
  processes: 2,
  callsRunning: 0,
  callsQueued: 0,
  restarts: 0,
  pids: [],
};

const metricsOf = (suspended: () => Promise<number> = () => Promise.resolve(7)): Metrics =>
  createMetrics({ sandbox: () => sandbox, suspended });

async function take(totals: MetricTotals, process: number, metrics: Metrics): Promise<void> {
  for await (const piece of metrics.pieces()) totals.add(process, piece);
}

const piecesOf = (totals: MetricTotals): AsyncIterable<MetricPiece> =>
  (async function* () {
    await Promise.resolve();
    yield* totals.pieces();
  })();

const textOf = (totals: MetricTotals): Promise<string> => exposition(piecesOf(totals));

const has = (text: string, line: string): void => assert.ok(text.includes(`\n${line}\n`), line);

describe('the totals of several processes', () => {
  it('add up counters, histograms and gauges; what is of the whole database is not added', async () => {
    const totals = new MetricTotals();
    const [one, two] = [metricsOf(), metricsOf()];
    one.runEnded('a', 'success', 20);
    two.runEnded('a', 'success', 2000);
    two.runEnded('b', 'failed', 1);
    await take(totals, 1, one);
    await take(totals, 2, two);
    const text = await textOf(totals);
    has(text, 'stepgate_runs_total{rule="a",status="success"} 2');
    has(text, 'stepgate_runs_total{rule="b",status="failed"} 1');
    has(text, 'stepgate_run_seconds_bucket{le="0.025",rule="a"} 1');
    has(text, 'stepgate_run_seconds_bucket{le="+Inf",rule="a"} 2');
    has(text, 'stepgate_run_seconds_count{rule="a"} 2');
    has(text, 'stepgate_sandbox_processes 4');
    has(text, 'stepgate_suspended 7');
  });

  it('have the metrics of one process, each once, in its form', async () => {
    const totals = new MetricTotals();
    const metrics = metricsOf();
    for (let index = 0; index < 100; index++) metrics.runEnded(`rule/${index}`, 'success', 1);
    await take(totals, 1, metrics);
    const own = (text: string): string[] => text.split('\n').filter((line) => line.includes('stepgate_'));
    assert.deepEqual(own(await textOf(totals)), own(await metrics.exposition()));
  });

  it('keep what a process counted when it has ended, and forget what it measured', async () => {
    const totals = new MetricTotals();
    const [one, two] = [metricsOf(), metricsOf()];
    one.runEnded('a', 'success', 20);
    two.runEnded('a', 'success', 20);
    await take(totals, 1, one);
    await take(totals, 2, two);
    totals.end(1);
    two.runEnded('a', 'success', 20);
    await take(totals, 2, two);
    const text = await textOf(totals);
    has(text, 'stepgate_runs_total{rule="a",status="success"} 3');
    has(text, 'stepgate_sandbox_processes 2');
  });

  it('take a value from a process that knows it', async () => {
    const totals = new MetricTotals();
    await take(
      totals,
      1,
      metricsOf(() => Promise.reject(new Error('away'))),
    );
    await take(totals, 2, metricsOf());
    has(await textOf(totals), 'stepgate_suspended 7');
  });
});
