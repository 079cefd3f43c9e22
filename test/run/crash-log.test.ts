import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { programOf } from '../fixture/program.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';

/** The lines of its log that say something of a run. */
function linesOf(gateway: Gateway, trx: string): Record<string, unknown>[] {
  const lines = gateway.output().split('\n');
  const logged = lines.filter((line) => line.startsWith('{') && line.includes(trx));
  return logged.map((line) => JSON.parse(line) as Record<string, unknown>);
}

for (const database of testDatabases()) {
  describe(`a crash, on ${database.name}`, { skip: database.skip }, () => {
    it('is found and recovered from by itself: the log says so, and the run log names nobody', async () => {
      const dir = await temporaryDir();
      const databaseUrl = await database.create();
      const upstream = await startUpstream();
      const options = {
        dir,
        main: programOf('test/fault/start.ts'),
        env: { FAULT_LEASE_MS: '4000' },
        ...(databaseUrl && { databaseUrl }),
      };
      let gateway = await startGateway(options);
      upstream.on('/step', () => undefined);
      await gateway.rule('crashing', 'POST', {
        durable: true,
        recover: { auto: true, max: 2, wait: 0.1 },
        components: [[{ name: 'step', type: 'api', method: 'POST', url: `${upstream.url}/step` }]],
      });
      const lost = gateway.call('POST', 'crashing', {}).catch(() => undefined);
      await upstream.called('/step');
      const trx = String(upstream.callsOf('/step')[0]?.headers.trx);
      await gateway.kill('SIGKILL');
      await lost;
      upstream.json('/step', { done: true });
      gateway = await startGateway(options);
      const status = async (): Promise<unknown> => (await gateway.api('GET', `suspend?trx=${trx}`)).body;
      await until(async () => JSON.stringify(await status()).includes('"status":"success"'));
      const said = linesOf(gateway, trx).map(({ level, rule, cause, msg }) => [level, rule, cause, msg]);
      const rule = 'POST crashing';
      assert.deepEqual(said, [
        [
          ...['warn', rule, 'crash'],
          'the process that ran this run has died, or was away for too long; the run is suspended and resumes by itself',
        ],
        [...['info', rule, 'crash'], 'a suspended run is recovered by itself, as its rule says: recovery 1 of 2'],
      ]);
      const log = await gateway.api<{ recoveries: { operator: string }[] }>('GET', `run_log?trx=${trx}`);
      assert.deepEqual(
        log.body.data.recoveries.map(({ operator }) => operator),
        ['auto'],
      );
      await gateway.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });
  });
}
