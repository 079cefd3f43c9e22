import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

interface Kept {
  err_component: string;
  err_names: string[] | null;
}

for (const database of testDatabases()) {
  describe(`a run that breaks in elements of a loop, on ${database.name}`, { skip: database.skip }, () => {
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

    function rule() {
      const api = (name: string, input: string) => ({
        ...{ name, type: 'api', method: 'POST', url: `${upstream.url}/${name}`, input, outputName: name },
      });
      const each = {
        ...{ name: 'each', type: 'flow', foreach: '{request.body.lines}', as: 'line', outputName: 'sent' },
        components: [[api('courier', '{line}')], [api('track', '{courier.of}')]],
        outputData: '{track.of}',
      };
      return { suspend: true, components: [[each]], response: { body: '{sent}' } };
    }

    it('goes on with those components of those elements that an operator names, in full', async () => {
      let isAway = true;
      for (const path of ['/courier', '/track'])
        upstream.on(path, ({ body }, response) => {
          const isRefused = isAway && path === '/track' && body !== '"a"';
          response.writeHead(isRefused ? 500 : 200, { 'content-type': 'application/json' }).end(`{"of":${body}}`);
        });
      await gateway.rule('elements', 'POST', rule());
      const called = await gateway.call('POST', 'elements', { lines: ['a', 'b', 'c'] });
      assert.equal(called.status, 202, called.text);
      const trx = String(called.body.trx);
      const kept = (await gateway.api<Kept>('GET', `suspend?trx=${trx}`)).body.data;
      assert.deepEqual(kept.err_names, ['each[1]/track', 'each[2]/track']);
      assert.match(kept.err_component, /^each\[[12]\]\/track$/);

      const unknown = await gateway.api('PUT', 'suspend', { trx, err_names: ['each[1]/nix'] });
      assert.equal(unknown.status, 400, unknown.text);
      const edited = await gateway.api<Kept>('PUT', 'suspend', { trx, err_names: ['each[1]/track'] });
      assert.deepEqual(edited.body.data.err_names, ['each[1]/track'], edited.text);
      const preview = await gateway.api<{ components: { name: string; input: unknown }[] }>('POST', 'suspend/preview', {
        trx,
      });
      assert.deepEqual(
        preview.body.data.components.map(({ name, input }) => [name, input]),
        [
          ['each[1]', null],
          ['each[1]/track', 'b'],
        ],
      );

      isAway = false;
      const before = upstream.calls.length;
      const recovered = await gateway.api('POST', 'suspend/recover', { trx });
      assert.deepEqual([recovered.status, recovered.body], [200, ['a', 'b', null]], recovered.text);
      const calls = upstream.calls.slice(before);
      assert.deepEqual(
        calls.map(({ path, body, headers }) => [path, body, headers['idempotency-key']]),
        [['/track', '"b"', `${trx}-1-each[1]/2-track`]],
      );
    });
  });
}
