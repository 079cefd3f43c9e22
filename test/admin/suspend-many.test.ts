import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';
import { breakingRules } from './breaking-rules.ts';
import type { Page } from './breaking-rules.ts';

let server: TestServer;
let upstream: Upstream;
before(async () => {
  [server, upstream] = [await startServer(), await startUpstream()];
});
after(async () => {
  await server.close();
  await upstream.close();
});

interface Started {
  id: string;
  accepted: number;
}

interface Progress {
  id: string;
  state: string;
  operator: string;
  accepted: number;
  succeeded: number;
  failed: number;
  left: number;
  failures: { trx: string; err_code: string; err_msg: string; err_component: string }[];
  started_at: string;
  ended_at: string | null;
}

describe('many suspended runs over REST', () => {
  const { breaking, suspend, read } = breakingRules(() => ({ server, upstream }));

  /** Once it has ended. */
  async function progressOf(id: string): Promise<Progress> {
    for (;;) {
      const { body } = await server.api<Progress>('GET', `suspend/recover_all?id=${id}`);
      assert.equal(body.data.left, body.data.accepted - body.data.succeeded - body.data.failed);
      if (body.data.state !== 'running') return body.data;
    }
  }

  it('are counted by what went wrong, and each such group can be opened', async () => {
    await breaking('grouped');
    for (let n = 0; n < 2; n++) await suspend('grouped');
    interface Groups {
      list: { method: string; name: string; err_code: string; err_component: string; count: number }[];
      more: boolean;
    }
    const { body } = await server.api<Groups>('GET', 'suspend/groups?path=grouped');
    const [group] = body.data.list;
    assert.ok(group);
    const { oldest, newest, ...rest } = group as typeof group & { oldest: string; newest: string };
    const what = { err_code: '110006', err_component: 'coupon' };
    assert.deepEqual(rest, { method: 'POST', name: 'grouped', ...what, count: 2 });
    assert.ok(oldest <= newest && newest.endsWith('Z'));
    assert.equal(body.data.more, false);
    const filter = new URLSearchParams({ rule: 'POST grouped', ...what }).toString();
    assert.equal((await server.api<Page>('GET', `suspend/page?${filter}`)).body.data.total, 2);
    const none = await server.api<Groups>('GET', 'suspend/groups?path=grouped&err_component=');
    assert.deepEqual(none.body.data.list, []);
  });

  it('are one group of a rule with parameters, which is found by its name, with and without its method', async () => {
    await server.rule('POST', 'groups/:id', {
      suspend: true,
      components: [[{ name: 'user', type: 'api', url: `${upstream.url}/nothing` }]],
    });
    for (const id of ['1', '2', '3']) assert.equal((await server.call('POST', `groups/${id}`, {})).status, 202);
    for (const rule of ['POST groups/:id', 'groups/:id', 'post /ps/groups/:id']) {
      const query = new URLSearchParams({ rule }).toString();
      const { list } = (await server.api<{ list: object[] }>('GET', `suspend/groups?${query}`)).body.data;
      const { count, name, method } = list[0] as Record<string, unknown>;
      assert.deepEqual([list.length, method, name, count], [1, 'POST', 'groups/:id', 3], rule);
      assert.equal((await server.api<Page>('GET', `suspend/page?${query}`)).body.data.total, 3, rule);
    }
    const other = await server.api<Page>('GET', 'suspend/page?rule=PUT+groups/:id');
    assert.equal(other.body.data.total, 0);
    const gone = await server.api<Page>('GET', 'suspend/page?rule=');
    assert.equal(gone.body.data.total, 0);
  });

  it('recover_all recovers in the background what its filter finds', async () => {
    const { mend } = await breaking('many');
    await breaking('others');
    for (let n = 0; n < 5; n++) await suspend('many');
    const other = await suspend('others');
    mend();
    const part = await server.api<Started>('POST', 'suspend/recover_all', {
      filter: { path: 'many' },
      limit: 2,
    });
    assert.deepEqual([part.status, part.body.data.accepted], [200, 2]);
    const left = async () => (await server.api<Page>('GET', 'suspend/page?path=many&status=suspended')).body.data.total;
    while ((await left()) > 3);
    const rest = await server.api<Started>('POST', 'suspend/recover_all', {
      filter: { path: 'many' },
      limit: 100,
    });
    assert.equal(rest.body.data.accepted, 3);
    while ((await left()) > 0);
    assert.equal((await read(other)).status, 'suspended');
    const wrong = await server.api('POST', 'suspend/recover_all', { filter: { paht: 'many' }, limit: 0 });
    assert.deepEqual(wrong.body.errors?.map(({ path }) => path).sort(), [
      'request.body.filter.paht',
      'request.body.limit',
    ]);
  });

  it('recover_all tells how far it is, and why which runs have not succeeded', async () => {
    const { mend } = await breaking('progress-mended');
    await breaking('progress-broken');
    const mended = [await suspend('progress-mended'), await suspend('progress-mended')];
    const broken = await suspend('progress-broken');
    mend();
    const started = await server.api<Started>('POST', 'suspend/recover_all', {
      filter: { trxs: [...mended, broken, 'TRX0'] },
    });
    assert.deepEqual([started.status, started.body.data.accepted], [200, 3]);
    const { id } = started.body.data;
    const { started_at, ended_at, failures, ...rest } = await progressOf(id);
    const counts = { accepted: 3, succeeded: 2, failed: 1, left: 0 };
    assert.deepEqual(rest, { id, state: 'done', operator: 'admin', ...counts });
    const [failure] = failures;
    assert.deepEqual(
      [failures.length, failure?.trx, failure?.err_code, failure?.err_component],
      [1, broken, '110006', 'coupon'],
    );
    assert.equal(failure?.err_msg, (await read(broken)).err_msg);
    assert.ok(ended_at && started_at <= ended_at);
    assert.equal((await server.api('GET', 'suspend/recover_all?id=none')).status, 404);
  });

  it('recover_all by trxs takes all of them, and of these what else the filter says', async () => {
    const { mend } = await breaking('chosen');
    const trxs: string[] = [];
    for (let n = 0; n < 3; n++) trxs.push(await suspend('chosen'));
    mend();
    const chosen = { trxs: trxs.slice(0, 2) };
    const none = await server.api<Started>('POST', 'suspend/recover_all', { filter: { ...chosen, err_code: 'X' } });
    assert.equal(none.body.data.accepted, 0);
    assert.equal((await progressOf(none.body.data.id)).state, 'done');
    const { body } = await server.api<Started>('POST', 'suspend/recover_all', { filter: chosen });
    assert.equal((await progressOf(body.data.id)).succeeded, 2);
    assert.equal((await read(trxs[2] ?? '')).status, 'suspended');
    const many = Array.from({ length: 1001 }, (_, n) => `TRX${n}`);
    for (const wrong of [[], many])
      assert.equal((await server.api('POST', 'suspend/recover_all', { filter: { trxs: wrong } })).status, 400);
  });
});
