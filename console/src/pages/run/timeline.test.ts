import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ComponentLog, LayerLog } from './run-log.ts';
import { barsOf, isInside, statesOf, timelineOf } from './timeline.ts';

const BEGIN = Date.parse('2026-11-29T10:00:00.000Z');
const iso = (ms: number): string => new Date(BEGIN + ms).toISOString();

function component(name: string, action: number, from: number, ms: number, more: Partial<ComponentLog> = {}) {
  const plain = {
    step: 1,
    desc: '',
    type: 'api' as const,
    url: '',
    version: null,
    input: null,
    output: null,
    error: null,
  };
  const flags = { is_skip: false, is_cache: false, ignore_error: false, retry_count: 0, output_name: null };
  const lists = { logs: [], steps: [], request_logs: [], method: null, status_code: null };
  const times = { start_datetime: iso(from), end_datetime: iso(from + ms), run_time: ms };
  return { ...plain, ...flags, ...lists, ...times, name, action, ...more };
}

function layer(step: number, logs: ComponentLog[]): LayerLog {
  const component_logs = logs.map((log) => ({ ...log, step }));
  const times = { start_datetime: iso(0), end_datetime: iso(0), run_time: 0 };
  return { step, action_count: logs.length, ...times, error: null, component_logs };
}

const logOf = (...step_logs: LayerLog[]) => ({ start_datetime: iso(0), step_logs });
const error = { code: '110007', msg: 'not reached' };

describe('the timeline of a run', () => {
  it('has a band a layer and a bar a component, on one axis', () => {
    const { bands, marks } = timelineOf(
      logOf(
        layer(1, [component('user', 1, 0, 50)]),
        layer(2, [component('coupon', 1, 50, 50), component('sms', 2, 60, 20)]),
      ),
    );
    assert.deepEqual(
      bands.map((band) => [
        band.layer,
        band.left,
        band.width,
        band.bars.map(({ id, left, width }) => [id, left, width]),
      ]),
      [
        [1, 0, 50, [['1.1', 0, 50]]],
        [
          2,
          50,
          50,
          [
            ['2.1', 50, 50],
            ['2.2', 60, 20],
          ],
        ],
      ],
    );
    assert.deepEqual(
      marks,
      [0, 20, 40, 60, 80, 100].map((ms) => ({ kind: 'tick', ms, left: ms })),
    );
  });

  it('has what is inside flows and loops under their bars, by full names', () => {
    const inner = { ...component('f[0]/a', 1, 5, 10), error: null };
    const layers = [layer(1, [inner])] as never;
    const items = [component('f[0]', 1, 0, 20, { layers }), component('f[1]', 1, 20, 20)] as never;
    const timeline = timelineOf(logOf(layer(1, [component('f', 1, 0, 50, { items, items_dropped: 3 })])));
    assert.deepEqual(
      barsOf(timeline).map(({ id, name, depth, layer: of }) => [id, name, depth, of]),
      [
        ['1.1', 'f', 0, 1],
        ['1.1/0', 'f[0]', 1, 1],
        ['1.1/0/0', 'f[0]/a', 2, 1],
        ['1.1/1', 'f[1]', 1, 1],
      ],
    );
    const [loop] = barsOf(timeline);
    assert.ok(loop && isInside('1.1/0/0', loop) && !isInside('1.1', loop) && !isInside(undefined, loop));
  });

  it('has what undid a component in it, on the same axis, and tells the drawing', () => {
    const compensation = component('a/undo', 1, 60, 40);
    const log = logOf(layer(1, [component('a', 1, 0, 50, { compensation })]), layer(2, [component('b', 1, 50, 10)]));
    const [a, undo] = barsOf(timelineOf(log));
    assert.deepEqual([a?.isUndo, undo?.isUndo, undo?.id, undo?.depth], [false, true, '1.1/u', 1]);
    assert.deepEqual([a?.width, undo?.left, undo?.width], [50, 60, 40]);
    assert.deepEqual(Object.fromEntries(statesOf(log)), { a: 'undone', b: 'success' });
  });

  it('has the calls within their component, and how often it was tried', () => {
    const call = { method: 'GET', url: 'http://a/', start_datetime: iso(20), run_time: 30, error: null };
    const requests = [
      { ...call, status_code: 503, start_datetime: iso(0), run_time: 10 },
      { ...call, status_code: 200 },
    ];
    const [bar] = barsOf(
      timelineOf(logOf(layer(1, [component('a', 1, 0, 100, { retry_count: 1, request_logs: requests })]))),
    );
    assert.equal(bar?.retries, 1);
    assert.deepEqual(bar.requests, [
      { left: 0, width: 10, label: 'GET http://a/ 503', isFailed: true },
      { left: 20, width: 30, label: 'GET http://a/ 200', isFailed: false },
    ]);
  });

  it('marks what was skipped, came from the cache, failed or was cancelled', () => {
    const log = logOf(
      layer(1, [
        component('a', 1, 0, 0, { is_skip: true }),
        component('b', 2, 0, 0, { is_cache: true }),
        component('c', 3, 0, 5, { error }),
        component('d', 4, 0, 5, { error: { code: '110010', msg: '' } }),
        component('e', 5, 0, 5),
      ]),
    );
    const states = ['skipped', 'cached', 'failed', 'cancelled', 'success'];
    assert.deepEqual(
      barsOf(timelineOf(log)).map(({ state }) => state),
      states,
    );
  });

  it('cuts the time out in which the run waited to be recovered', () => {
    const { bands, marks } = timelineOf(
      logOf(layer(1, [component('a', 1, 0, 100, { error }), component('a', 1, 3_600_100, 100)])),
    );
    const [first, second] = bands[0]?.bars ?? [];
    assert.equal(second?.attempt, 2);
    assert.equal(second.id, '1.1.2');
    assert.ok(first !== undefined && first.width > 40 && second.width > 40);
    assert.ok(first.left + first.width < second.left && second.left + second.width <= 100.000001);
    assert.deepEqual(
      marks.filter(({ kind }) => kind === 'cut').map(({ ms }) => ms),
      [3_600_000],
    );
  });

  it('shows what a run rests at as waiting, until it is over', () => {
    const log = logOf(layer(1, [component('a', 1, 0, 5, { is_resting: true })]));
    assert.deepEqual([barsOf(timelineOf(log))[0]?.state, statesOf(log).get('a')], ['waiting', 'waiting']);
    const over = { ...log, status: 'compensated' as const };
    assert.deepEqual([barsOf(timelineOf(over))[0]?.state, statesOf(over).get('a')], ['cancelled', 'cancelled']);
  });

  it('is there for a run that ended before anything ran, and for one that took no time', () => {
    assert.deepEqual(timelineOf(logOf()).bands, []);
    const [bar] = barsOf(timelineOf(logOf(layer(1, [component('a', 1, 0, 0)]))));
    assert.deepEqual([bar?.left, bar?.width], [0, 0]);
  });

  it('tells the drawing how each component stands after its last attempt', () => {
    const log = logOf(
      layer(1, [component('a', 1, 0, 5, { error }), component('b', 2, 0, 5), component('a', 1, 50, 5)]),
    );
    assert.deepEqual(
      [...statesOf(log)],
      [
        ['a', 'success'],
        ['b', 'success'],
      ],
    );
  });
});
