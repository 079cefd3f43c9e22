import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { openSocket } from '../fixture/events.ts';
import { until } from '../fixture/until.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Told {
  readonly subscribe?: string;
  readonly state?: readonly { readonly trx: string; readonly status: string }[];
  readonly changes?: readonly { readonly trx: string; readonly status: string }[];
  readonly error?: { readonly code: string; readonly msg: string };
}

for (const database of testDatabases()) {
  describe(`the live connection of operators, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: TestServer;
    let url: string;
    before(async () => {
      const databaseUrl = await database.create();
      gateway = await startServer(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl });
      url = `${gateway.url}/api/v1/live`;
      await gateway.rule('POST', 'resting', {
        components: [[{ name: 'rest', type: 'wait', for: 'time', seconds: 600 }]],
      });
    });
    after(async () => {
      await gateway.close();
      await database.drop();
    });

    const open = () => openSocket<Told>(url, ['stepgate', `bearer.${gateway.token}`]);
    const begin = async (): Promise<string> => String((await gateway.call('POST', 'resting', {})).headers.get('trx'));

    it('tells of the runs that have not ended, of new ones, and how they end', async () => {
      const first = await begin();
      const socket = await open();
      assert.equal(socket.protocol, 'stepgate');
      socket.send({ subscribe: 'runs' });
      await until(() => socket.messages.length > 0);
      assert.ok(socket.messages[0]?.state?.some(({ trx, status }) => trx === first && status === 'waiting'));
      const second = await begin();
      const changed = (trx: string, status: string) => () =>
        socket.messages.some(({ changes = [] }) => changes.some((one) => one.trx === trx && one.status === status));
      await until(changed(second, 'waiting'));
      await gateway.api('POST', 'run/cancel', { trx: first, reason: 'r' });
      await until(changed(first, 'cancelled'));
      socket.close();
    });

    it('tells of queues, and of who works on them', async () => {
      const socket = await open();
      socket.send({ subscribe: 'queues' });
      socket.send({ subscribe: 'workers' });
      const states = () => socket.messages.flatMap(({ subscribe, state }) => (state ? [{ subscribe, state }] : []));
      await until(() => states().length === 2);
      const named = (topic: string) => states().find(({ subscribe }) => subscribe === topic)?.state as object[];
      assert.ok(named('queues').some((queue) => 'name' in queue && queue.name === 'background'));
      assert.ok(named('workers').every((worker) => 'seen_at' in worker));
      await gateway.api('POST', 'queue/pause', { name: 'background' });
      const isPaused = (one: object): boolean => 'paused' in one && one.paused === true;
      await until(() => socket.messages.some(({ changes = [] }) => changes.some(isPaused)));
      socket.close();
    });

    it('tells of one run, until it is not to any more', async () => {
      const trx = await begin();
      const socket = await open();
      socket.send({ subscribe: `run:${trx}` });
      await until(() => socket.messages.length > 0);
      assert.deepEqual(
        socket.messages[0]?.state?.map((one) => [one.trx, one.status, 'data' in one]),
        [[trx, 'waiting', false]],
      );
      await gateway.api('POST', 'run/cancel', { trx, reason: 'r' });
      await until(() => socket.messages.some(({ changes = [] }) => changes[0]?.status === 'cancelled'));
      socket.send({ unsubscribe: `run:${trx}` });
      socket.close();
    });

    it('says what is wrong with a message', async () => {
      const socket = await open();
      for (const message of [
        '{',
        { subscribe: 'nothing' },
        { subscribe: 'run:TRX0' },
        { subscribe: 'runs', filter: { x: 1 } },
      ])
        socket.send(message);
      await until(() => socket.messages.length === 4);
      const errors = socket.messages.map(({ error }) => error);
      assert.deepEqual(errors.map((error) => error?.code).sort(), ['000400', '000400', '000400', '000404']);
      assert.ok(errors.some((error) => error?.msg.includes('runs, queues, workers, run:<trx>')));
      socket.close();
    });

    it('opens with a token or, once, with a ticket', async () => {
      await assert.rejects(openSocket(url));
      await assert.rejects(openSocket(url, ['stepgate', 'bearer.wrong']));
      const given = await gateway.api<{ ticket: string; expires_at: string }>('POST', 'live/ticket');
      const { ticket, expires_at } = given.body.data;
      assert.ok(Date.parse(expires_at) > Date.now());
      const socket = await openSocket<Told>(`${url}?ticket=${ticket}`);
      socket.send({ subscribe: 'runs' });
      await until(() => socket.messages.length > 0);
      await assert.rejects(openSocket(`${url}?ticket=${ticket}`));
      socket.close();
    });
  });
}
