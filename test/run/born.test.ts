import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

for (const database of testDatabases()) {
  describe(`a run that is recovered, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    before(async () => {
      upstream = await startUpstream();
      gateway = await startGateway({ databaseUrl: await database.create() });
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
    });

    it('has the same time and id after its recovery, and in its preview', async () => {
      const seen = ['{now}', '{today}', '{uuid}'];
      upstream.json('/born/a', {});
      upstream.json('/born/b', {}, 500);
      const call = (name: string) => ({
        ...{ name, type: 'api', method: 'POST', url: `${upstream.url}/born/${name}`, input: seen },
        outputData: 1,
      });
      await gateway.rule('born', 'POST', {
        suspend: true,
        components: [[call('a')], [call('b')]],
        response: { body: seen },
      });
      const { body } = await gateway.call('POST', 'born', {});
      const trx = String(body.trx);
      const first: unknown = JSON.parse(upstream.calls.find(({ path }) => path === '/born/a')?.body ?? '');
      const preview = await gateway.api<{ components: { input: unknown }[] }>('POST', 'suspend/preview', { trx });
      assert.deepEqual(preview.body.data.components[0]?.input, first);
      upstream.json('/born/b', {});
      const recovered = await gateway.api<{ body: unknown }>('POST', 'suspend/recover', { trx });
      assert.deepEqual(JSON.parse(recovered.text), first);
    });
  });
}
