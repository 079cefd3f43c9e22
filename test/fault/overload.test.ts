import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { load, sendTimed } from './load.ts';
import type { Sent } from './load.ts';
import { createPlace } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { pace } from './pace.ts';
import { rounds } from './rounds.ts';
import { layers } from './rules.ts';

const LEASE_MS = 15_000;
/** FAULT_ROUNDS: for how long. */
const SECONDS = rounds(3);
const MAX_RUNS = 20;
const TIMES = 10;
const UPSTREAM_MS = 100;
const HEALTH_PER_SECOND = 10;

describe('a gateway that is asked for ten times as many runs as it can do', () => {
  let place: Place;
  let ledger: Ledger;
  let gateway: Gateway;
  before(async () => {
    place = await createPlace(undefined, () => Promise.resolve());
    ledger = await startLedger();
    ledger.answerWith(() => delay(UPSTREAM_MS, 200));
    gateway = await place.start(LEASE_MS, { STEPGATE_MAX_RUNS: String(MAX_RUNS) });
    await gateway.rule('rule', 'POST', { components: layers(`${ledger.url}/rule`, [['a']]) });
  });
  after(async () => {
    await place.clear();
    await ledger.close();
  });

  it('sheds the rest with 503 and Retry-After, stays healthy, and is at full speed again afterwards', async (t) => {
    const before = await speed();
    const health: number[] = [];
    let isOver = false;
    const watching = pace(
      HEALTH_PER_SECOND,
      () => isOver,
      async () => void health.push(await askHealth()),
    );
    const sent = await overload(TIMES * before);
    isOver = true;
    await watching;
    const again = await fullSpeedAgain(before);

    const shed = sent.filter(({ answer }) => answer?.status === 503);
    for (const { answer } of shed) assert.equal(answer?.retryAfter, '1', answer?.text);
    const done = sent.filter(({ answer }) => answer?.status === 200);
    assert.ok(shed.length > 0 && done.length > 0);
    assert.equal(shed.length + done.length, sent.length);
    t.diagnostic(
      `${SECONDS} s of ${TIMES} × ${Math.round(before)} requests a second: ${sent.length} sent, ` +
        `${shed.length} shed after ${described(shed.map(({ tookMs }) => tookMs))}; health after ${described(health)}; ` +
        `${Math.round(before)} runs/s before, again after ${again} s`,
    );
  });

  /** Requests at a steady rate, however slowly they are answered. */
  async function overload(perSecond: number): Promise<Sent[]> {
    const ends = performance.now() + SECONDS * 1000;
    const sent: Sent[] = [];
    await pace(
      perSecond,
      () => performance.now() > ends,
      async (n) => void sent.push(await sendTimed(gateway.url, 'rule', n % 4 === 0)),
    );
    return sent;
  }

  /** Runs a second with as many clients as runs are allowed, for a second. */
  async function speed(): Promise<number> {
    const started = performance.now();
    const sent = await load(gateway.url, ['rule'], MAX_RUNS, () => performance.now() > started + 1000);
    const done = sent.filter(({ answer }) => answer?.status === 200).length;
    return (done * 1000) / (performance.now() - started);
  }

  /** After how many seconds it is nine tenths of what it was. */
  async function fullSpeedAgain(before: number): Promise<number> {
    for (let seconds = 1; ; seconds++) if ((await speed()) > before * 0.9) return seconds;
  }

  async function askHealth(): Promise<number> {
    const asked = performance.now();
    const { status } = await fetch(`${gateway.url}/health/live`);
    assert.equal(status, 200);
    return performance.now() - asked;
  }
});

/** Of milliseconds the median, the 99th percentile and the longest. */
function described(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)} ms`;
}
