import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addCounts, countsOf, toText } from '../../src/store/run-counts.ts';
import type { RunCounts } from '../../src/store/run-counts.ts';
import { componentLog, runLog } from '../observe/run-log.ts';

it('counts the calls of a log, those of one component in several recoveries too', () => {
  const at = { start_datetime: '', end_datetime: '', run_time: 0, error: null };
  const log = (...names: string[]) => {
    const calls = names.map((name, n) => componentLog({ name, run_time: n + 5 }));
    const component_logs = [...calls, componentLog({ name: 'none', is_skip: true })];
    return runLog({ resp_time: 3, step_logs: [{ step: 1, action_count: 2, ...at, component_logs }] });
  };
  assert.equal(countsOf(log('a', 'b"')), '{"success":[0,1],"0/":[3,1],"1/a":[5,1],"1/b\\"":[6,1]}');
  assert.equal(countsOf(log('a', 'b', 'a', 'a')), '{"success":[0,1],"0/":[3,1],"1/a":[5,1,7,1,8,1],"1/b":[6,1]}');
  const counts: RunCounts = new Map();
  for (const [one, factor] of [[log('a'), 1] as const, [log('a', 'b'), 1] as const, [log('a'), -1] as const])
    addCounts(counts, countsOf(one), factor);
  assert.equal(toText(counts), '{"success":[0,1],"0/":[3,1],"1/a":[5,1],"1/b":[6,1]}');
});
