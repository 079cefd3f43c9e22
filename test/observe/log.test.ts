import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogger } from '../../src/observe/log.ts';
import { createRedactor } from '../../src/observe/redactor.ts';

function openLog(secrets: Record<string, string>) {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    redactor: createRedactor(() => secrets),
    destination: { write: (line) => lines.push(line) },
    pretty: false,
  });
  return { log, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('is JSON lines with a level and a time in ISO 8601 UTC', () => {
    const { log, entries } = openLog({});
    log.info({ trx: 'TRX1' }, 'hello');
    const entry = entries()[0] ?? {};
    assert.deepEqual({ ...entry, time: '' }, { level: 'info', time: '', trx: 'TRX1', msg: 'hello' });
    assert.match(String(entry.time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('masks secrets in messages, fields and errors, and stays JSON', () => {
    const { log, entries } = openLog({ KEY: 'multi\nline "secret"', YEAR: '2026' });
    log.error({ err: new Error('with multi\nline "secret"'), field: 'multi\nline "secret"' }, 'a multi\nline "secret"');
    const entry = entries()[0] ?? {};
    assert.equal(entry.field, '***KEY***');
    assert.equal(entry.msg, 'a ***KEY***');
    assert.match(JSON.stringify(entry.err), /with \*\*\*KEY\*\*\*/);
  });
});
