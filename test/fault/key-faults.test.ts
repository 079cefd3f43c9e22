import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { after, before, it } from 'node:test';
import { startGateway } from '../../src/cli/gateway.ts';
import type { Gateway } from '../../src/cli/gateway.ts';
import { createProcessLog } from '../../src/cli/process-log.ts';
import { loadConfig } from '../../src/config.ts';
import type { Store } from '../../src/store/store.ts';
import { request, temporaryDir } from '../fixture/gateway.ts';
import { operator, masterKey, onEachDatabase } from '../store/store-under-test.ts';
import { FAULTS, createFaults, faultyStore } from './faults.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { send } from './load.ts';
import type { Answered } from './load.ts';
import { layers } from './rules.ts';

const LEASE_MS = 1000;
const PASSWORD = 'a password of the tests';

/** Of which b fails the first time it is called, or not. */
const RULES = {
  durable: { fields: { durable: true }, fails: false },
  'durable-failing': { fields: { durable: true }, fails: true },
  'suspend-failing': { fields: { suspend: true }, fails: true },
} as const;

type RuleName = keyof typeof RULES;

onEachDatabase('a request with an Idempotency-Key, before a database of which every n-th call fails', (db) => {
  const faults = createFaults();
  const failing = new Set<string>();
  let ledger: Ledger;
  let gateway: Gateway;
  let dir: string;
  let token: string;
  before(async () => {
    dir = await temporaryDir();
    ledger = await startLedger();
    ledger.answerWith((call) => (call.component === 'b' && failing.delete(call.request) ? 500 : 200));
    for (const [name, { fields }] of Object.entries(RULES)) {
      const components = layers(`${ledger.url}/${name}`, [['a'], ['b']]);
      await db.store.rules.add(
        { name, method: 'POST', desc: '', rule: { ...fields, components } as never },
        true,
        operator,
      );
    }
    const config = loadConfig(
      {
        PORT: '0',
        DATABASE_URL: db.url,
        STEPGATE_MASTER_KEY: masterKey.toString('base64'),
        STEPGATE_ADMIN_PASSWORD: PASSWORD,
        STEPGATE_RULES_DIR: '',
        STEPGATE_SCRIPTS_DIR: '',
        STEPGATE_SANDBOX_PROCESSES: '1',
        // A machine that runs all tests at once may give a process no time for a second.
        STEPGATE_MAX_LAG_MS: '60000',
      },
      dir,
    );
    const testHooks = { leaseMs: LEASE_MS, store: (store: Store) => faultyStore(store, faults) };
    gateway = await startGateway(config, createProcessLog('silent', 'stderr'), { watch: false }, testHooks);
    token = await login(gateway.url);
  });
  after(async () => {
    await gateway.close();
    await ledger.close();
    await rm(dir, { recursive: true });
  });

  for (const name of Object.keys(RULES) as RuleName[])
    it(`is done once, whatever is answered, and answered again (${name})`, async (t) => {
      const calls = await play(name, () => faults.let('fails', Infinity));
      for (let every = 1; every <= calls; every++)
        for (const fault of FAULTS) await play(name, () => faults.let(fault, every));
      t.diagnostic(`${calls * FAULTS.length} requests, each sent until it was answered for good: each done once`);
    });

  /** Sends a request before a faulty database, and again before a sound one; gives the number of calls of the first. */
  async function play(name: RuleName, strike: () => void): Promise<number> {
    const id = randomUUID();
    if (RULES[name].fails) failing.add(id);
    strike();
    const first = await send(gateway.url, name, id, id);
    const { calls } = faults;
    faults.let('fails', Infinity);
    assert.ok([200, 202, 503].includes(first.status), first.text);
    const second = await sendUntilAnswered(name, id);
    if (first.status !== 503)
      assert.deepEqual([second.trx, second.replayed, second.text], [first.trx, true, first.text]);
    let last = second;
    if (second.status === 202) {
      // One that was suspended before b was called: b fails in its first recovery.
      if (failing.has(id)) assert.equal((await recover(name, id, second)).status, 202);
      last = await recover(name, id, second);
    }
    assert.equal(last.status, 200, last.text);
    const done = ledger.done.filter((call) => call.request === id).map(({ component }) => component);
    assert.deepEqual(done, ['a', 'b'], `${first.status} ${second.status} ${last.status}`);
    return calls;
  }

  /** While nobody knows what became of the first request, its key is taken. */
  async function sendUntilAnswered(name: RuleName, id: string): Promise<Answered> {
    for (;;) {
      const answer = await send(gateway.url, name, id, id);
      if (answer.status !== 409) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Recovers what is suspended; then the request is answered so. */
  async function recover(name: RuleName, id: string, { trx }: Answered): Promise<Answered> {
    const authorization = `Bearer ${token}`;
    const recovered = await request('POST', `${gateway.url}/api/v1/suspend/recover`, { trx }, { authorization });
    const replayed = await send(gateway.url, name, id, id);
    assert.deepEqual([replayed.trx, replayed.replayed, replayed.text], [trx, true, recovered.text]);
    return replayed;
  }
});

async function login(url: string): Promise<string> {
  const credentials = { username: 'admin', password: PASSWORD };
  const answer = await request<{ data: { token: string } }>('POST', `${url}/api/v1/login`, credentials);
  return answer.body.data.token;
}
