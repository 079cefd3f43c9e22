import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

for (const database of testDatabases()) {
  describe(`a value that was masked (${database.name})`, { skip: database.skip }, () => {
    let dir: string;
    let databaseUrl: string | undefined;
    let gateways: Gateway[];
    let upstream: Upstream;
    before(async () => {
      dir = await temporaryDir();
      databaseUrl = await database.create();
      upstream = await startUpstream();
      const options = { dir, ...(databaseUrl && { databaseUrl }) };
      gateways = [await startGateway(options), await startGateway(options)];
    });
    after(async () => {
      for (const gateway of gateways) await gateway.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    it('stays masked once the secret is changed, and deleted, on every instance, after a restart too', async () => {
      const [one, two] = gateways as [Gateway, Gateway];
      const made = await one.api<{ id: number }>('POST', 'secret', { name: 'SHOP', content: 'first-content' });
      const { id } = made.body.data;
      upstream.json('/echo', { was: 'first-content', is: 'second-content' }, 500);
      upstream.json('/user', { was: 'first-content', is: 'second-content' });
      const api = (name: string): unknown => ({ name, type: 'api', url: `${upstream.url}/${name}`, outputName: name });
      await one.rule('kept', 'POST', { suspend: true, components: [[api('user')], [api('echo')]] });
      const trx = String((await one.call('POST', 'kept', { token: 'first-content' })).body.trx);
      const shown = async (gateway: Gateway): Promise<string> =>
        (await gateway.api('GET', `suspend?trx=${trx}`)).text + (await gateway.api('GET', `run_log?trx=${trx}`)).text;
      const holds = async (gateway: Gateway, ...values: string[]): Promise<boolean> => {
        const text = await shown(gateway);
        return values.some((value) => text.includes(value));
      };
      assert.equal(await holds(one, 'first-content'), false);
      await one.api('PUT', 'secret', { id, content: 'second-content' });
      assert.equal(await holds(one, 'first-content'), false);
      await until(async () => !(await holds(two, 'first-content')) && (await shown(two)).includes('***SHOP***'));
      await one.api('DELETE', 'secret', { id, force: true });
      assert.equal((await one.api('GET', `suspend?trx=${trx}`)).text.includes('second-content'), false);
      await two.stop();
      gateways[1] = await startGateway({ dir, ...(databaseUrl && { databaseUrl }) });
      const again = await gateways[1].api('GET', `suspend?trx=${trx}`);
      assert.match(again.text, /"user":\{"was":"\*\*\*SHOP\*\*\*","is":"\*\*\*SHOP\*\*\*"\}/);
      const later = String((await gateways[1].call('POST', 'kept', { token: 'first-content' })).body.trx);
      const log = await gateways[1].api('GET', `run_log?trx=${later}`);
      assert.match(log.text, /"token":"\*\*\*SHOP\*\*\*"/);
      assert.equal(/first-content|second-content/.test(log.text + gateways[1].output()), false);
    });
  });
}
