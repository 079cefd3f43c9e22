import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import type { Gateway } from '../fixture/gateway.ts';
import { inTurns } from './in-turns.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { send } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { rounds } from './rounds.ts';
import { layers } from './rules.ts';

const LEASE_MS = 15_000;

onDatabases('suspended runs that many want to recover', (makePlace, database) => {
  let place: Place;
  let ledger: Ledger;
  let gateways: readonly [Gateway, Gateway];
  before(async () => {
    place = await makePlace();
    ledger = await startLedger();
    gateways = [await place.start(LEASE_MS), await place.start(LEASE_MS)];
    const components = layers(`${ledger.url}/rule`, [['a'], ['b', 'c'], ['d']]);
    await gateways[0].rule('rule', 'POST', { suspend: true, components });
  });
  after(async () => {
    await place.clear();
    await ledger.close();
  });

  it('are recovered once each when two processes recover them all at once', async (t) => {
    const trxs = await suspend(rounds(40));
    await inTurns(trxs, 16, (trx) => recoverBy(trx, gateways));
    t.diagnostic(`${database}: ${trxs.length} runs recovered by two processes at once: one winner each`);
  });

  it('are recovered once each when sixteen callers recover each of them', async (t) => {
    const trxs = await suspend(Math.ceil(rounds(40) / 5));
    const callers = Array.from({ length: 8 }, () => gateways).flat();
    await inTurns(trxs, 2, (trx) => recoverBy(trx, callers));
    t.diagnostic(`${database}: ${trxs.length} runs recovered by sixteen callers: one winner each`);
  });

  /** So many runs, suspended because b failed. */
  async function suspend(count: number): Promise<string[]> {
    ledger.answerWith(({ component }) => (component === 'b' ? 500 : 200));
    const trxs: string[] = [];
    await inTurns(Array(count).keys(), 16, async () => {
      const { status, trx, text } = await send(gateways[0].url, 'rule', randomUUID());
      assert.equal(status, 202, text);
      trxs.push(trx);
    });
    ledger.answerWith(() => 200);
    return trxs;
  }

  async function recoverBy(trx: string, callers: readonly Gateway[]): Promise<void> {
    const answers = await Promise.all(callers.map((one) => one.api('POST', 'suspend/recover', { trx })));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, ...Array<number>(callers.length - 1).fill(409)]);
    const calls = (ledger.calls.get(trx) ?? []).map(({ component }) => component).sort();
    assert.deepEqual(calls, ['a', 'b', 'b', 'c', 'd']);
  }
});
