import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

describe('DELETE /runs/<trx>', () => {
  let gateway: TestServer;
  before(async () => (gateway = await startServer()));
  after(() => gateway.close());

  const resting = async (name: string, extra: object = {}): Promise<string> => {
    await gateway.rule('POST', name, {
      ...extra,
      components: [[{ name: 'rest', type: 'wait', for: 'time', seconds: 600 }]],
    });
    const answer = await gateway.call('POST', name, {});
    assert.equal(answer.status, 202);
    return String(answer.headers.get('trx'));
  };
  const cancel = async (trx: string, token?: string) => {
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${gateway.url}/runs/${trx}`, { method: 'DELETE', ...(headers && { headers }) });
    const { status, code } = (await answer.json()) as { readonly status?: string; readonly code?: string };
    return { http: answer.status, status, code, trx: answer.headers.get('trx') };
  };

  it('cancels a run for its client where the rule says so', async () => {
    const trx = await resting('mine', { clientCancel: true });
    assert.deepEqual(await cancel(trx), { http: 200, status: 'cancelled', code: undefined, trx });
    const { body } = await gateway.api<{ list: { action: string; operator: string }[] }>(
      'GET',
      `audit/page?target=${trx}`,
    );
    assert.deepEqual(
      body.data.list.map(({ action, operator }) => [action, operator]),
      [['run.cancel', 'client']],
    );
    assert.deepEqual(await cancel(trx), { http: 409, status: undefined, code: '000409', trx });
  });

  it('is refused to a client else, and done for an operator', async () => {
    const trx = await resting('theirs');
    assert.deepEqual(await cancel(trx), { http: 403, status: undefined, code: '000403', trx });
    await gateway.api('POST', 'user', { username: 'vera', password: 'a password of vera', role: 'viewer' });
    const viewer = (await gateway.login('vera', 'a password of vera')).body.data.token;
    assert.equal((await cancel(trx, viewer)).http, 403);
    assert.equal((await cancel(trx, 'wrong')).http, 401);
    assert.equal((await cancel(trx, gateway.token)).status, 'cancelled');
  });

  it('is 404 for a run that is not kept', async () => {
    assert.equal((await cancel('TRX1')).http, 404);
  });
});
