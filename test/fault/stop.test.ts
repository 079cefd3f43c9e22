import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { send } from './load.ts';
import type { Answered } from './load.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { pace } from './pace.ts';
import { rounds } from './rounds.ts';
import { layers } from './rules.ts';
import { countOf, runRows } from './run-rows.ts';

const LEASE_MS = 15_000;
const PER_SECOND = 200;
const SHUTDOWN_SECONDS = 1;
/** What the gateway takes beyond it at most, on a machine that is busy. */
const MARGIN_MS = 15_000;
const BEFORE_MS = 500;

/** A request, and its answer or why there was none. */
interface Sent {
  readonly rule: string;
  readonly id: string;
  readonly outcome: Answered | 'refused' | 'reset';
}

for (const processes of [1, 2]) {
  const name = `a gateway of ${processes === 1 ? 'one process' : 'two processes'} that gets SIGTERM while requests come`;
  onDatabases(name, (makePlace, database) => suite(makePlace, database, String(processes)));
}

function suite(makePlace: () => Promise<Place>, database: string, processes: string): void {
  let place: Place;
  let ledger: Ledger;
  before(async () => {
    place = await makePlace();
    ledger = await startLedger();
    // Longer than the shutdown may take.
    ledger.answerWith(({ rule }) => (rule === 'slow' ? delay(SHUTDOWN_SECONDS * 3000, 200) : 200));
    const gateway = await place.start(LEASE_MS);
    for (const [name, more] of Object.entries({ plain: {}, durable: { durable: true }, slow: { suspend: true } }))
      await gateway.rule(name, 'POST', { ...more, components: layers(`${ledger.url}/${name}`, [['a'], ['b', 'c']]) });
    await gateway.stop();
  });
  after(async () => {
    await place.clear();
    await ledger.close();
  });

  it('resets none that it has taken, and exits with 0', async (t) => {
    const times = rounds(2);
    const all: Sent[] = [];
    const tooks: number[] = [];
    for (let round = 0; round < times; round++) {
      const gateway = await place.start(LEASE_MS, {
        STEPGATE_PROCESSES: processes,
        STEPGATE_SHUTDOWN_SECONDS: String(SHUTDOWN_SECONDS),
      });
      const { sent, tookMs } = await loadAndStop(gateway, round % 2 === 0);
      assert.ok(tookMs < SHUTDOWN_SECONDS * 1000 + MARGIN_MS, `${tookMs} ms`);
      all.push(...sent);
      tooks.push(tookMs);
    }
    await checkAnswers(all);
    const count = (is: (outcome: Sent['outcome']) => boolean): number =>
      all.filter(({ outcome }) => is(outcome)).length;
    const answered = (status: number): number => count((one) => typeof one === 'object' && one.status === status);
    t.diagnostic(
      `${database}: ${times} × SIGTERM at ${PER_SECOND} requests/s: ${all.length} sent, ${answered(200)} answered 200, ` +
        `${answered(202)} 202, ${answered(503)} 503, ${count((one) => one === 'refused')} found nobody listening, ` +
        `${count((one) => one === 'reset')} cut off before they were taken; 0 reset that were taken; ` +
        `exit 0 after at most ${Math.max(...tooks)} ms of ${SHUTDOWN_SECONDS * 1000}`,
    );
  });

  /** `isSlow`: some are under way until the deadline. */
  async function loadAndStop(gateway: Gateway, isSlow: boolean): Promise<{ sent: Sent[]; tookMs: number }> {
    const sent: Sent[] = [];
    let isOver = false;
    const loaded = pace(
      PER_SECOND,
      () => isOver,
      async (n) => {
        const rule = isSlow && n % 50 === 0 ? 'slow' : n % 2 === 0 ? 'plain' : 'durable';
        const id = randomUUID();
        sent.push({ rule, id, outcome: await send(gateway.url, rule, id).catch(whyNot) });
      },
    );
    await delay(BEFORE_MS);
    const signalledAt = performance.now();
    await gateway.stop();
    isOver = true;
    const tookMs = Math.round(performance.now() - signalledAt);
    await loaded;
    return { sent, tookMs };
  }

  function whyNot(error: unknown): 'refused' | 'reset' {
    return (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED' ? 'refused' : 'reset';
  }

  async function checkAnswers(all: readonly Sent[]): Promise<void> {
    const rows = await runRows(place.databaseUrl);
    assert.equal(countOf(rows, 'running', 'recovering'), 0);
    const taken = new Set([...ledger.calls.values()].flat().map(({ request }) => request));
    for (const { rule, id, outcome } of all) {
      if (typeof outcome === 'string') assert.ok(!taken.has(id), `a request of ${rule} was taken, and then ${outcome}`);
      else if (outcome.status === 503) assert.ok(outcome.retryAfter !== null && !rows.has(outcome.trx), outcome.text);
      else if (outcome.status === 202) assert.equal(rows.get(outcome.trx)?.status, 'suspended', rule);
      else
        assert.deepEqual(
          [outcome.status, rows.get(outcome.trx)?.status],
          [200, rule === 'durable' ? 'success' : undefined],
        );
    }
  }
}
