import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { direct } from '../store/direct.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { send } from './load.ts';
import type { Answered } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { component, layers } from './rules.ts';
import { runRows } from './run-rows.ts';

const LEASE_MS = 1000;

onDatabases('a process that is stopped for longer than its lease, and goes on', (makePlace) => {
  let place: Place;
  let ledger: Ledger;
  let paused: Gateway;
  let other: Gateway;
  before(async () => {
    place = await makePlace();
    ledger = await startLedger();
    paused = await place.start(LEASE_MS);
    other = await place.start(LEASE_MS);
  });
  after(async () => {
    process.kill(paused.pid, 'SIGCONT');
    await place.clear();
    await ledger.close();
  });

  it('writes nothing over what another process has done meanwhile, and says that the run was taken over', async () => {
    await save('held', layers(`${ledger.url}/held`, [['a'], ['b'], ['c']]));
    const held = hold('b');
    const { answer, trx } = await stopped('held', held.reached);
    await takeOver(trx);
    const before = (await runRows(place.databaseUrl)).get(trx);
    held.release();
    process.kill(paused.pid, 'SIGCONT');
    const { status, text } = await answer;
    assert.deepEqual([status, (JSON.parse(text) as { status: string }).status], [202, 'suspended']);
    assert.deepEqual((await runRows(place.databaseUrl)).get(trx), before);
    assert.deepEqual(callsOf(trx), ['a', 'b', 'b', 'c']);
  });

  it('makes no call of a layer that another process has done meanwhile', async () => {
    const patient = { ...component(`${ledger.url}/tries`, 'b'), retryMaxCount: 9, retryMaxWait: 600 };
    await save('tries', [
      ...layers(`${ledger.url}/tries`, [['a']]),
      [patient],
      ...layers(`${ledger.url}/tries`, [['c']]),
    ]);
    const reached = Promise.withResolvers<string>();
    ledger.answerWith(({ component: name, trx }) => {
      if (name === 'b') reached.resolve(trx);
      return name === 'b' ? 503 : 200;
    });
    const { answer, trx } = await stopped('tries', reached.promise);
    await takeOver(trx);
    const before = callsOf(trx);
    process.kill(paused.pid, 'SIGCONT');
    assert.equal((await answer).status, 202);
    assert.deepEqual(callsOf(trx), before);
  });

  it('notices that its run was cancelled by another process, and gives it up', async () => {
    await save('cancelled', layers(`${ledger.url}/cancelled`, [['a'], ['b']]));
    const held = hold('b');
    const { trx, answer } = await begin('cancelled', held.reached);
    const cancelled = await other.api('POST', 'run/cancel', { trx, reason: 'test' });
    assert.equal(cancelled.status, 200, cancelled.text);
    const { status, text } = await answer;
    assert.deepEqual([status, (JSON.parse(text) as { code: string }).code], [409, '110010']);
    assert.equal((await runRows(place.databaseUrl)).get(trx)?.status, 'cancelled');
    held.release();
  });

  async function save(name: string, components: unknown): Promise<void> {
    await paused.rule(name, 'POST', { durable: true, components });
    await until(async () => (await fetch(`${other.url}/ps/${name}`)).status === 405);
  }

  /** Answers the calls of a component on demand; others at once. */
  function hold(name: string): { readonly reached: Promise<string>; release(): void } {
    const reached = Promise.withResolvers<string>();
    const released = Promise.withResolvers<number>();
    ledger.answerWith((call) => {
      if (call.component !== name) return 200;
      reached.resolve(call.trx);
      return released.promise;
    });
    return { reached: reached.promise, release: () => released.resolve(200) };
  }

  /** Sends a request, and stops the process when its run has come so far. */
  async function stopped(rule: string, reached: Promise<string>): Promise<{ trx: string; answer: Promise<Answered> }> {
    const begun = await begin(rule, reached);
    process.kill(paused.pid, 'SIGSTOP');
    // Not in the middle of a write: a process that is stopped there holds the database's lock.
    while (!(await isFree(begun.trx))) {
      process.kill(paused.pid, 'SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.kill(paused.pid, 'SIGSTOP');
    }
    return begun;
  }

  /** Whether anybody can write to a run. */
  async function isFree(trx: string): Promise<boolean> {
    const isSqlite = place.databaseUrl.startsWith('sqlite:');
    const ask = isSqlite
      ? 'UPDATE run SET epoch = epoch WHERE trx = ?'
      : 'SELECT trx FROM run WHERE trx = ? FOR UPDATE NOWAIT';
    try {
      await direct(place.databaseUrl, ask, [trx]);
      return true;
    } catch {
      return false;
    }
  }

  /** Sends a request until its run has come so far: a process that was just stopped is behind, and may refuse it. */
  async function begin(rule: string, reached: Promise<string>): Promise<{ trx: string; answer: Promise<Answered> }> {
    for (;;) {
      const answer = send(paused.url, rule, randomUUID());
      const first = await Promise.race([reached, answer]);
      if (typeof first === 'string') return { trx: first, answer };
      assert.equal(first.status, 503, first.text);
    }
  }

  /** The other process finds the run, and recovers it. */
  async function takeOver(trx: string): Promise<void> {
    await until(async () => (await runRows(place.databaseUrl)).get(trx)?.status === 'suspended');
    ledger.answerWith(() => 200);
    const recovered = await other.api('POST', 'suspend/recover', { trx });
    assert.equal(recovered.status, 200, recovered.text);
  }

  function callsOf(trx: string): string[] {
    return (ledger.calls.get(trx) ?? []).map(({ component: name }) => name);
  }
});
