import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runTree } from '../../src/cli/run-tree.ts';
import type { ComponentLog, LayerLog } from '../../src/engine/run-log.ts';
import { componentLog, runLog } from '../observe/run-log.ts';

const layer = (...component_logs: ComponentLog[]): LayerLog => ({
  ...{ step: 1, action_count: component_logs.length, start_datetime: '', end_datetime: '', run_time: 3, error: null },
  component_logs,
});

it('shows what ran inside flows, the first elements of loops and those that failed, and how often until ran', () => {
  const courier = componentLog({ name: 'fulfil/courier' });
  const flow = componentLog({ name: 'fulfil', type: 'flow', url: '', layers: [layer(courier)] });
  const error = { code: '110007', msg: 'away' };
  const items = Array.from({ length: 30 }, (_, index) =>
    componentLog({ name: `each[${index}]`, error: index === 25 ? error : null }),
  );
  const loop = componentLog({ name: 'each', items, items_dropped: 4 });
  const attempt = { start_datetime: '', run_time: 1, held: true };
  const polled = componentLog({ name: 'job', attempts: [{ ...attempt, held: false }, attempt] });
  const text = runTree(runLog({ step_logs: [layer(flow, loop, polled)] }), process.stdout);
  const shown = text.split('\n').map((line) => line.replace(/[ │├└─✓✗]+/u, ''));
  assert.deepEqual(shown.slice(2, 5), [
    'fulfil  flow  1 ms',
    'layer 1  3 ms',
    'fulfil/courier  GET http://127.0.0.1/ 200  1 ms',
  ]);
  assert.deepEqual(shown.slice(5, 7), ['each  api, 34 elements  1 ms', 'each[0]  GET http://127.0.0.1/ 200  1 ms']);
  assert.deepEqual(shown.slice(26), [
    'each[25]  GET http://127.0.0.1/ 200  1 ms  110007 away',
    '14 more, of which those are shown that failed',
    'job  GET http://127.0.0.1/ 200  1 ms 2 times',
  ]);
});
