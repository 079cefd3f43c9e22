import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { inTurns } from './in-turns.ts';
import type { Ledger } from './ledger.ts';
import { send } from './load.ts';
import type { Sent } from './load.ts';
import { layers } from './rules.ts';
import { runRows } from './run-rows.ts';
import type { RunRow } from './run-rows.ts';

const COMPONENTS = {
  durable: [['a1', 'a2'], ['b1'], ['c1', 'c2', 'c3']],
  auto: [['a1'], ['b1', 'b2'], ['c1']],
  suspend: [['a1'], ['b1', 'b2']],
};
const DURABLE = ['durable', 'auto'];

type Rows = ReadonlyMap<string, RunRow>;

/** Holds what clients were answered, what an upstream was asked to do and what the database says against each other. */
export interface Account {
  /** Rules that are durable, that resume by themselves too, and that are kept when they fail. */
  readonly rules: readonly string[];
  saveRules(gateway: Gateway): Promise<void>;
  /** The rows once no automatic recovery is due or under way any more. */
  whenStill(gateway: Gateway): Promise<Rows>;
  /** What a client was answered is what is found. */
  checkAnswers(all: readonly Sent[], rows: Rows): void;
  /** A run that has made a call has begun. A run that is not durable, and had not failed yet, is not kept. */
  checkBegun(rows: Rows): void;
  /** Recovers all that are suspended; then all have ended well, and what had been done was not done again. */
  recoverAll(gateway: Gateway, rows: Rows): Promise<Rows>;
  /**
   * A request that is sent again under its key gets the first run's answer, where that run was kept; one run in all.
   * Gives how many were.
   */
  sendAgain(gateway: Gateway, all: readonly Sent[], rows: Rows): Promise<number>;
}

/**
 * Keeps account of the runs in a database whose components call a ledger.
 * @param killed what ends again and again meanwhile.
 */
export function createAccount(databaseUrl: string, ledger: Ledger, killed: 'gateway' | 'database'): Account {
  return { rules: Object.keys(COMPONENTS), saveRules, whenStill, checkAnswers, checkBegun, recoverAll, sendAgain };

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

  async function whenStill(gateway: Gateway): Promise<Rows> {
    const isDue = ({ status, recoverAt }: RunRow): boolean => status !== 'suspended' || recoverAt !== null;
    const isOpen = (row: RunRow): boolean => row.status !== 'success' && row.status !== 'failed' && isDue(row);
    let rows = await runRows(databaseUrl);
    await until(async () => {
      rows = await runRows(databaseUrl);
      return ![...rows.values()].some(isOpen);
    });
    assert.equal((await gateway.api('GET', 'suspend/page?status=running')).status, 200);
    return rows;
  }

  function checkAnswers(all: readonly Sent[], rows: Rows): void {
    for (const { rule, answer } of all) {
      if (!answer) continue;
      const found = rows.get(answer.trx)?.status;
      if (answer.status === 503) checkRefused(answer.trx, found);
      else if (answer.status === 202) assert.ok(kept(rule).includes(found ?? ''), `${found ?? 'lost'}: ${answer.text}`);
      else assert.deepEqual([answer.status, found], [200, rule === 'suspend' ? undefined : 'success'], answer.text);
    }
  }

  /** What is suspended may have been recovered by itself since; and a COMMIT may have had no answer. */
  function kept(rule: string): string[] {
    return rule === 'auto' || killed === 'database' ? ['suspended', 'success'] : ['suspended'];
  }

  /** Where something was done all the same it is kept, unless the process that was to do so was killed. */
  function checkRefused(trx: string, found: string | undefined): void {
    if (killed === 'database' && ledger.calls.has(trx)) assert.equal(found, 'suspended', `${trx} was answered 503`);
  }

  function checkBegun(rows: Rows): void {
    for (const [trx, [first]] of ledger.calls) {
      const found = rows.get(trx)?.status;
      if (found === undefined && first && !DURABLE.includes(first.rule)) continue;
      assert.ok(found === 'success' || found === 'suspended', `${trx} of ${first?.rule ?? '?'} is ${found ?? 'lost'}`);
    }
    assert.deepEqual(ledger.repeated(), []);
  }

  async function recoverAll(gateway: Gateway, rows: Rows): Promise<Rows> {
    const suspended = [...rows.values()].filter(({ status }) => status === 'suspended');
    await inTurns(suspended, 8, async ({ trx }) => {
      for (;;) {
        const { status, text, body } = await gateway.api('POST', 'suspend/recover', { trx });
        if (status === 200) return;
        // A process that was not given a turn for a whole lease has lost it, and notices: the run is found again.
        const isLost = body.code === '000503' || body.code === '000409';
        assert.ok(isLost && (await runRows(databaseUrl)).has(trx), text);
      }
    });
    const last = await runRows(databaseUrl);
    // A run that could not begin has done nothing, and its client got a 503.
    const isOver = ({ trx, status }: RunRow): boolean =>
      status === 'success' || (status === 'failed' && !ledger.calls.has(trx));
    assert.deepEqual(
      [...last.values()].filter((row) => !isOver(row)),
      [],
    );
    assert.deepEqual(ledger.repeated(), []);
    return last;
  }

  async function sendAgain(gateway: Gateway, all: readonly Sent[], rows: Rows): Promise<number> {
    const keyed = all.filter(({ key }) => key !== undefined);
    await inTurns(keyed, 8, async ({ rule, id, key, answer }) => {
      let again = await send(gateway.url, rule, id, key);
      // Its key could not be given back then: it is free when its lease has run out.
      while (again.status === 409) again = await delay(200).then(() => send(gateway.url, rule, id, key));
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
}
