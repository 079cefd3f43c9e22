import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { createFullDisk } from './full-disk.ts';
import type { FullDisk } from './full-disk.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { send } from './load.ts';
import type { Answered } from './load.ts';
import { noMariadb, startMariadb } from './mariadb.ts';
import type { Mariadb } from './mariadb.ts';
import { createPlace } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { layers } from './rules.ts';

const LEASE_MS = 15_000;
const KEPT = ['record', 'suspend', 'durable'];

describe('an SQLite database on a disk that is full', () => {
  let disk: FullDisk;
  let place: Place;
  let ledger: Ledger;
  before(async () => {
    disk = await createFullDisk();
    place = await createPlace(`sqlite:${disk.dir}/stepgate.db`, () => disk.clear());
    ledger = await startLedger();
  });
  after(async () => {
    await place.clear();
    await ledger.close();
  });

  it('refuses rules that keep something, others are served, and everything recovers by itself', async () => {
    const gateway = await startWithRules(place, ledger);
    await disk.fill(gateway.pid);
    const recorded = await refused(gateway);
    const says = /the database takes no writes: its disk (is full; free space there|reports errors)/;
    await isReady(gateway, 503, says);
    assert.match(gateway.output(), says);
    const [answer] = await Promise.all(KEPT.map((rule) => send(gateway.url, rule, randomUUID())));
    assert.equal(answer?.status, 503, 'nothing waits for it');
    await disk.empty(gateway.pid);
    await served(gateway, recorded);
    await isReady(gateway, 200, /"status":"ready"/);
    assert.match(gateway.output(), /the database takes writes again/);
  });
});

const skip = process.env.TEST_MYSQL_URL ? noMariadb() : 'TEST_MYSQL_URL is not set';

describe('a MariaDB that does not serve', skip === undefined ? {} : { skip }, () => {
  let mariadb: Mariadb;
  let place: Place;
  let ledger: Ledger;
  let root: Connection;
  let gateway: Gateway;
  before(async () => {
    mariadb = await startMariadb(['--max-connections=20']);
    root = await createConnection(mariadb.url);
    // Without the privileges that go past a read-only server and a full one.
    await root.query("create user app@127.0.0.1 identified by 'app'");
    await root.query('grant all on stepgate.* to app@127.0.0.1');
    const url = new URL(mariadb.url);
    [url.username, url.password] = ['app', 'app'];
    place = await createPlace(url.href, () => mariadb.clear());
    ledger = await startLedger();
    gateway = await startWithRules(place, ledger);
  });
  after(async () => {
    await root.end();
    await place.clear();
    await ledger.close();
  });

  it('because it is read-only: rules that keep something are refused, and it recovers by itself', async () => {
    await root.query('set global read_only = 1');
    const recorded = await refused(gateway);
    await isReady(gateway, 503, /the database takes no writes: it is read-only; make it writable/);
    await root.query('set global read_only = 0');
    await served(gateway, recorded);
  });

  it('because it has too many connections: rules that keep something are refused, and it recovers by itself', async () => {
    const others = await takeAll();
    const recorded = await refused(gateway);
    for (const one of others) one.destroy();
    await served(gateway, recorded);
  });

  it('because all connections were closed: at most one request of each rule sees it', async () => {
    await killAll();
    const answers = await Promise.all(KEPT.map((rule) => send(gateway.url, rule, randomUUID())));
    for (const { status, text } of answers) assert.ok(status === 200 || status === 503, text);
    await served(gateway, []);
  });

  async function killAll(): Promise<void> {
    const [rows] = await root.query("select id from information_schema.processlist where user = 'app'");
    for (const { id } of rows as { id: number }[]) await root.query(`kill ${id}`).catch(() => undefined);
  }

  /** Takes every connection that the gateway has, and all others. */
  async function takeAll(): Promise<Connection[]> {
    const taken: Connection[] = [];
    const url = new URL(place.databaseUrl);
    for (let misses = 0; misses < 3;) {
      await killAllBut(taken);
      try {
        const one = await createConnection(url.href);
        one.on('error', () => undefined);
        taken.push(one);
        misses = 0;
      } catch {
        misses += 1;
      }
    }
    return taken;
  }

  async function killAllBut(own: readonly Connection[]): Promise<void> {
    const [rows] = await root.query("select id from information_schema.processlist where user = 'app'");
    const kept = new Set(own.map(({ threadId }) => threadId));
    for (const { id } of rows as { id: number }[])
      if (!kept.has(id)) await root.query(`kill ${id}`).catch(() => undefined);
  }
});

async function isReady(gateway: Gateway, status: number, says: RegExp): Promise<void> {
  await until(async () => {
    const answer = await fetch(`${gateway.url}/health/ready`);
    return answer.status === status && says.test(await answer.text());
  });
}

async function startWithRules(place: Place, ledger: Ledger): Promise<Gateway> {
  const gateway = await place.start(LEASE_MS);
  for (const [name, more] of Object.entries({
    plain: {},
    ...Object.fromEntries(KEPT.map((one) => [one, { [one]: true }])),
  }))
    await gateway.rule(name, 'POST', { ...more, components: layers(`${ledger.url}/${name}`, [['a'], ['b']]) });
  return gateway;
}

/** Until all rules that keep something are refused, and others served meanwhile; gives those that were recorded. */
async function refused(gateway: Gateway): Promise<Answered[]> {
  const recorded: Answered[] = [];
  await until(async () => {
    const answers = await Promise.all(KEPT.map((rule) => send(gateway.url, rule, randomUUID())));
    // 202: it had begun when the database went away.
    for (const answer of answers) assert.ok([200, 202, 503].includes(answer.status), answer.text);
    if (answers[0]?.status === 200) recorded.push(answers[0]);
    const plain = await send(gateway.url, 'plain', randomUUID());
    assert.equal(plain.status, 200, plain.text);
    return answers.every(({ status, retryAfter }) => status === 503 && retryAfter !== null);
  });
  return recorded;
}

/** Until all are served again; then the logs of those that were served meanwhile are there. */
async function served(gateway: Gateway, recorded: readonly Answered[]): Promise<void> {
  await until(async () => {
    const answers = await Promise.all([...KEPT, 'plain'].map((rule) => send(gateway.url, rule, randomUUID())));
    return answers.every(({ status }) => status === 200);
  });
  for (const { trx } of recorded)
    await until(async () => (await gateway.api('GET', `run_log?trx=${trx}`)).status === 200);
}
