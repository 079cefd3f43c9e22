import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { direct } from '../store/direct.ts';
import { calledAgain } from './call-order.ts';
import { inTurns } from './in-turns.ts';
import { CLIENTS, LEASE_MS } from './kills.ts';
import { startLedger } from './ledger.ts';
import type { Ledger, LedgerCall } from './ledger.ts';
import { load, send } from './load.ts';
import type { Sent } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { createProvider } from './provider.ts';
import type { Provider } from './provider.ts';
import { rounds } from './rounds.ts';
import { countOf, runRows } from './run-rows.ts';
import type { RunRow } from './run-rows.ts';
import { CALLED, waitRules } from './wait-rules.ts';
import type { WaitRule } from './wait-rules.ts';

/** Of a hundred calls. */
const FAILING = 3;
/** The most calls that are done between two kills; a busy machine takes its time for them. */
const MOST_DONE = 120;

onDatabases('a gateway that is killed while runs wait, call others and are undone', (makePlace, database) => {
  let place: Place;
  let ledger: Ledger;
  let provider: Provider;
  let rules: Record<string, WaitRule>;
  /** What callbacks brought that were another run's or another element's. */
  const strange: string[] = [];
  let failing = FAILING;
  before(async () => {
    place = await makePlace();
    ledger = await startLedger();
    provider = createProvider();
    rules = waitRules(ledger.url);
    ledger.answerWith(answered);
  });
  after(async () => {
    await place.clear();
    await ledger.close();
  });

  function answered({ trx, layer, component }: LedgerCall, body: string): number {
    const { callback, paid } = JSON.parse(body) as { callback?: string; paid?: string };
    const place = component.replace(/[^/]+$/, '');
    if (callback !== undefined) provider.take(callback);
    const isOwn =
      paid === undefined || decodeURIComponent(paid).startsWith(`/callback/${trx}/${place && `${layer}-`}${place}`);
    if (!isOwn) strange.push(`${paid} in ${trx}-${layer}-${component}`);
    if (component.endsWith('refused')) return 500;
    return Math.random() * 100 < failing ? 500 : 200;
  }

  async function start(): Promise<Gateway> {
    const gateway = await place.start(LEASE_MS);
    provider.isAt(gateway.url);
    return gateway;
  }

  it('loses none, does nothing again that was kept, and counts each callback', async (t) => {
    const kills = rounds(2);
    let gateway = await start();
    for (const [name, { rule }] of Object.entries(rules)) await gateway.rule(name, 'POST', rule);
    const sent: Sent[] = [];
    for (let round = 1; round <= kills; round++) {
      sent.push(...(await loadAndKill(gateway)));
      gateway = await start();
    }
    await still();
    const found = await runRows(place.databaseUrl);
    const suspended = [...found.values()].filter(({ status }) => status === 'suspended');
    assert.deepEqual(goingBack(), []);

    failing = 0;
    await recoverAll(gateway);
    const rows = await runRows(place.databaseUrl);
    checkEnds(rows);
    assert.deepEqual([goingBack(), strange, provider.wrong], [[], [], []]);
    // Who has been given up waits for nothing more.
    const refused = provider.refused.filter((trx) => rows.get(trx)?.status !== 'compensated');
    assert.deepEqual(refused, [], 'runs that refused their callback, and were not given up');
    const again = await sendAgain(gateway, sent, rows);
    await gateway.stop();
    const undone = [...ledger.calls.values()].flat().filter(({ component }) => component.endsWith('-undo'));
    t.diagnostic(
      `${database}: ${kills} kills, ${sent.length} requests, ${ledger.calls.size} runs begun: 0 lost, ` +
        `${countOf(rows, 'success')} success, ${countOf(rows, 'compensated')} compensated, ` +
        `${suspended.length} of them suspended and recovered; ${provider.taken.size} callbacks taken, ` +
        `${provider.late.size} of them after one without an answer, ${provider.refused.length} came too late; ` +
        `${undone.length} compensations called, ${undone.filter(({ nth }) => nth > 1).length} of them again, ` +
        `0 that were kept; ${again} sent again under their key`,
    );
  });

  async function loadAndKill(gateway: Gateway): Promise<Sent[]> {
    let isDead = false;
    const loaded = load(gateway.url, CALLED, CLIENTS, () => isDead);
    const enough = ledger.done.length + Math.random() * MOST_DONE;
    await until(() => ledger.done.length > enough, 5);
    isDead = true;
    await gateway.kill('SIGKILL');
    return loaded;
  }

  /** Nothing is under way, due, or to be called back: what is left is an operator's. */
  async function still(): Promise<void> {
    const rests = ({ status, recoverAt }: RunRow): boolean =>
      !['running', 'recovering', 'compensating'].includes(status) && (recoverAt === null || status !== 'suspended');
    await until(async () => {
      await provider.idle();
      const rows = [...(await runRows(place.databaseUrl)).values()];
      return rows.every((row) => rests(row) && row.status !== 'waiting') && !(await goesOn());
    });
  }

  /** Some run is to go on by itself: the one that suspended it has been recovered. */
  async function goesOn(): Promise<boolean> {
    const found = await direct(
      place.databaseUrl,
      "SELECT caller.trx FROM run caller JOIN run child ON child.trx = caller.err_msg WHERE caller.status = 'suspended' " +
        "AND caller.cause = 'child' AND child.status = 'success'",
    );
    return found.length > 0;
  }

  async function recoverAll(gateway: Gateway): Promise<void> {
    for (;;) {
      const suspended = [...(await runRows(place.databaseUrl)).values()].filter(({ status }) => status === 'suspended');
      if (suspended.length === 0) return;
      await inTurns(suspended, 8, async ({ trx }) => {
        const { status, text } = await gateway.api('POST', 'suspend/recover', { trx });
        // Another one may have recovered it as its caller, or lost it.
        assert.notEqual(status, 404, text);
      });
      await still();
    }
  }

  function goingBack(): string[] {
    return [...ledger.calls.values()].flatMap((calls) => {
      const again = calledAgain(calls);
      const all = calls.map(({ layer, component }) => `${layer}-${component}`).join(' ');
      return again.length === 0 ? [] : [`${again.join(' ')}, of ${all}`];
    });
  }

  /** Each run that has begun is there, and has come to the end of its rule. */
  function checkEnds(rows: ReadonlyMap<string, RunRow>): void {
    const doneBy = Map.groupBy(ledger.done, ({ trx }) => trx);
    for (const [trx, [first]] of ledger.calls) {
      const rule = rules[first?.rule ?? ''];
      assert.ok(first && rule);
      const row = rows.get(trx);
      if (!row && rule.isBrief) continue;
      assert.equal(row?.status, rule.end, `${trx} of ${first.rule}`);
      const done = new Set(doneBy.get(trx)?.map(({ layer, component }) => `${layer}-${component}`));
      if (rule.end === 'success') assert.deepEqual([...done].sort(), rule.done.toSorted(), `${trx} of ${first.rule}`);
      else checkUndone(done, rule, `${trx} of ${first.rule}`);
    }
    for (const { trx, status } of rows.values()) assert.ok(['success', 'compensated', 'failed'].includes(status), trx);
  }

  function checkUndone(done: ReadonlySet<string>, rule: WaitRule, run: string): void {
    const left = rule.done.filter((key) => done.has(key) && !done.has(`${key}-undo`));
    assert.deepEqual(left, [], `${run} is not undone`);
  }

  /** A request that is sent again under its key gets the first run's answer; one run in all. */
  async function sendAgain(gateway: Gateway, all: readonly Sent[], rows: ReadonlyMap<string, RunRow>): Promise<number> {
    const keyed = all.filter(({ key, rule }) => key !== undefined && !rules[rule]?.isBrief);
    await inTurns(keyed, 8, async ({ rule, id, key, answer }) => {
      const again = await send(gateway.url, rule, id, key);
      if (answer && answer.status !== 503 && rows.has(answer.trx)) assert.equal(again.trx, answer.trx, again.text);
    });
    await still();
    const byRequest = Map.groupBy([...ledger.calls.values()].flat(), ({ request }) => request);
    for (const { rule, id } of keyed) {
      const own = byRequest.get(id)?.filter((call) => call.rule === rule);
      assert.equal(new Set(own?.map(({ trx }) => trx)).size <= 1, true, `the request ${id} was run more than once`);
    }
    return keyed.length;
  }
});
