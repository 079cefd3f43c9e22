import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunRow } from '../../src/cli/run-row.ts';
import { createRunTable } from '../../src/cli/run-table.ts';

const ROW: RunRow = {
  time: '2026-01-02T03:04:05.678Z',
  trx: `TRX${'A'.repeat(32)}`,
  log_id: '',
  method: 'POST',
  path: '/ps/shop/orders/with/a/path/that/no/terminal/has/room/for/confirm',
  version: '',
  status: 'suspended',
  http_status: 202,
  run_time: 3456,
  err_code: '110006',
  err_component: 'paid',
};

describe('the table of runs', () => {
  it('shows time, rule, status, http status, duration and trx', () => {
    const { head, line } = createRunTable(undefined);
    assert.deepEqual(head.split(/ {2,}/), ['time', 'rule', 'status', 'http', 'duration', 'trx']);
    assert.deepEqual(line(ROW).split(/ {2,}/), [
      '2026-01-02 03:04:05Z',
      `POST ${ROW.path}`,
      'suspended',
      '202',
      '3.5 s',
      ROW.trx,
    ]);
  });

  for (const width of [200, 120, 100, 80, 60, 40]) {
    it(`fits a terminal of ${width} columns, and has the whole trx`, () => {
      const table = createRunTable(width);
      for (const line of [table.head, table.line(ROW)]) assert.ok(line.length <= width, line);
      assert.ok(table.line(ROW).endsWith(ROW.trx));
      if (width >= 80) assert.match(table.line(ROW), /confirm +suspended/);
    });
  }

  it('shows - for what is not known', () => {
    const line = createRunTable(undefined).line({ ...ROW, path: '/a', http_status: null, run_time: null });
    assert.match(line, /suspended {3}- {5}- {9}TRX/);
  });
});
