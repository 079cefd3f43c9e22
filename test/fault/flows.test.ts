import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { CLIENTS, LEASE_MS, LONGEST_MS, failSome } from './kills.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { load } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { inTurns } from './in-turns.ts';
import { rounds } from './rounds.ts';
import { component } from './rules.ts';
import { countOf, runRows } from './run-rows.ts';

const ELEMENTS = [0, 1, 2, 3, 4];
/** What each run is to do, once. */
const DONE = ['first', 'branch/1-a', 'branch/1-b', 'branch/2-c', ...ELEMENTS.flatMap(inEach), 'last'];

function inEach(index: number): string[] {
  return [`each[${index}]/1-a`, `each[${index}]/2-b`];
}

onDatabases('a gateway that is killed while flows and loops run', (makePlace, database) => {
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

  it('loses no run, and runs no inner layer again after a later one', async (t) => {
    const kills = rounds(2);
    failSome(ledger);
    let gateway = await place.start(LEASE_MS);
    await gateway.rule('nested', 'POST', ruleOf(`${ledger.url}/nested`));
    let sent = 0;
    for (let round = 1; round <= kills; round++) {
      sent += await loadAndKill(gateway);
      gateway = await place.start(LEASE_MS);
    }
    await until(async () => countOf(await runRows(place.databaseUrl), 'running', 'recovering') === 0);
    const found = await runRows(place.databaseUrl);
    for (const trx of ledger.calls.keys()) assert.ok(found.has(trx), `${trx} is lost`);
    assert.deepEqual(repeated(ledger), []);

    ledger.answerWith(() => 200);
    const suspended = [...found.values()].filter(({ status }) => status === 'suspended');
    await inTurns(suspended, 8, async ({ trx }) => {
      for (;;) {
        const { status, text, body } = await gateway.api('POST', 'suspend/recover', { trx });
        if (status === 200) return;
        // A process that was not given a turn for a whole lease has lost it, and notices: the run is found again.
        assert.ok(body.code === '000503' || body.code === '000409', text);
      }
    });
    const rows = await runRows(place.databaseUrl);
    assert.equal(countOf(rows, 'success'), rows.size);
    assert.deepEqual(repeated(ledger), []);
    const doneBy = Map.groupBy(ledger.done, ({ trx }) => trx);
    for (const trx of rows.keys()) {
      const done = doneBy.get(trx)?.map(({ component: name }) => name);
      assert.deepEqual([...new Set(done)].sort(), DONE.toSorted(), trx);
    }
    await gateway.stop();
    t.diagnostic(
      `${database}: ${kills} kills, ${sent} requests, ${ledger.calls.size} runs begun: 0 lost, ` +
        `${suspended.length} suspended and recovered, 0 inner layers run after a later one`,
    );
  });

  async function loadAndKill(gateway: Gateway): Promise<number> {
    let isDead = false;
    const loaded = load(gateway.url, ['nested'], CLIENTS, () => isDead);
    await delay(Math.random() * LONGEST_MS);
    isDead = true;
    await gateway.kill('SIGKILL');
    return (await loaded).length;
  }
});

/** A flow beside a loop of flows, between two layers of their own. */
function ruleOf(url: string): Record<string, unknown> {
  const call = (name: string): Record<string, unknown> => component(url, name);
  const branch = { name: 'branch', type: 'flow', components: [[call('a'), call('b')], [call('c')]] };
  const each = {
    name: 'each',
    type: 'flow',
    foreach: ELEMENTS,
    concurrency: 2,
    components: [[call('a')], [call('b')]],
  };
  return { durable: true, components: [[call('first')], [branch, each], [call('last')]] };
}

/** Runs that called an inner layer after a later one of the same flow, or a loop's element after it was done. */
function repeated(ledger: Ledger): string[] {
  return [...ledger.calls].flatMap(([trx, calls]) => {
    const latest = new Map<string, number>();
    return calls.flatMap(({ layer, component: name }) => {
      const [, flow = '', inner = '0'] = /^(.+)\/(\d+)-/.exec(name) ?? [];
      const places = [['', layer] as const, ...(flow === '' ? [] : [[flow, Number(inner)] as const])];
      const goesBack = places.some(([where, at]) => at < (latest.get(where) ?? 0));
      for (const [where, at] of places) latest.set(where, at);
      return goesBack ? [`${trx} ${name}`] : [];
    });
  });
}
