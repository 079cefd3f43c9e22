import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
import { fresh, logged, replace } from '../fixture/several.ts';
import { until } from '../fixture/until.ts';
import { createAccount } from './account.ts';
import { CLIENTS, LEASE_MS, LONGEST_MS, checkNothingLost, failSome } from './kills.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { load } from './load.ts';
import type { Sent } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { rounds } from './rounds.ts';
import { layers } from './rules.ts';
import { countOf, runRows } from './run-rows.ts';

const AT_ONCE = 64;

onDatabases('a gateway of two processes', (makePlace, database) => {
  let place: Place;
  let ledger: Ledger;
  before(async () => {
    place = await makePlace();
    ledger = await startLedger();
  });
  after(async () => {
    await place.clear();
    await ledger.close();
  });

  const start = (leaseMs: number): Promise<Gateway> => place.start(leaseMs, { STEPGATE_PROCESSES: '2' });

  it(`loses none of ${AT_ONCE} durable runs at once`, async () => {
    const gateway = await start(15_000);
    const components = layers(`${ledger.url}/at-once`, [['a'], ['b', 'c']]);
    await gateway.rule('at-once', 'POST', { durable: true, components });
    for (let round = 0; round < rounds(5); round++) {
      const body = (): object => ({ id: randomUUID() });
      const sent = Array.from({ length: AT_ONCE }, () => fresh('POST', `${gateway.url}/ps/at-once`, body()));
      const answers = await Promise.all(sent);
      const rows = await runRows(place.databaseUrl);
      for (const { status, headers, text } of answers)
        assert.deepEqual([status, rows.get(String(headers.trx))?.status], [200, 'success'], text);
    }
    await gateway.stop();
    assert.deepEqual(ledger.repeated(), []);
  });

  it('of which one or the other is killed under load goes on, and loses no run', async (t) => {
    const kills = rounds(4);
    failSome(ledger);
    const gateway = await start(LEASE_MS);
    const account = createAccount(place.databaseUrl, ledger, 'gateway');
    await account.saveRules(gateway);
    let isOver = false;
    const loaded = load(gateway.url, account.rules, CLIENTS, () => isOver);
    for (let kill = 0; kill < kills; kill++) {
      await delay(Math.random() * LONGEST_MS);
      await replace(gateway, 1 + (kill % 2), 'SIGKILL');
    }
    isOver = true;
    const sent: Sent[] = await loaded;
    // The row of a run whose process has died is found by the one that keeps house.
    await until(async () => countOf(await runRows(place.databaseUrl), 'running', 'recovering') === 0);

    const { rows, again } = await checkNothingLost(account, ledger, gateway, sent);
    assert.equal(logged(gateway, /^a process has died/).length, kills);
    await gateway.stop();
    const answered = sent.filter(({ answer }) => answer !== undefined).length;
    t.diagnostic(
      `${database}: ${kills} kills, ${sent.length} requests (${answered} answered): 0 lost, ` +
        `${countOf(rows, 'success')} success, ${countOf(rows, 'suspended')} suspended and recovered; ` +
        `${again} sent again under their key`,
    );
  });
});
