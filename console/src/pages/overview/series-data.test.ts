import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isError, runStatuses } from '../../../../src/engine/run-status.ts';
import {
  answerTimes,
  errorRate,
  failuresOf,
  mostFailingOf,
  runsOf,
  runsPerMinute,
  slowFrom,
  slowestOf,
} from './series-data.ts';

const point = (at: number, value: object | null) => ({ at: new Date(at * 1000).toISOString(), value: value as never });
const none = { runs_by_status: {}, error_rate: null, p50: null, p95: null, p99: null };
const some = { runs_by_status: { success: 9, failed: 1 }, error_rate: 0.1, p50: 5, p95: 50, p99: 500 };

describe('the charts of the overview', () => {
  const points = [point(0, some), point(300, none), point(600, null)];

  it('count runs per minute, a line for each status that there was', () => {
    assert.deepEqual(runsPerMinute(points, 300), {
      times: [0, 300, 600],
      lines: [
        { key: 'success', values: [1.8, 0, 0] },
        { key: 'failed', values: [0.2, 0, 0] },
      ],
    });
    assert.equal(runsOf(points), 10);
  });

  it('have a gap where nothing ran', () => {
    assert.deepEqual(errorRate(points).lines, [{ key: 'error_rate', values: [10, null, null] }]);
    assert.deepEqual(answerTimes(points).lines.at(-1), { key: 'p99', values: [500, null, null] });
  });
});

describe('the tables of the overview', () => {
  const rule = (name: string, runs: number, error_rate: number, p95: number | null) => ({
    name,
    runs,
    error_rate,
    answer: { p95 },
  });
  const rules = [rule('a', 10, 0.5, 20), rule('b', 1000, 0.1, 300), rule('c', 5, 0, null)];

  it('have the slowest first, and those that failed most often', () => {
    assert.deepEqual(
      slowestOf(rules).map(({ name }) => name),
      ['b', 'a'],
    );
    assert.deepEqual(
      mostFailingOf(rules).map(({ name }) => name),
      ['b', 'a'],
    );
  });

  it('lead to the runs that failed, the most frequent way first', () => {
    assert.deepEqual(failuresOf({ success: 90, broken: 2, failed: 1, suspended: 7 }), [
      { status: 'suspended', count: 7 },
      { status: 'broken', count: 2 },
      { status: 'failed', count: 1 },
    ]);
    const each = failuresOf(Object.fromEntries(runStatuses.map((status) => [status, 1])));
    assert.deepEqual(each.map(({ status }) => status).toSorted(), runStatuses.filter(isError).toSorted());
  });

  it('lead to the slowest runs', () => {
    assert.deepEqual([1234, 99, 7, 0.4, null].map(slowFrom), ['1100 ms', '96 ms', '6 ms', '', '']);
  });
});
