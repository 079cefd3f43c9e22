import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { childTraceparent, createUuidv7, newTrx, traceOf } from '../../src/engine/ids.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('ids', () => {
  it('of runs are TRX and a UUIDv7 in upper-case hex', () => {
    assert.match(newTrx(), /^TRX[0-9A-F]{12}7[0-9A-F]{3}[89AB][0-9A-F]{15}$/);
  });

  it('are ordered in time, also within a millisecond and when the clock goes back', () => {
    const times = [5, 5, 4, 6, 6];
    const next = createUuidv7(() => times.shift() ?? 6);
    const ids = Array.from({ length: 10_000 }, () => next());
    assert.deepEqual(ids.toSorted(), ids);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('take the trace id of a valid traceparent, else a new one', () => {
    assert.equal(traceOf(`00-${TRACE}-00f067aa0ba902b7-01`), TRACE);
    for (const wrong of [
      undefined,
      '',
      'x',
      `ff-${TRACE}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
    ]) {
      assert.match(traceOf(wrong), /^[0-9a-f]{32}$/);
      assert.notEqual(traceOf(wrong), TRACE);
    }
  });

  it('of calls belong to the trace', () => {
    assert.match(childTraceparent(TRACE), new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  });
});
