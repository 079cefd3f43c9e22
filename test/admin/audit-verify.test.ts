import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import { direct } from '../store/direct.ts';

it('an admin has the audit log verified, and is told of the entries that were changed', async (t) => {
  const server = await startServer();
  t.after(() => server.close());
  const verify = async () => (await server.api('GET', 'audit/verify')).body.data;
  for (let n = 0; n < 3; n++) await server.api('POST', 'secret', { name: `S${n}`, content: 'content' });
  const { checked, ...rest } = await verify();
  assert.deepEqual(rest, { intact: true, broken: [], broken_count: 0 });
  assert.ok(Number(checked) >= 4);
  await direct(server.app.config.databaseUrl, "update audit set operator = 'mallory' where seq = 3");
  assert.deepEqual(await verify(), { checked, intact: false, broken: [3], broken_count: 1 });
});
