import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';

interface Found {
  run: { trx: string; log_id: string; status: string } | null;
  rules: { method: string; name: string }[];
  scripts: { name: string }[];
}

it('a search leads from a trx or log id to the run, and from a part of a name to rules', async (t) => {
  const server = await startServer();
  t.after(() => server.close());
  const search = async (q: string) => (await server.api<Found>('GET', `search?q=${encodeURIComponent(q)}`)).body.data;
  await server.rule('GET', 'a/find-me', { record: true, response: { body: 1 } });
  await server.rule('GET', 'find/kept', {
    suspend: true,
    components: [[{ name: 'a', type: 'api', url: 'http://127.0.0.1:1/' }]],
  });
  for (const [name, status] of [
    ['a/find-me', 'success'],
    ['find/kept', 'suspended'],
  ] as const) {
    const trx = (await server.call('GET', name)).headers.get('trx') ?? '';
    await server.app.runLogs.flush();
    const { run, rules } = await search(trx);
    assert.deepEqual([run?.trx, run?.status, rules], [trx, status, []]);
    assert.deepEqual((await search(run?.log_id ?? '')).run, run);
  }
  const { run, rules } = await search('FIND');
  assert.deepEqual([run, rules.map(({ name }) => name)], [null, ['find/kept', 'a/find-me']]);
});
