import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { startPruning } from '../../src/cli/prune.ts';
import type { Store } from '../../src/store/store.ts';

const DAY_MS = 86_400_000;

/** A store with so many old ones of a kind, and none of the others; notes what it is asked to delete. */
function storeWith(kind: 'runLogs' | 'secrets', old: number) {
  const asked: { before: number; limit: number }[] = [];
  let left = old;
  const prune = (before: number, limit: number): Promise<number> => {
    asked.push({ before, limit });
    const deleted = Math.min(limit, left);
    left -= deleted;
    return Promise.resolve(deleted);
  };
  const none = { prune: () => Promise.resolve(0) };
  const others = {
    runLogs: none,
    runs: none,
    bulkRecoveries: none,
    secrets: none,
    idempotency: none,
    tokens: none,
    attempts: none,
  };
  const store = { ...others, [kind]: { prune } } as unknown as Store;
  return { store, asked, left: () => left };
}

describe('values that secrets no longer have', () => {
  it('are deleted once they are older than the retention', async () => {
    const { asked, store } = storeWith('secrets', 1);
    const stop = startPruning({ config: { retentionDays: 2 }, store, log: pino({ level: 'silent' }) });
    while (asked.length === 0) await turn();
    await stop();
    assert.ok(Math.abs(Date.now() - (asked[0]?.before ?? 0) - 2 * DAY_MS) < DAY_MS / 24);
  });
});

describe('old run logs', () => {
  it('are deleted at the start, some at a time, until none is left that is older than the retention', async () => {
    const { store, asked, left } = storeWith('runLogs', 1200);
    const stop = startPruning({ config: { retentionDays: 30 }, store, log: pino({ level: 'silent' }) });
    while (left() > 0) await turn();
    await stop();
    assert.equal(asked.length, 3);
    const age = Date.now() - (asked[0]?.before ?? 0);
    assert.ok(Math.abs(age - 30 * DAY_MS) < DAY_MS / 24);
  });

  it('do not matter to the gateway when the database is away', async () => {
    const store = { runLogs: { prune: () => Promise.reject(new Error('away')) } } as unknown as Store;
    const warned: string[] = [];
    const log = { info: () => undefined, warn: (_fields: object, message: string) => warned.push(message) };
    const stop = startPruning({ config: { retentionDays: 1 }, store, log: log as never });
    while (warned.length === 0) await turn();
    await stop();
    assert.match(warned[0] ?? '', /tried again in an hour/);
  });
});
