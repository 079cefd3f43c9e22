import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startProbeProcess } from '../sandbox/probe.ts';
import type { Beat, ProbeProcess } from '../sandbox/probe.ts';
import { watchMemory } from './memory.ts';
import { createPlace, onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { startSoak } from './soak.ts';
import type { Soak } from './soak.ts';
import { countStatements } from './statements.ts';
import type { StatementCounter } from './statements.ts';

/** How long the soak takes; what needs its time is asserted from a minute on, and reported before. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 5);
const IS_FULL = SECONDS >= 60;
const PER_SECOND = Number(process.env.SOAK_PER_SECOND ?? 20);
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 100_000);
const LEASE_MS = 15_000;
/** At once, as clients of a gateway that is in no distress. */
const MOST = 50;
const PULSES_PER_SECOND = 50;
const ALONE_SECONDS = IS_FULL ? 60 : 2;
const IDLE_MS = IS_FULL ? 30_000 : 10_000;
/** Until what was begun has been written: run logs, leases. */
const QUIET_MS = 3000;
const LOOKS = 120;
const MOST_SHOWN = 10;

/** How much of p99 the soak may add, and of memory the last third to the one before. */
const MOST_P99 = 1.5;
const MOST_GROWTH = 1.1;

onDatabases('a gateway beside an upstream that does everything wrong', (makePlace, database) => {
  let place: Place;
  let elsewhere: Place;
  let statements: StatementCounter;
  let gateway: Gateway;
  let soak: Soak;
  let probe: ProbeProcess;
  /** A second gateway, which has nothing to do with that upstream: what it feels is the machine's. */
  let bystander: Gateway;
  let secondProbe: ProbeProcess;
  before(async () => {
    [place, elsewhere] = [await makePlace(), await createPlace(undefined, () => Promise.resolve())];
    [soak, probe, secondProbe, statements] = await Promise.all([
      startSoak(SEED),
      startProbeProcess({ plain: true }),
      startProbeProcess({ plain: true }),
      countStatements(place.databaseUrl),
    ]);
    gateway = await place.start(LEASE_MS, { DATABASE_URL: statements.databaseUrl, LOG_LEVEL: 'info' });
    bystander = await elsewhere.start(LEASE_MS);
    await saveRules();
  });
  after(async () => {
    await Promise.all([place.clear(), elsewhere.clear()]);
    await Promise.all([soak.end(), probe.end(), secondProbe.end(), statements.close()]);
  });

  it('answers as declared, keeps the rule beside it quick and its memory flat, and rests afterwards', async (t) => {
    const report = (text: string): void => t.diagnostic(`${database}: ${text}`);
    report(`${SECONDS} s, ${PER_SECOND} requests a second, SOAK_SEED=${SEED}`);
    const alone = await beatDuring(() => delay(ALONE_SECONDS * 1000));

    const memory = watchMemory(gateway.pid, (SECONDS * 1000) / LOOKS);
    const order = { urls: urlsOf(Object.keys(ODD_RULES)), perSecond: PER_SECOND, seconds: SECONDS, most: MOST };
    const loaded = soak.load(order);
    const beside = await beatDuring(() => loaded);
    const { counts, undeclared, sent } = await loaded;
    const [warm, last] = thirdsOf(memory.stop());
    for (const [what, count] of Object.entries(counts).sort()) report(`${count} × ${what}`);
    assert.deepEqual(undeclared, []);
    const answered = (outcome: string): number =>
      Object.entries(counts).reduce((sum, [what, n]) => sum + (what.endsWith(` ${outcome}`) ? n : 0), 0);
    assert.ok(answered('200') > sent / 4 && answered('200') < sent, `${answered('200')} of ${sent} are answered 200`);

    report(`the plain rule alone ${alone.own.text}, beside it ${beside.own.text}`);
    report(`of a gateway that is not concerned alone ${alone.bystanders.text}, beside it ${beside.bystanders.text}`);
    report(`memory ${warm.toFixed()}, then ${last.toFixed()} MiB`);
    await rests(report);
    if (IS_FULL) {
      const [before, after] = [alone.own.p99Ms, beside.own.p99Ms];
      assert.ok(after <= before * MOST_P99, `p99 ${before} ms alone, ${after} ms beside it`);
      assert.ok(last <= warm * MOST_GROWTH, `memory grew from ${warm} to ${last} MiB`);
    }
  });

  /** Nothing is repeated once nobody asks for anything. */
  async function rests(report: (text: string) => void): Promise<void> {
    let calls = await soak.calls();
    await until(async () => {
      await delay(QUIET_MS);
      const before = calls;
      calls = await soak.calls();
      return calls === before;
    });
    const lines = gateway.output().length;
    const asked = await statements.during(IDLE_MS);
    assert.equal(await soak.calls(), calls, 'calls of the upstream while nobody asks');
    assert.equal(gateway.output().slice(lines), '', 'what is logged while nobody asks');
    for (const [kind, count] of [...asked].sort()) report(`idle for ${IDLE_MS} ms: ${count} × ${kind}`);
    const writes = [...asked].filter(([kind]) => WRITES.test(kind));
    assert.deepEqual(writes, [], 'what is written while nobody asks');
    const perSecond = [...asked.values()].reduce((sum, count) => sum + count, 0) / (IDLE_MS / 1000);
    assert.ok(perSecond < MOST_STATEMENTS_PER_SECOND, `${perSecond} statements a second`);
  }

  async function beatDuring(act: () => Promise<unknown>): Promise<{ own: Beat; bystanders: Beat }> {
    const [own, bystanders] = [gateway, bystander].map(({ url }) => `${url}/ps/plain`) as [string, string];
    const pulsing = [
      probe.start([own], PULSES_PER_SECOND),
      secondProbe.start([bystanders], PULSES_PER_SECOND),
    ] as const;
    await act();
    const [report, second] = await Promise.all([pulsing[0].stop(), pulsing[1].stop()]);
    // Where the machine has no time left, the gateway may say so.
    const undeclared = report.failed.filter((one) => IS_FULL || !/: 50[34]$/.test(one));
    assert.deepEqual(undeclared.slice(0, MOST_SHOWN), [], 'the plain rule');
    return { own: report.of(own), bystanders: second.of(bystanders) };
  }

  async function saveRules(): Promise<void> {
    await gateway.rule('plain', 'GET', rule([[api(probe.upstream)]]));
    await bystander.rule('plain', 'GET', rule([[api(secondProbe.upstream)]]));
    const source = `async function handler(ctx, { url }) {
      const { status } = await ctx.step('odd', () => ctx.request({ url, onlyData: false, timeout: 1 }));
      return status;
    }`;
    await gateway.script('odd', source);
    for (const [name, make] of Object.entries(ODD_RULES)) await gateway.rule(name, 'POST', make(soak.upstream));
  }

  function urlsOf(names: readonly string[]): string[] {
    return names.map((name) => `${gateway.url}/ps/${name}`);
  }
});

type Document = Readonly<Record<string, unknown>>;

/** Rules whose calls come to what an upstream makes of them; large answers where the path says so. */
const ODD_RULES: Readonly<Record<string, (upstream: string) => Document>> = {
  passes: (url) => ({ ...rule([[api(`${url}/large`)]]), response: { body: '{a}' } }),
  records: (url) => rule([[api(`${url}/large`)]], { record: true }),
  keeps: (url) => rule([[api(`${url}/large`)], [api(`${url}/small`, 'b')]], { record: true, suspend: true }),
  lasts: (url) => rule([[api(url)], [api(url, 'b')]], { durable: true }),
  repeats: (url) => rule([[{ ...api(url), retryMaxCount: 2, retryMaxWait: 0.2 }]]),
  ignores: (url) => rule([[{ ...api(url), ignoreError: true, responseType: 'text' }, api(url, 'b')]]),
  scripted: (url) =>
    rule([[{ name: 'a', type: 'script', url: 'odd', input: { url }, outputName: 'a' }]], { record: true }),
};

function rule(components: readonly (readonly Document[])[], more: Document = {}): Document {
  return { components, response: { body: { done: true } }, ...more };
}

function api(url: string, name = 'a'): Document {
  return { name, type: 'api', url, outputName: name, timeout: 2 };
}

const WRITES = /^write|^\w+ (?:insert|update|delete|replace)\b/i;
/** The gateway looks for changes, runs to recover, runs in queues and due schedules, each twice a second or less. */
const MOST_STATEMENTS_PER_SECOND = 12;

/** The medians of the middle third and of the last. */
function thirdsOf(seen: readonly number[]): [number, number] {
  const third = Math.floor(seen.length / 3);
  return [median(seen.slice(third, 2 * third)), median(seen.slice(2 * third))];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
