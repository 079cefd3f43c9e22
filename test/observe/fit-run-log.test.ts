import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RunLog } from '../../src/engine/run-log.ts';
import type { Json } from '../../src/json.ts';
import { numberFromJson } from '../../src/long-number.ts';
import { jsonBytes } from '../../src/observe/cut-json.ts';
import { LARGEST_RUN_LOG, fitRunLog } from '../../src/observe/fit-run-log.ts';
import { componentLog, runLog } from './run-log.ts';

function bytesOf(log: RunLog): number {
  return Buffer.byteLength(JSON.stringify(log));
}

function withOutputs(...outputs: Json[]): RunLog {
  const component_logs = outputs.map((output, index) => componentLog({ action: index + 1, output }));
  return runLog({
    step_logs: [
      {
        step: 1,
        action_count: outputs.length,
        start_datetime: '',
        end_datetime: '',
        run_time: 1,
        error: null,
        component_logs,
      },
    ],
  });
}

const outputsOf = (log: RunLog): Json[] => log.step_logs[0]?.component_logs.map(({ output }) => output) ?? [];

describe('the size of a run log', () => {
  it('is left alone up to 1 MiB', () => {
    const log = withOutputs('x'.repeat(LARGEST_RUN_LOG - 2000));
    assert.equal(fitRunLog(log).log, log);
  });

  it('over 1 MiB keeps the shape, cuts the largest values and says so', () => {
    const { log } = fitRunLog(withOutputs({ text: 'é'.repeat(2_000_000), ok: true }, { id: 1 }));
    assert.ok(bytesOf(log) <= LARGEST_RUN_LOG);
    assert.ok(bytesOf(log) > LARGEST_RUN_LOG * 0.8, 'no more is cut than has to be');
    assert.equal(log.truncated, true);
    const [large, small] = outputsOf(log) as { text: string; ok: boolean }[];
    assert.match(large?.text ?? '', /^é+… \(2000000 characters in all\)$/);
    assert.equal(large?.ok, true);
    assert.deepEqual(small, { id: 1 });
  });

  it('cuts what is inside flows and loops', () => {
    const inner = runLog({ step_logs: withOutputs('é'.repeat(2_000_000)).step_logs }).step_logs;
    const items = [componentLog({ name: 'f[0]', type: 'flow', layers: inner })];
    const [layer] = withOutputs(1).step_logs;
    assert(layer);
    const log = runLog({
      step_logs: [{ ...layer, component_logs: [componentLog({ name: 'f', type: 'flow', items })] }],
    });
    const fitted = fitRunLog(log).log;
    assert.ok(bytesOf(fitted) <= LARGEST_RUN_LOG && bytesOf(fitted) > LARGEST_RUN_LOG * 0.8);
    const [item] = fitted.step_logs[0]?.component_logs[0]?.items ?? [];
    assert.match(item?.layers?.[0]?.component_logs[0]?.output as string, /^é+… \(2000000 characters in all\)$/);
  });

  it('leaves out elements of loops, and times of `until`, where there are too many', () => {
    const attempts = Array.from({ length: 100 }, (_, time) => ({ start_datetime: '', run_time: time, held: false }));
    const error = { code: '110007', msg: 'away' };
    const items = Array.from({ length: 1000 }, (_, index) =>
      componentLog({ name: `c[${index}]`, attempts, error: index === 900 ? error : null }),
    );
    const [layer] = withOutputs(1).step_logs;
    assert(layer);
    const looping = componentLog({ items, items_dropped: 5 });
    const { log } = fitRunLog(runLog({ step_logs: [{ ...layer, component_logs: [looping] }] }));
    assert.ok(bytesOf(log) <= LARGEST_RUN_LOG);
    const [entry] = log.step_logs[0]?.component_logs ?? [];
    const { items: left = [], items_dropped: dropped } = entry ?? {};
    const names = [left[0]?.name, left.at(-1)?.name];
    assert.deepEqual([...names, left.length + (dropped ?? 0)], ['c[0]', 'c[900]', 1005]);
    assert.equal(left[0]?.attempts?.at(-1)?.run_time, 99);
  });

  it('cuts a number of very many digits', () => {
    const { log } = fitRunLog(withOutputs(numberFromJson('7'.repeat(2_000_000)), 1));
    assert.ok(bytesOf(log) <= LARGEST_RUN_LOG);
    assert.match(outputsOf(log)[0] as string, /^7+… \(2000000 characters in all\)$/);
  });

  it('cuts the end of long lists', () => {
    const { log } = fitRunLog(withOutputs(Array.from({ length: 500_000 }, (_, index) => index)));
    const list = outputsOf(log)[0] as Json[];
    assert.ok(bytesOf(log) <= LARGEST_RUN_LOG);
    assert.deepEqual(list.slice(0, 3), [0, 1, 2]);
    assert.match(JSON.stringify(list.at(-1)), /^"\(\d+ more left out\)"$/);
  });

  it('keeps the items of a list whole where it can', () => {
    const items = Array.from({ length: 40_000 }, (_, id) => ({ id, text: 'x'.repeat(60) }));
    const { log } = fitRunLog(withOutputs({ items, end: 'kept' }));
    const cut = outputsOf(log)[0] as { items: Json[]; end: string };
    assert.equal(cut.end, 'kept');
    const whole = cut.items.slice(0, -1);
    // Compared as text: what differs in lists this long must not be searched for.
    assert.ok(JSON.stringify(whole) === JSON.stringify(items.slice(0, whole.length)), 'no item is cut');
    assert.ok(bytesOf(log) <= LARGEST_RUN_LOG);
    assert.ok(bytesOf(log) > LARGEST_RUN_LOG * 0.8, 'no more is cut than has to be');
  });

  it('keeps the request and the response too, cut where they are large', () => {
    const request = { method: 'POST', body: { text: 'x'.repeat(2 * LARGEST_RUN_LOG) } };
    const response = { status: 200, header: {}, body: { id: 1 } };
    const { log } = fitRunLog(runLog({ request, response }));
    const cut = log.request as typeof request;
    assert.deepEqual(log.response, response);
    assert.equal(cut.method, 'POST');
    assert.match(cut.body.text, /^x+… \(2097152 characters in all\)$/);
    assert.ok(bytesOf(log) <= LARGEST_RUN_LOG);
  });

  it('does not change the document it was given', () => {
    const log = withOutputs('x'.repeat(2 * LARGEST_RUN_LOG));
    fitRunLog(log);
    assert.equal(outputsOf(log)[0], 'x'.repeat(2 * LARGEST_RUN_LOG));
    assert.equal(log.truncated, undefined);
  });

  it('fits whatever a run holds', () => {
    const value = fc.jsonValue({ maxDepth: 12 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), fc.integer({ min: 0, max: 3 }), (values, doubled) => {
        let filled: Json = values;
        while (jsonBytes(filled) < 2 ** doubled * 400_000)
          filled = [filled, filled, { again: filled, text: '"'.repeat(999) }];
        const { log } = fitRunLog(withOutputs(filled, 'x'.repeat(300_000), filled));
        assert.ok(bytesOf(log) <= LARGEST_RUN_LOG, `${bytesOf(log)} bytes`);
        assert.equal(log.step_logs[0]?.component_logs.length, 3);
      }),
      { numRuns: 10 },
    );
  });
});
