import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { createLogger } from '../../src/observe/log.ts';
import { createRedactor } from '../../src/observe/redactor.ts';

function decryptLog(secrets: Record<string, string>) {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    redactor: createRedactor(() => secrets),
    destination: { write: (line) => lines.push(line) },
    pretty: false,
  });
  return { log, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const FULL = '/dev/full';

/** A process that logs twice, goes on, and exits. */
const LOGGING = `
  import { createLogger } from '${path.join(import.meta.dirname, '../../src/observe/log.ts')}';
  const redactor = { text: (line) => line, json: (value) => value };
  const log = createLogger({ level: 'info', redactor, destination: 1, pretty: false });
  log.info('first');
  setTimeout(() => { log.info('second'); process.stderr.write('goes on'); }, 200);
`;

describe('the log', () => {
  it('stops nobody where it cannot be written, at the exit neither', { skip: !existsSync(FULL) }, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', LOGGING], {
      stdio: ['ignore', openSync(FULL, 'w'), 'pipe'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    assert.ok(child.stderr);
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: 'goes on' });
  });

  it('is JSON lines with a level and a time in ISO 8601 UTC', () => {
    const { log, entries } = decryptLog({});
    log.info({ trx: 'TRX1' }, 'hello');
    const entry = entries()[0] ?? {};
    assert.deepEqual({ ...entry, time: '' }, { level: 'info', time: '', trx: 'TRX1', msg: 'hello' });
    assert.match(String(entry.time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('masks secrets in messages, fields and errors, and stays JSON', () => {
    const { log, entries } = decryptLog({ KEY: 'multi\nline "secret"', YEAR: '2026' });
    log.error({ err: new Error('with multi\nline "secret"'), field: 'multi\nline "secret"' }, 'a multi\nline "secret"');
    const entry = entries()[0] ?? {};
    assert.equal(entry.field, '***KEY***');
    assert.equal(entry.msg, 'a ***KEY***');
    assert.match(JSON.stringify(entry.err), /with \*\*\*KEY\*\*\*/);
  });
});
