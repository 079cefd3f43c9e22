import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import { until } from '../fixture/until.ts';

for (const database of testDatabases()) {
  describe(`the run log of a kept run, on ${database.name}`, { skip: database.skip }, () => {
    it('is there although its process was killed as soon as it had answered', async () => {
      const dir = await temporaryDir();
      const databaseUrl = (await database.create()) ?? `sqlite:${join(dir, 'data', 'stepgate.db')}`;
      const upstream = await startUpstream();
      upstream.json('/good', { id: 1 });
      upstream.json('/bad', {}, 500);
      const rule = (path: string) => ({
        ...{ durable: true, record: true },
        components: [[{ name: 'a', type: 'api', url: `${upstream.url}/${path}`, outputName: 'a' }]],
      });
      const first = await startGateway({ dir, databaseUrl });
      await first.rule('good', 'POST', rule('good'));
      await first.rule('bad', 'POST', rule('bad'));
      const answers = await Promise.all(['good', 'bad'].map((name) => first.call('POST', name, {})));
      await first.kill('SIGKILL');
      const second = await startGateway({ dir, databaseUrl });
      for (const [index, status] of ['success', 'suspended'].entries()) {
        const trx = String(answers[index]?.headers.get('trx'));
        const log = () => second.api<{ status: string }>('GET', `run_log?trx=${trx}`);
        await until(async () => (await log()).status === 200);
        assert.equal((await log()).body.data.status, status);
      }
      await second.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });
  });
}
