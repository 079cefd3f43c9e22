import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../fixture/until.ts';
import { inTurns } from './in-turns.ts';
import { CLIENTS, LEASE_MS, LONGEST_MS } from './kills.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { load, send } from './load.ts';
import type { Sent } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { rounds } from './rounds.ts';
import { layers } from './rules.ts';
import { runRows } from './run-rows.ts';

const COMPONENTS = [['a1', 'a2'], ['b1'], ['c1', 'c2']];

onDatabases('a gateway that is killed while runs take their turn in its queues', (makePlace, database) => {
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

  it('brings each run to its end by itself whose client had a 202', async (t) => {
    const kills = rounds(4);
    let gateway = await place.start(LEASE_MS);
    const components = layers(`${ledger.url}/durable`, COMPONENTS);
    await gateway.rule('durable', 'POST', { queue: { name: 'realtime' }, components });
    const sent: Sent[] = [];
    for (let round = 1; round <= kills; round++) {
      let isDead = false;
      const loaded = load(gateway.url, ['durable'], CLIENTS, () => isDead, 'respond-async');
      await delay(Math.random() * LONGEST_MS);
      isDead = true;
      await gateway.kill('SIGKILL');
      sent.push(...(await loaded));
      gateway = await place.start(LEASE_MS);
      // What has crashed three times waits for an operator: each run meets two kills at most.
      if (round % 2 === 0) await haveEnded(sent);
    }
    const promised = await haveEnded(sent);
    assert.deepEqual(ledger.repeated(), []);
    for (const { answer } of sent) assert.ok([undefined, 200, 202, 503].includes(answer?.status), answer?.text);
    await inTurns(
      promised.filter(({ key }) => key !== undefined),
      8,
      async ({ rule, id, key, answer }) => {
        const again = await send(gateway.url, rule, id, key);
        assert.deepEqual([again.status, again.trx, again.text], [202, answer?.trx, answer?.text]);
      },
    );
    await gateway.stop();
    t.diagnostic(`${database}: ${kills} kills, ${sent.length} requests, ${promised.length} answered 202: 0 lost`);
  });

  /** All whose clients had a 202, once they have ended well. */
  async function haveEnded(sent: readonly Sent[]): Promise<readonly Sent[]> {
    const promised = sent.filter(({ answer }) => answer?.status === 202);
    await until(async () => {
      const rows = await runRows(place.databaseUrl);
      return promised.every(({ answer }) => rows.get(answer?.trx ?? '')?.status === 'success');
    });
    return promised;
  }
});
