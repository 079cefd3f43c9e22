import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';
import { breakingRules } from './breaking-rules.ts';
import type { Suspension } from './breaking-rules.ts';

let server: TestServer;
let upstream: Upstream;
before(async () => {
  [server, upstream] = [await startServer(), await startUpstream()];
});
after(async () => {
  await server.close();
  await upstream.close();
});

describe('a kept run that somebody else has changed meanwhile', () => {
  const { breaking, suspend, read } = breakingRules(() => ({ server, upstream }));

  it('is neither edited, nor looked ahead, nor recovered, and who changed it is said', async () => {
    const { mend } = await breaking('revised');
    const { trx, id, revision } = await read(await suspend('revised'));
    const olga = await server.api<{ token: string }>('POST', 'token', { name: 'olga', role: 'operator' });
    const { token } = olga.body.data;
    const edited = await server.api<Suspension>('PUT', 'suspend', { id, revision, data: { user: { id: 8 } } }, token);
    assert.equal(edited.status, 200, edited.text);
    assert.notEqual(edited.body.data.revision, revision);
    mend();
    for (const [method, path, body] of [
      ['PUT', 'suspend', { id, revision, data: { user: { id: 9 } } }],
      ['POST', 'suspend/preview', { trx, revision }],
      ['POST', 'suspend/recover', { trx, revision }],
    ] as const) {
      const refused = await server.api(method, path, body);
      assert.deepEqual([refused.status, refused.body.code], [409, '000409'], path);
      assert.match(
        refused.body.msg,
        /changed meanwhile.* is admin\/olga \(suspend\.edit\) at .*nothing was overwritten/,
        path,
      );
      const [error] = (refused.body.errors ?? []) as unknown as Record<string, unknown>[];
      const { at, message, ...rest } = error ?? {};
      assert.match(String(at), /^\d{4}-.*Z$/);
      assert.match(String(message), /is \d+, but the run was changed meanwhile/);
      const now = { revision: edited.body.data.revision, status: 'suspended' };
      const who = { operator: (await lastEdit(trx)).operator, action: 'suspend.edit' };
      assert.deepEqual(rest, { path: 'request.body.revision', ...now, ...who });
    }
    assert.deepEqual((await read(trx)).data.user, { id: 8 });
    const { revision: now } = edited.body.data;
    assert.equal((await server.api('POST', 'suspend/preview', { trx, revision: now })).status, 200);
    assert.equal((await server.api('POST', 'suspend/recover', { trx, revision: now })).status, 201);
  });

  async function lastEdit(trx: string): Promise<{ operator: string }> {
    const { body } = await server.api<{ list: { operator: string }[] }>('GET', `audit/page?target=${trx}`);
    return body.data.list[0] ?? { operator: '' };
  }

  it('also when it was recovered, or was cancelled', async () => {
    const { mend } = await breaking('gone');
    const [one, two] = [await read(await suspend('gone')), await read(await suspend('gone'))];
    mend();
    assert.equal((await server.api('POST', 'suspend/recover', { trx: one.trx })).status, 201);
    await server.api('POST', 'run/cancel', { trx: two.trx, reason: 'not wanted' });
    for (const [{ trx, revision }, action, status] of [
      [one, 'suspend.recover', 'success'],
      [two, 'run.cancel', 'cancelled'],
    ] as const) {
      const refused = await server.api('PUT', 'suspend', { trx, revision, cur_step: 1 });
      const [error] = (refused.body.errors ?? []) as unknown as Record<string, unknown>[];
      assert.deepEqual([refused.status, error?.action, error?.status], [409, action, status]);
    }
  });
});
