import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { longNumbers, raw } from '../fixture/long-numbers.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const ID = '7615917337495251231';
const NEIGHBOUR = '7615917337495251232';

for (const database of testDatabases()) {
  describe(`the digits of a number in a run that is kept, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    let isBroken = true;
    before(async () => {
      upstream = await startUpstream();
      gateway = await startGateway({ databaseUrl: await database.create() });
      upstream.on('/echo', ({ body }, response) => response.setHeader('content-type', 'application/json').end(body));
      upstream.on('/breaks', (_, response) => response.writeHead(isBroken ? 500 : 200).end('1'));
      const api = (name: string, input: unknown): object => ({
        ...{ name, type: 'api', method: 'POST', url: `${upstream.url}/${name}`, input, outputName: name },
      });
      await gateway.script('keep', 'function handler(ctx, input) { ctx.data.store("n", input); return input; }');
      const rule = (extra: object): object => ({
        suspend: true,
        request: { body: { id: { type: 'bigint' } } },
        components: [
          [
            api('echo', '{request.body.n}'),
            { name: 'first', type: 'script', url: 'keep', input: '{request.body.id}', outputName: 'first' },
          ],
          [api('breaks', ['{request.body.n}', '{echo}', { constant: raw(ID) }])],
          [
            {
              name: 'second',
              type: 'script',
              url: 'keep',
              input: ['{request.body.id}', '{first}'],
              outputName: 'second',
            },
          ],
        ],
        response: { body: { request: '{request.body.n}', echo: '{echo}', second: '{second}', constant: raw(ID) } },
        ...extra,
      });
      await gateway.rule('kept', 'POST', rule({}));
      await gateway.rule('durable', 'POST', rule({ durable: true, record: true }));
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
    });

    async function suspend(name: string, numbers: readonly string[]): Promise<string> {
      isBroken = true;
      const text = `{"n":[${numbers.join()}],"id":${ID}}`;
      const answer = await gateway.call('POST', name, text, { 'content-type': 'application/json' });
      assert.equal(answer.status, 202, answer.text);
      return String(answer.body.trx);
    }

    async function recover(trx: string, data?: unknown): Promise<Reply<unknown>> {
      isBroken = false;
      return gateway.api('POST', 'suspend/recover', { trx, ...(data !== undefined && { data }) });
    }

    for (const name of ['kept', 'durable']) {
      it(`stay until it is recovered, and in its log: ${name}`, async () => {
        const lists = fc.array(longNumbers, { minLength: 1, maxLength: 10 });
        await fc.assert(
          fc.asyncProperty(lists, async (list) => {
            const trx = await suspend(name, list);
            const answer = await recover(trx);
            const all = `[${list.join()}]`;
            const second = `["${ID}","${ID}"]`;
            assert.equal(answer.text, `{"request":${all},"echo":${all},"second":${second},"constant":${ID}}`);
            const calls = upstream.callsOf('/breaks').slice(-2);
            const sent = `[${all},${all},{"constant":${ID}}]`;
            assert.deepEqual(
              calls.map(({ body }) => body),
              [sent, sent],
            );
            const log = await gateway.api('GET', `run_log?trx=${trx}`);
            assert.ok(log.text.includes(`"input":${sent}`), log.text);
            assert.ok(log.text.includes(`"output":${all}`), log.text);
          }),
          { numRuns: 5 },
        );
      });
    }

    it('stay where an operator reads it, edits it, previews it and gives data to its recovery', async () => {
      const trx = await suspend('kept', [ID]);
      const shown = await gateway.api<{ id: number }>('GET', `suspend?trx=${trx}`);
      assert.ok(shown.text.includes(`"echo":[${ID}]`), shown.text);
      assert.ok(shown.text.includes(`{"constant":${ID}}`), shown.text);
      const { id } = shown.body.data;
      const edited = await gateway.api('PUT', 'suspend', { id, data: { echo: raw(NEIGHBOUR), first: 'x' } });
      assert.equal(edited.status, 200, edited.text);
      assert.ok(edited.text.includes(`"echo":${NEIGHBOUR}`), edited.text);
      const preview = await gateway.api('POST', 'suspend/preview', { trx, data: { echo: raw('-1e400') } });
      assert.ok(preview.text.includes(`"input":[[${ID}],-1e400,{"constant":${ID}}]`), preview.text);
      assert.ok(preview.text.includes(`"input":["${ID}","x"]`), preview.text);
      const answer = await recover(trx, { first: raw(NEIGHBOUR) });
      assert.ok(answer.text.includes(`"echo":${NEIGHBOUR},"second":["${ID}",7615917337495251000]`), answer.text);
      const audit = await gateway.api('GET', 'audit/page?action=suspend.edit');
      assert.ok(audit.text.includes(`"echo":${NEIGHBOUR}`), audit.text);
    });

    it('stay in the answer that is kept under an Idempotency-Key', async () => {
      await gateway.rule('again', 'POST', { idempotency: 'required', response: { body: '{request.body}' } });
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' };
      const [first, again] = [
        await gateway.call('POST', 'again', `[${ID}]`, headers),
        await gateway.call('POST', 'again', `[${ID}]`, headers),
      ];
      assert.deepEqual([first.text, again.text], [`[${ID}]`, `[${ID}]`]);
      assert.equal((await gateway.call('POST', 'again', `[${NEIGHBOUR}]`, headers)).status, 422);
    });
  });
}
