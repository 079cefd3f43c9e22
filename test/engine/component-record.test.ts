import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Abort } from '../../src/abort.ts';
import { systemClock } from '../../src/clock.ts';
import { ComponentRecord } from '../../src/engine/component-record.ts';
import { compileRule } from '../../src/rule/compile.ts';

it('a flow that has not begun again keeps what was kept of it', () => {
  const flow = { name: 'each', type: 'flow', components: [[{ name: 'a', type: 'api', url: 'http://a.test' }]] };
  const { layers } = compileRule({ name: 'r', method: 'POST', rule: { components: [[flow]] } }, 'V1');
  const [[component] = []] = layers;
  assert.ok(component);
  const record = new ComponentRecord(component, component, 0, new Abort(), systemClock, false);
  const part = { case: 0, layer: 2, failed: null, outputs: [] };
  record.resume(part);
  assert.deepEqual(record.kept(), part);
});

it('a flow keeps nothing of a time of until that is over, before the next one and after the last one', () => {
  const inner = [[{ name: 'a', type: 'api', url: 'http://a.test' }]];
  const flow = { name: 'again', type: 'flow', components: inner, until: '1 == 2', max: 1 };
  const { layers } = compileRule({ name: 'r', method: 'POST', rule: { components: [[flow]] } }, 'V1');
  const [[component] = []] = layers;
  assert.ok(component);
  const record = new ComponentRecord(component, component, 0, new Abort(), systemClock, false);
  record.resume({ times: 1, tried: 0, flow: { case: 0, layer: 1, failed: ['a'], outputs: [] } });
  // Where the case of the next time cannot be chosen, that of this one does not go on in its place.
  record.part = {
    state: () => ({ case: 0, layer: 2, failed: null, outputs: [] }),
    logged: () => ({}),
    warnings: () => [],
    fraction: 0,
  };
  record.again();
  assert.deepEqual(record.kept(), { times: 2, tried: 0 });
  record.giveUp();
  assert.deepEqual(record.kept(), { times: 3, tried: 0 });
});
