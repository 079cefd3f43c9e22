import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

const CLIENT = 'a client nobody guesses';

for (const database of testDatabases()) {
  describe(`the runs of a client that comes back, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: TestServer;
    before(async () => {
      const url = await database.create();
      gateway = await startServer(url === undefined ? {} : { DATABASE_URL: url });
      const rest = { name: 'rest', type: 'wait', for: 'time', seconds: 600 };
      await gateway.rule('POST', 'resting', { components: [[rest]] });
      await gateway.rule('POST', 'quick', { durable: true, components: [] });
    });
    after(async () => {
      await gateway.close();
      await database.drop();
    });

    const begin = async (name: string, clientId: string, extra: Record<string, string> = {}): Promise<string> =>
      String((await gateway.call('POST', name, {}, { 'client-id': clientId, ...extra })).headers.get('trx'));
    const found = async (query: string) => {
      const answer = await fetch(`${gateway.url}/runs${query}`);
      const body = (await answer.json()) as {
        list?: { trx: string; status: string; progress: object }[];
        errors?: unknown;
      };
      return { status: answer.status, ...body };
    };
    const list = async (clientId: string) => (await found(`?client_id=${encodeURIComponent(clientId)}`)).list ?? [];

    it('are those that have not ended, the newest first, with their progress', async () => {
      await begin('quick', CLIENT);
      const first = await begin('resting', CLIENT);
      const second = await begin('resting', CLIENT, { 'idempotency-key': 'k' });
      await begin('resting', `${CLIENT}!`);
      await begin('resting', 'too short');
      const runs = await list(CLIENT);
      assert.deepEqual(
        runs.map(({ trx, status }) => [trx, status]),
        [
          [second, 'waiting'],
          [first, 'waiting'],
        ],
      );
      assert.deepEqual(runs[0]?.progress, {
        ...{ percentage: 0, total_steps: 1, completed_steps: 0, failed_steps: 0, skipped_steps: 0 },
        ...{ current: ['layer-1/rest'], message: null },
      });
      await gateway.api('POST', 'run/cancel', { trx: first, reason: 'r' });
      assert.deepEqual(
        (await list(CLIENT)).map(({ trx }) => trx),
        [second],
      );
      assert.deepEqual(await list('somebody else who has none'), []);
    });

    it('are asked for with a client_id that can be one', async () => {
      for (const query of [
        '',
        '/',
        '?client_id=',
        '?client_id=short',
        `?client_id=${'x'.repeat(129)}`,
        '?client_id=ä%20',
      ])
        assert.equal((await found(query)).status, 400, query);
      assert.match(JSON.stringify((await found('')).errors), /request\.query\.client_id/);
    });
  });
}
