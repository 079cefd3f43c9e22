import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { systemClock } from '../../src/clock.ts';
import type { RunLog } from '../../src/engine/run-log.ts';
import { StepgateError } from '../../src/error.ts';
import { createRedactor } from '../../src/observe/redactor.ts';
import { createRunLogWriter } from '../../src/observe/run-log-writer.ts';
import { until } from '../fixture/until.ts';
import { joinedLog, toStoredLarge, toStoredLog } from '../../src/store/run-log-row.ts';
import type { StoredLog } from '../../src/store/store.ts';
import { runLog } from './run-log.ts';

/** A store that can be away, and refuse one trx. */
function openStore() {
  const state = { away: false, poison: '', groups: [] as string[][], logs: new Map<string, RunLog>() };
  const writeAll = (logs: readonly StoredLog[]): Promise<void> => {
    if (state.away) return Promise.reject(new StepgateError('000503', 'away', { retryAfterMs: 1000 }));
    if (logs.some((log) => log.trx === state.poison)) return Promise.reject(new Error('refused'));
    state.groups.push(logs.map((log) => log.trx));
    for (const { trx, row, document } of logs) state.logs.set(trx, JSON.parse(joinedLog(row.head, document)) as RunLog);
    return Promise.resolve();
  };
  return { state, writeAll, toStored: toStoredLog, toStoredLarge };
}

function openWriter(secrets: Record<string, string> = {}, clock = systemClock) {
  const store = openStore();
  const dropped: number[] = [];
  const writer = createRunLogWriter({
    store,
    redactor: createRedactor(() => secrets),
    clock,
    log: pino({ level: 'silent' }),
    dropped: (count) => dropped.push(count),
  });
  return { ...store, writer, dropped };
}

describe('the writer of run logs', () => {
  it('shows a reader that flushes what was written before', async () => {
    const { writer, state } = openWriter();
    await writer.write(runLog({ trx: 'TRX1' }), false);
    await writer.flush();
    assert.deepEqual([...state.logs.keys()], ['TRX1']);
  });

  it('writes what comes together in one group, in order', async () => {
    const { writer, state } = openWriter();
    const names = Array.from({ length: 50 }, (_, index) => `TRX${index}`);
    await Promise.all(names.map((trx) => writer.write(runLog({ trx }), false)));
    await writer.flush();
    assert.deepEqual(state.groups, [names]);
  });

  it('writes a group that is whole without waiting any longer', async () => {
    const { writer, state } = openWriter({}, { ...systemClock, timer: () => () => undefined });
    for (let at = 0; at < 350; at++) await writer.write(runLog({ trx: `TRX${at}` }), false);
    await until(() => state.groups.length > 0);
    assert.equal(state.groups[0]?.length, 200);
    await writer.flush();
    assert.deepEqual(
      state.groups.flat(),
      Array.from({ length: 350 }, (_, at) => `TRX${at}`),
    );
  });

  it('takes a log that is in the outbox as it is', async () => {
    const { writer, state } = openWriter({ KEY: 'canary-value' });
    const request = { header: { cookie: 'a' }, body: 'canary-value' };
    const fitted = await writer.fit(runLog({ trx: 'TRX1', request }));
    assert.deepEqual(fitted.request, { header: { cookie: '***' }, body: '***KEY***' });
    await writer.write(runLog({ trx: 'TRX2', request }), true);
    await writer.flush();
    assert.deepEqual(state.logs.get('TRX2')?.request, request);
  });

  it('masks secrets and credential headers before anything is stored', async () => {
    const { writer, state } = openWriter({ KEY: 'canary-value' });
    await writer.write(
      runLog({ trx: 'TRX1', request: { header: { authorization: 'Bearer abc' }, body: 'a canary-value' } }),
      false,
    );
    await writer.flush();
    assert.deepEqual(state.logs.get('TRX1')?.request, { header: { authorization: '***' }, body: 'a ***KEY***' });
  });

  it('keeps the later of two documents of one run', async () => {
    const { writer, state } = openWriter();
    await writer.write(runLog({ trx: 'TRX1', status: 'suspended' }), false);
    await writer.write(runLog({ trx: 'TRX1', status: 'success' }), false);
    await writer.flush();
    assert.equal(state.logs.get('TRX1')?.status, 'success');
    assert.equal(state.groups.flat().length, 1);
  });

  it('keeps everything while the database is away, and writes it afterwards', async () => {
    const { writer, state, dropped } = openWriter();
    state.away = true;
    await writer.write(runLog({ trx: 'TRX1' }), false);
    await assert.rejects(writer.flush(), { code: '000503' });
    await writer.write(runLog({ trx: 'TRX2' }), false);
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
      writer.write(runLog({ trx: `TRX${index}`, request: half }), false),
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
    await writer.write(runLog({ trx: 'TRX1' }), false);
    await writer.close(0);
    assert.deepEqual([...state.logs.keys()], ['TRX1']);
  });

  it('counts what it cannot write before the end', async () => {
    const { writer, state, dropped } = openWriter();
    state.away = true;
    await writer.write(runLog({ trx: 'TRX1' }), false);
    await writer.close(0);
    assert.deepEqual(dropped, [1]);
  });

  it('loses only the document that the database refuses', async () => {
    const { writer, state, dropped } = openWriter();
    state.poison = 'TRX2';
    await Promise.all(['TRX1', 'TRX2', 'TRX3'].map((trx) => writer.write(runLog({ trx }), false)));
    await writer.flush();
    assert.deepEqual([...state.logs.keys()], ['TRX1', 'TRX3']);
    assert.deepEqual(dropped, [1]);
  });
});
