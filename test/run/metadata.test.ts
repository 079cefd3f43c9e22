import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { until } from '../fixture/until.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Entry {
  readonly trx: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

interface List {
  readonly list: readonly Entry[];
  readonly total: number;
}

const metadata = { order: '{request.body.order}', 'shop.name': 'shop {request.body.shop}', kind: 'order' };

for (const database of testDatabases()) {
  describe(`what rules note of their runs, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: TestServer;
    before(async () => {
      const url = await database.create();
      gateway = await startServer(url === undefined ? {} : { DATABASE_URL: url });
      const rest = { name: 'rest', type: 'wait', for: 'time', seconds: 600 };
      await gateway.rule('POST', 'resting', { metadata, record: true, components: [[rest]] });
      await gateway.rule('POST', 'logged', { metadata, record: true });
      await gateway.rule('POST', 'durable', { metadata, durable: true });
      await gateway.rule('POST', 'neither', { metadata });
      const breaks = { name: 'b', type: 'api', url: 'http://127.0.0.1:9/', method: 'POST' };
      await gateway.rule('POST', 'breaks', { metadata, suspend: true, components: [[breaks]] });
      await gateway.rule('POST', 'plain', { record: true });
    });
    after(async () => {
      await gateway.close();
      await database.drop();
    });

    const begin = async (name: string, order: unknown, shop: unknown = 1): Promise<string> =>
      String((await gateway.call('POST', name, { order, shop })).headers.get('trx'));
    const list = async (path: string): Promise<List> => {
      const { status, body } = await gateway.api<List>('GET', path);
      assert.equal(status, 200, path);
      return body.data;
    };
    const found = async (path: string) => (await list(path)).list.map(({ trx }) => trx);

    it('stands in every list of runs, and finds them there', async () => {
      const resting = await begin('resting', 'A-1');
      const noted = { order: 'A-1', 'shop.name': 'shop 1', kind: 'order' };
      await begin('resting', 'A-2');
      const paths = ['suspend/page?status=waiting&', 'wait/page?', 'run_log/page?'];
      for (const path of paths) {
        const { list: entries, total } = await list(`${path}metadata.order=A-1`);
        assert.deepEqual([total, entries.map(({ trx, metadata: of }) => [trx, of])], [1, [[resting, noted]]], path);
        assert.deepEqual(await found(`${path}metadata.order=A-1&metadata.shop.name=shop%201`), [resting], path);
        assert.deepEqual(await found(`${path}metadata.order=A-1&metadata.kind=other`), [], path);
        assert.deepEqual(await found(`${path}metadata.order=a-1`), [], path);
      }
      const one = await gateway.api<Entry>('GET', `suspend?trx=${resting}`);
      assert.deepEqual(one.body.data.metadata, noted);
      const log = await gateway.api<Entry>('GET', `run_log?trx=${resting}`);
      assert.deepEqual(log.body.data.metadata, noted);
      await gateway.api('POST', 'run/cancel', { trx: resting, reason: 'r' });
      assert.deepEqual(await found('suspend/page?status=cancelled&metadata.order=A-1'), [resting]);
      const ended = await gateway.api<Entry>('GET', `suspend?trx=${resting}`);
      assert.deepEqual(ended.body.data.metadata, noted);
    });

    it('is noted of runs that are logged, kept from the beginning, or kept because they failed', async () => {
      const trxs = [await begin('logged', 'B-1'), await begin('durable', 'B-1'), await begin('breaks', 'B-1')];
      await begin('neither', 'B-1');
      await begin('plain', 'B-1');
      await until(async () => (await found('run_log/page?metadata.order=B-1')).length === 2);
      assert.deepEqual((await found('run_log/page?metadata.order=B-1')).sort(), [trxs[0], trxs[2]].sort());
      assert.deepEqual(await found('suspend/page?status=success&metadata.order=B-1'), [trxs[1]]);
      assert.deepEqual(await found('suspend/page?metadata.order=B-1'), [trxs[2]]);
      const groups = await gateway.api<{ list: { count: number }[] }>('GET', 'suspend/groups?metadata.order=B-1');
      assert.deepEqual(
        groups.body.data.list.map(({ count }) => count),
        [1],
      );
    });

    it('are texts: numbers and lists as JSON has them, null is left out', async () => {
      const number = await begin('durable', 17);
      assert.deepEqual(await found('suspend/page?status=success&metadata.order=17'), [number]);
      const nothing = await begin('durable', null, [1, 'a']);
      const one = await gateway.api<Entry>('GET', `suspend?trx=${nothing}`);
      assert.deepEqual(one.body.data.metadata, { 'shop.name': 'shop [1,"a"]', kind: 'order' });
    });

    it('is found however long it is', async () => {
      const long = 'ä'.repeat(300);
      const trxs = [await begin('durable', `${long}1`), await begin('durable', `${long}2`)];
      assert.deepEqual(await found(`suspend/page?status=success&metadata.order=${encodeURIComponent(`${long}2`)}`), [
        trxs[1],
      ]);
      assert.equal(
        (await list(`suspend/page?status=success&trx=${String(trxs[0])}`)).list[0]?.metadata?.order,
        `${long}1`,
      );
    });

    it('over 4 KiB refuses the request', async () => {
      const answer = await gateway.call('POST', 'durable', { order: 'x'.repeat(4097), shop: 1 });
      assert.equal(answer.status, 400);
      const { code, msg } = answer.body as unknown as { readonly code: string; readonly msg: string };
      assert.equal(code, '000400');
      assert.match(msg, /the metadata of the run has \d+ bytes of names and values, at most 4096 are kept/);
    });

    it('of who begins a run wins over that of its rule, and is refused as that is', async () => {
      const start = (given: unknown) =>
        gateway.api<{ trx: string }>('POST', 'run', {
          ...{ name: 'durable', method: 'POST', request: { body: { order: 'C-1', shop: 2 } }, metadata: given },
        });
      const begun = await start({ order: 'C-2', by: 'olga' });
      assert.equal(begun.status, 202, begun.text);
      const { trx } = begun.body.data;
      const { list: entries } = await list('run/page?metadata.by=olga&metadata.order=C-2');
      const noted = { order: 'C-2', by: 'olga', 'shop.name': 'shop 2', kind: 'order' };
      assert.deepEqual(
        entries.map(({ trx: of, metadata: its }) => [of, its]),
        [[trx, noted]],
      );
      for (const given of [{ a: 'x'.repeat(4096) }, { 'a b': '1' }, { a: 1 }]) {
        const { status, body } = await start(given);
        assert.deepEqual([status, body.code], [400, '000400'], JSON.stringify(given).slice(0, 40));
      }
    });

    it('a filter with a name that no metadata can have is refused', async () => {
      for (const query of ['metadata.=1', 'metadata.a%20b=1', 'metadata=1', `metadata.${'x'.repeat(65)}=1`]) {
        const { status, body } = await gateway.api('GET', `suspend/page?${query}`);
        assert.deepEqual([status, body.code], [400, '000400'], query);
      }
    });
  });
}
