import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
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
import { countOf, runRows } from './run-rows.ts';

onDatabases('a gateway that is killed under load, again and again', (makePlace, database) => {
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

  it('loses no run, and runs no checkpointed layer twice', async (t) => {
    const kills = rounds(5);
    failSome(ledger);
    let gateway = await place.start(LEASE_MS);
    const account = createAccount(place.databaseUrl, ledger, 'gateway');
    await account.saveRules(gateway);
    const sent: Sent[] = [];
    for (let round = 1; round <= kills; round++) {
      sent.push(...(await loadAndKill(gateway, account.rules)));
      gateway = await place.start(LEASE_MS);
    }
    const started = performance.now();
    await until(async () => countOf(await runRows(place.databaseUrl), 'running', 'recovering') === 0);
    const foundMs = Math.round(performance.now() - started);

    const { rows, again } = await checkNothingLost(account, ledger, gateway, sent);
    await gateway.stop();

    const answered = (status?: number): number => sent.filter(({ answer }) => answer?.status === status).length;
    t.diagnostic(
      `${database}: ${kills} kills, ${sent.length} requests (${answered(200)} answered 200, ${answered(202)} 202, ` +
        `${answered(503)} 503, ${answered()} not), ${ledger.calls.size} runs begun: 0 lost, ` +
        `${countOf(rows, 'success')} success, ${countOf(rows, 'suspended')} suspended and recovered, ` +
        `all found ${foundMs} ms after the last start; 0 checkpointed layers run twice; ${again} sent again under their key`,
    );
  });

  async function loadAndKill(gateway: Gateway, rules: readonly string[]): Promise<Sent[]> {
    let isDead = false;
    const loaded = load(gateway.url, rules, CLIENTS, () => isDead);
    await delay(Math.random() * LONGEST_MS);
    isDead = true;
    await gateway.kill('SIGKILL');
    return loaded;
  }
});
