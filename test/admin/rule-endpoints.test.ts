import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Endpoints {
  list: Record<string, unknown>[];
  total: number;
  next: string | null;
  since: string;
}

describe('endpoints over REST', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  it('say of their runs what is known, and null where nothing is', async () => {
    await server.rule('GET', 'known/logged', { record: true, response: { body: 1 } });
    await server.rule('GET', 'known/quiet', { record: true, response: { body: 1 } });
    await server.rule('GET', 'known/unlogged', { record: false, response: { body: 1 } });
    for (const name of ['logged', 'unlogged']) await server.call('GET', `known/${name}`);
    await server.app.runLogs.flush();
    const { body } = await server.api<Endpoints>('GET', 'rule/endpoints?q=KNOWN');
    assert.deepEqual(
      body.data.list.map(({ name, runs, error_rate, versions }) => [name, runs, error_rate, versions]),
      [
        ['known/logged', 1, 0, 1],
        ['known/quiet', 0, null, 1],
        ['known/unlogged', null, null, 1],
      ],
    );
    const [logged, quiet] = body.data.list;
    assert.match(String(logged?.last_called_at), /Z$/);
    assert.equal(quiet?.last_called_at, null);
    assert.ok(body.data.since.endsWith(':00:00.000Z'));
    const { next } = (await server.api<Endpoints>('GET', 'rule/endpoints?q=known&count=1')).body.data;
    assert.equal(next, 'GET known/logged');
    const rest = await server.api<Endpoints>('GET', `rule/endpoints?q=known&after=${encodeURIComponent(next)}`);
    assert.deepEqual([rest.body.data.list.length, rest.body.data.total], [2, 3]);
    assert.equal((await server.api('GET', 'rule/endpoints?after=known')).status, 400);
  });
});
