import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { systemClock } from '../../src/clock.ts';
import type { RunLog } from '../../src/engine/run-log.ts';
import { StepgateError } from '../../src/error.ts';
import { createRedactor } from '../../src/observe/redactor.ts';
import { createRunLogWriter } from '../../src/observe/run-log-writer.ts';
import { runLog } from './run-log.ts';

/** A store that can be away, and refuse one trx. */
function openStore() {
  const state = { away: false, poison: '', groups: [] as string[][], logs: new Map<string, RunLog>() };
  const writeAll = (logs: readonly RunLog[]): Promise<void> => {
    if (state.away) return Promise.reject(new StepgateError('000503', 'away', { retryAfterMs: 1000 }));
    if (logs.some((log) => log.trx === state.poison)) return Promise.reject(new Error('refused'));
    state.groups.push(logs.map((log) => log.trx));
    for (const log of logs) state.logs.set(log.trx, log);
    return Promise.resolve();
  };
  return { state, writeAll };
}

function openWriter(secrets: Record<string, string> = {}) {
  const store = openStore();
  const dropped: number[] = [];
  const writer = createRunLogWriter({
    store,
    redactor: createRedactor(() => secrets),
    clock: systemClock,
    log: pino({ level: 'silent' }),
    dropped: (count) => dropped.push(count),
  });
  return { ...store, writer, dropped };
}

describe('the writer of run logs', () => {
  it('shows a reader that flushes what was written before', async () => {
    const { writer, state } = openWriter();
    await writer.write(runLog({ trx: 'TRX1' }));
    await writer.flush();
    assert.deepEqual([...state.logs.keys()], ['TRX1']);
  });

  it('writes what comes together in one group, in order', async () => {
    const { writer, state } = openWriter();
    const names = Array.from({ length: 50 }, (_, index) => `TRX${index}`);
    await Promise.all(names.map((trx) => writer.write(runLog({ trx }))));
    await writer.flush();
    assert.deepEqual(state.groups, [names]);
  });

  it('masks secrets and credential headers before anything is stored', async () => {
    const { writer, state } = openWriter({ KEY: 'canary-value' });
    await writer.write(
      runLog({ trx: 'TRX1', request: { header: { authorization: 'Bearer abc' }, body: 'a canary-value' } }),
    );
    await writer.flush();
    assert.deepEqual(state.logs.get('TRX1')?.request, { header: { authorization: '***' }, body: 'a ***KEY***' });
  });

  it('keeps the later of two documents of one run', async () => {
    const { writer, state } = openWriter();
    await writer.write(runLog({ trx: 'TRX1', status: 'suspended' }));
    await writer.write(runLog({ trx: 'TRX1', status: 'success' }));
    await writer.flush();
    assert.equal(state.logs.get('TRX1')?.status, 'success');
    assert.equal(state.groups.flat().length, 1);
  });

  it('keeps everything while the database is away, and writes it afterwards', async () => {
    const { writer, state, dropped } = openWriter();
    state.away = true;
    await writer.write(runLog({ trx: 'TRX1' }));
    await assert.rejects(writer.flush(), { code: '000503' });
    await writer.write(runLog({ trx: 'TRX2' }));
    state.away = false;
    await writer.flush();
    assert.deepEqual([...state.logs.keys()], ['TRX1', 'TRX2']);
    assert.deepEqual(dropped, []);
  });

  it('holds the runs back, and drops nothing, while more waits than there is room for', async () => {
    const { writer, state } = openWriter();
    state.away = true;
    const half = 'x'.repeat(512 * 1024);
    const writes = Array.from({ length: 80 }, (_, index) =>
      writer.write(runLog({ trx: `TRX${index}`, request: half })),
    );
    const all = Promise.all(writes);
    assert.equal(await Promise.race([all, writer.flush().catch(() => 'held back')]), 'held back');
    state.away = false;
    await all;
    await writer.flush();
    assert.equal(state.logs.size, 80);
  });

  it('writes what is left when it closes', async () => {
    const { writer, state } = openWriter();
    await writer.write(runLog({ trx: 'TRX1' }));
    await writer.close(0);
    assert.deepEqual([...state.logs.keys()], ['TRX1']);
  });

  it('counts what it cannot write before the end', async () => {
    const { writer, state, dropped } = openWriter();
    state.away = true;
    await writer.write(runLog({ trx: 'TRX1' }));
    await writer.close(0);
    assert.deepEqual(dropped, [1]);
  });

  it('loses only the document that the database refuses', async () => {
    const { writer, state, dropped } = openWriter();
    state.poison = 'TRX2';
    await Promise.all(['TRX1', 'TRX2', 'TRX3'].map((trx) => writer.write(runLog({ trx }))));
    await writer.flush();
    assert.deepEqual([...state.logs.keys()], ['TRX1', 'TRX3']);
    assert.deepEqual(dropped, [1]);
  });
});
