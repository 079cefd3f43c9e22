import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { inTurns } from './in-turns.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { load, send } from './load.ts';
import type { Sent } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { rounds } from './rounds.ts';
import { layers } from './rules.ts';
import { countOf, runRows } from './run-rows.ts';
import type { RunRow } from './run-rows.ts';

/** FAULT_LEASE_MS: longer where a process may not be given a turn for so long. */
const LEASE_MS = Number(process.env.FAULT_LEASE_MS ?? 1000);
const CLIENTS = 16;
const LONGEST_MS = 800;
/** Of a hundred calls. */
const FAILING = 5;

const COMPONENTS = {
  durable: [['a1', 'a2'], ['b1'], ['c1', 'c2', 'c3']],
  auto: [['a1'], ['b1', 'b2'], ['c1']],
  suspend: [['a1'], ['b1', 'b2']],
};
const RULES = Object.keys(COMPONENTS);
const DURABLE = ['durable', 'auto'];

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
    ledger.answerWith(() => (Math.random() * 100 < FAILING ? 500 : 200));
    let gateway = await place.start(LEASE_MS);
    await saveRules(gateway);
    const sent: Sent[] = [];
    for (let round = 1; round <= kills; round++) {
      sent.push(...(await loadAndKill(gateway)));
      gateway = await place.start(LEASE_MS);
    }
    const started = performance.now();
    await until(async () => countOf(await runRows(place.databaseUrl), 'running', 'recovering') === 0);
    const foundMs = Math.round(performance.now() - started);

    ledger.answerWith(() => 200);
    const rows = await whenStill(gateway);
    checkAnswers(sent, rows);
    checkBegun(rows);
    await recoverAll(gateway, rows);
    const last = await runRows(place.databaseUrl);
    assert.equal(countOf(last, 'success'), last.size);
    assert.deepEqual(ledger.repeated(), []);
    const again = await sendAgain(gateway, sent, last);
    await gateway.stop();

    const answered = (status?: number): number => sent.filter(({ answer }) => answer?.status === status).length;
    t.diagnostic(
      `${database}: ${kills} kills, ${sent.length} requests (${answered(200)} answered 200, ${answered(202)} 202, ` +
        `${answered(503)} 503, ${answered()} not), ${ledger.calls.size} runs begun: 0 lost, ` +
        `${countOf(rows, 'success')} success, ${countOf(rows, 'suspended')} suspended and recovered, ` +
        `all found ${foundMs} ms after the last start; 0 checkpointed layers run twice; ${again} sent again under their key`,
    );
  });

  async function saveRules(gateway: Gateway): Promise<void> {
    const more = {
      durable: { durable: true },
      auto: { durable: true, recover: { auto: true, max: 3, wait: 0.2 } },
      suspend: { suspend: true },
    };
    for (const name of ['durable', 'auto', 'suspend'] as const) {
      const components = layers(`${ledger.url}/${name}`, COMPONENTS[name]);
      await gateway.rule(name, 'POST', { ...more[name], components });
    }
  }

  async function loadAndKill(gateway: Gateway): Promise<Sent[]> {
    let isDead = false;
    const loaded = load(gateway.url, RULES, CLIENTS, () => isDead);
    await delay(Math.random() * LONGEST_MS);
    isDead = true;
    await gateway.kill('SIGKILL');
    return loaded;
  }

  /** The rows once no automatic recovery is due or under way any more. */
  async function whenStill(gateway: Gateway): Promise<ReadonlyMap<string, RunRow>> {
    const isDue = ({ status, recoverAt }: RunRow): boolean => status !== 'suspended' || recoverAt !== null;
    const isOpen = (row: RunRow): boolean => row.status !== 'success' && isDue(row);
    let rows = await runRows(place.databaseUrl);
    await until(async () => {
      rows = await runRows(place.databaseUrl);
      return ![...rows.values()].some(isOpen);
    });
    assert.equal((await gateway.api('GET', 'suspend/page?status=running')).status, 200);
    return rows;
  }

  /** What a client was told is what is found. */
  function checkAnswers(all: readonly Sent[], rows: ReadonlyMap<string, RunRow>): void {
    for (const { rule, answer } of all) {
      if (!answer || answer.status === 503) continue;
      const found = rows.get(answer.trx)?.status;
      // What is suspended may have been recovered by itself since.
      const outcomes = rule === 'auto' ? ['suspended', 'success'] : ['suspended'];
      if (answer.status === 202) assert.ok(outcomes.includes(found ?? ''), `${found ?? 'not found'}: ${answer.text}`);
      else assert.deepEqual([answer.status, found], [200, rule === 'suspend' ? undefined : 'success'], answer.text);
    }
  }

  /** Who has made a call has begun. A run that is not durable, and had not failed yet, is not kept. */
  function checkBegun(rows: ReadonlyMap<string, RunRow>): void {
    for (const [trx, [first]] of ledger.calls) {
      const found = rows.get(trx)?.status;
      if (found === undefined && first && !DURABLE.includes(first.rule)) continue;
      assert.ok(found === 'success' || found === 'suspended', `${trx} of ${first?.rule ?? '?'} is ${found ?? 'lost'}`);
    }
    assert.deepEqual(ledger.repeated(), []);
  }

  async function recoverAll(gateway: Gateway, rows: ReadonlyMap<string, RunRow>): Promise<void> {
    const suspended = [...rows.values()].filter(({ status }) => status === 'suspended');
    await inTurns(suspended, 8, async ({ trx }) => {
      for (;;) {
        const { status, text, body } = await gateway.api('POST', 'suspend/recover', { trx });
        if (status === 200) return;
        // A process that was not given a turn for a whole lease has lost it, and is told so: the run is found again.
        const isLost = body.code === '000503' || body.code === '000409';
        assert.ok(isLost && (await runRows(place.databaseUrl)).has(trx), text);
      }
    });
  }

  /** A request that is sent again under its key gets the first run's answer, where that run was kept; one run in all. */
  async function sendAgain(gateway: Gateway, all: readonly Sent[], rows: ReadonlyMap<string, RunRow>): Promise<number> {
    const keyed = all.filter(({ key }) => key !== undefined);
    await inTurns(keyed, 8, async ({ rule, id, key, answer }) => {
      const again = await send(gateway.url, rule, id, key);
      assert.equal(again.status, 200, again.text);
      const isKept = answer !== undefined && answer.status !== 503 && rows.has(answer.trx);
      if (isKept) assert.deepEqual([again.trx, again.replayed], [answer.trx, true]);
    });
    const calls = Map.groupBy([...ledger.calls.values()].flat(), ({ request }) => request);
    for (const { rule, id } of keyed) {
      const runs = new Set(calls.get(id)?.map(({ trx }) => trx));
      if (DURABLE.includes(rule)) assert.equal(runs.size, 1, `the request ${id} was run more than once`);
    }
    return keyed.length;
  }
});
