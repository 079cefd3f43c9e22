import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';

interface Page<T> {
  list: T[];
  total: number;
  page: number;
  count: number;
}
type Body = { code: number | string; msg: string; data: Record<string, unknown>; errors?: { path?: string }[] };

describe('who may do what, over HTTP', () => {
  let gateway: Gateway;
  const tokens: Record<string, string> = {};
  before(async () => {
    gateway = await startGateway();
    for (const role of ['viewer', 'operator', 'developer', 'admin']) {
      const made = await gateway.api<{ id: number; token: string }>('POST', 'token', { name: `of ${role}`, role });
      assert.equal(made.status, 201, made.text);
      tokens[role] = made.body.data.token;
    }
  });
  after(() => gateway.stop());

  function as(token: string | undefined, method: string, path: string, body?: unknown): Promise<Reply<Body>> {
    const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    return request<Body>(method, `${gateway.url}${path.startsWith('/') ? '' : '/api/v1/'}${path}`, body, headers);
  }

  async function login(username: string, password: string): Promise<Reply<Body>> {
    return as(undefined, 'POST', 'login', { username, password });
  }

  async function session(username: string, password: string): Promise<string> {
    const answer = await login(username, password);
    assert.equal(answer.status, 200, answer.text);
    return String(answer.body.data.token);
  }

  async function addUser(username: string, role: string, password = 'their password'): Promise<number> {
    const added = await gateway.api<{ id: number }>('POST', 'user', { username, password, role });
    assert.equal(added.status, 201, added.text);
    assert.ok(!added.text.includes(password));
    return added.body.data.id;
  }

  it('without credentials only login, health, docs, the OpenAPI documents and schemas answer', async () => {
    for (const open of [
      '/health/live',
      '/health/ready',
      '/docs',
      '/openapi.json',
      '/api/v1/openapi.json',
      '/schemas/rule.json',
    ]) {
      const { status, text } = await as(undefined, 'GET', open);
      assert.ok(status === 200 || (open === '/docs' && status >= 301 && status <= 308), `${open}: ${status} ${text}`);
    }
    const closed =
      'rule/page rule?id=1 script/page secret/page suspend/page run_log/page stats me user/page token/page audit/page /metrics';
    for (const path of closed.split(' ')) {
      for (const token of [undefined, 'nonsense']) {
        const { status, body } = await as(token, 'GET', path);
        assert.deepEqual([status, body.code], [401, '000401'], path);
      }
    }
  });

  it('each role may also do what the ones above it may', async () => {
    const calls: [string, string, string, unknown?][] = [
      ['viewer', 'GET', 'rule/page'],
      ['viewer', 'GET', 'script/page'],
      ['viewer', 'GET', 'secret/page'],
      ['viewer', 'GET', 'suspend/page'],
      ['viewer', 'GET', 'run_log/page'],
      ['viewer', 'GET', 'stats'],
      ['viewer', 'GET', 'me'],
      ['viewer', 'GET', '/metrics'],
      ['viewer', 'POST', 'rule/check', { name: 'a', method: 'GET', rule: {} }],
      ['operator', 'POST', 'suspend/recover', { trx: 'TRX' }],
      ['operator', 'POST', 'suspend/preview', { trx: 'TRX' }],
      ['operator', 'PUT', 'suspend', { id: 1 }],
      ['operator', 'POST', 'run/cancel', { trx: 'TRX', reason: 'x' }],
      ['operator', 'POST', 'suspend/recover_all', { filter: { trx: 'none' }, limit: 1 }],
      ['developer', 'POST', 'rule', {}],
      ['developer', 'POST', 'rule/test', {}],
      ['developer', 'PUT', 'rule/switch_version', {}],
      ['developer', 'DELETE', 'rule', {}],
      ['developer', 'POST', 'script', {}],
      ['developer', 'POST', 'script/test', {}],
      ['developer', 'PUT', 'script/switch_version', {}],
      ['developer', 'DELETE', 'script', {}],
      ['admin', 'POST', 'secret', {}],
      ['admin', 'PUT', 'secret', {}],
      ['admin', 'DELETE', 'secret', {}],
      ['admin', 'GET', 'user/page'],
      ['admin', 'POST', 'user', {}],
      ['admin', 'PUT', 'user', {}],
      ['admin', 'DELETE', 'user', {}],
      ['admin', 'GET', 'token/page'],
      ['admin', 'POST', 'token', {}],
      ['admin', 'DELETE', 'token', {}],
      ['admin', 'GET', 'audit/page'],
    ];
    const roles = ['viewer', 'operator', 'developer', 'admin'];
    for (const [least, method, path, body] of calls) {
      for (const role of roles) {
        const { status, body: answer } = await as(tokens[role], method, path, body);
        const says = `${role}: ${method} ${path}: ${status}`;
        if (roles.indexOf(role) < roles.indexOf(least)) assert.deepEqual([status, answer.code], [403, '000403'], says);
        else assert.ok([200, 400, 404].includes(status), says);
      }
    }
  });

  it('a login gives a token, its end, and the user', async () => {
    await addUser('vera', 'viewer');
    const answer = await login('vera', 'their password');
    assert.deepEqual([answer.status, answer.body.code], [200, 200]);
    const { token, expires_at, user, ...more } = answer.body.data as {
      token: string;
      expires_at: string;
      user: { username: string; role: string };
    };
    assert.deepEqual([Object.keys(more), user.username, user.role], [[], 'vera', 'viewer']);
    assert.ok(Date.parse(expires_at) > Date.now() && expires_at.endsWith('Z'), expires_at);
    const me = await as(token, 'GET', 'me');
    assert.deepEqual([me.body.data.username, me.body.data.role], ['vera', 'viewer']);
    for (const path of ['login', 'me/password', 'user']) {
      const { status, body } = await as(tokens.admin, 'POST', path, { username: 5 });
      assert.deepEqual([status, body.code], [400, '000400'], path);
    }
    assert.equal((await as(token, 'POST', 'logout')).status, 200);
    assert.equal((await as(token, 'GET', 'me')).status, 401);
  });

  it('a new password ends the sessions, wants the old one and eight characters', async () => {
    await addUser('paul', 'viewer');
    const [one, two] = [await session('paul', 'their password'), await session('paul', 'their password')];
    const change = (token: string, old_password: string, new_password: string): Promise<Reply<Body>> =>
      as(token, 'POST', 'me/password', { old_password, new_password });
    const short = await change(one, 'their password', '1234567');
    assert.deepEqual([short.status, short.body.code], [400, '000400']);
    assert.match(String(short.body.errors?.[0]?.path), /new_password$/);
    const wrong = await change(one, 'not my password', '12345678');
    assert.ok(wrong.status >= 400 && wrong.status < 500, wrong.text);
    assert.equal((await as(two, 'GET', 'me')).status, 200);
    assert.equal((await change(one, 'their password', '12345678')).status, 200);
    assert.equal((await as(two, 'GET', 'me')).status, 401);
    assert.equal((await login('paul', 'their password')).status, 401);
    assert.equal((await login('paul', '12345678')).status, 200);
  });

  it('a new role, disabling and deleting end the sessions too', async () => {
    const id = await addUser('dora', 'developer');
    const before = await session('dora', 'their password');
    const demoted = await gateway.api('PUT', 'user', { id, role: 'viewer' });
    assert.deepEqual([demoted.status, demoted.body.data.role], [200, 'viewer'], demoted.text);
    assert.equal((await as(before, 'GET', 'me')).status, 401);
    const viewer = await session('dora', 'their password');
    assert.equal((await as(viewer, 'POST', 'rule', {})).status, 403);
    assert.equal((await gateway.api('PUT', 'user', { id, disabled: true })).status, 200);
    assert.equal((await as(viewer, 'GET', 'me')).status, 401);
    assert.equal((await login('dora', 'their password')).status, 401);
    assert.equal((await gateway.api('PUT', 'user', { id, disabled: false, password: 'another one' })).status, 200);
    const anew = await session('dora', 'another one');
    assert.equal((await gateway.api('DELETE', 'user', { id })).status, 200);
    assert.equal((await as(anew, 'GET', 'me')).status, 401);
    assert.equal((await gateway.api('DELETE', 'user', { id })).status, 404);
    assert.equal((await gateway.api('PUT', 'user', { id, role: 'viewer' })).status, 404);
  });

  it('users are listed without their passwords; what is taken or malformed is refused', async () => {
    await addUser('lisa', 'operator');
    const page = await gateway.api<Page<Record<string, unknown>>>('GET', 'user/page?count=100');
    const lisa = page.body.data.list.find(({ username }) => username === 'lisa');
    assert.deepEqual([lisa?.role, lisa?.disabled], ['operator', false]);
    assert.ok(!/password|argon|hash/i.test(page.text), page.text);
    const taken = await gateway.api('POST', 'user', { username: 'lisa', password: 'long enough', role: 'viewer' });
    assert.deepEqual([taken.status, taken.body.code], [409, '000409']);
    for (const bad of [
      { username: 'new', password: 'long enough', role: 'king' },
      { username: 'new', password: 'short', role: 'viewer' },
      { username: '', password: 'long enough', role: 'viewer' },
      { username: 'new', password: 'long enough' },
    ])
      assert.equal((await gateway.api('POST', 'user', bad)).status, 400, JSON.stringify(bad));
    assert.equal((await gateway.api('GET', 'user/page?page=0')).status, 400);
  });

  it('the last admin cannot be deleted, disabled or demoted', async () => {
    const users = await gateway.api<Page<{ id: number; username: string }>>('GET', 'user/page');
    const id = users.body.data.list.find(({ username }) => username === 'admin')?.id;
    const tries: [string, unknown][] = [
      ['DELETE', { id }],
      ['PUT', { id, disabled: true }],
      ['PUT', { id, role: 'developer' }],
    ];
    for (const [method, body] of tries) {
      const { status, body: answer } = await gateway.api(method, 'user', body);
      assert.deepEqual([status, answer.code], [409, '000409'], method);
    }
    const other = await addUser('second', 'admin');
    assert.equal((await gateway.api('PUT', 'user', { id: other, disabled: true })).status, 200);
    assert.equal((await gateway.api('DELETE', 'user', { id })).status, 409, 'a disabled admin does not count');
  });

  it('API tokens are shown once, end when they are deleted or expired', async () => {
    // Signed in first: on a busy machine that alone can take longer than this token lasts.
    await gateway.api('GET', 'me');
    const expires_at = new Date(Date.now() + 1500).toISOString();
    const short = await gateway.api<{ id: number; token: string }>('POST', 'token', {
      ...{ name: 'short', role: 'viewer', expires_at },
    });
    assert.equal((await as(short.body.data.token, 'GET', 'me')).status, 200);
    const made = await gateway.api<{ id: number; token: string }>('POST', 'token', { name: 'ci', role: 'developer' });
    const { id, token } = made.body.data;
    const page = await gateway.api<Page<Record<string, unknown>>>('GET', 'token/page?count=100');
    assert.ok(!page.text.includes(token));
    const shown = page.body.data.list.find((one) => one.id === id);
    assert.deepEqual([shown?.name, shown?.role], ['ci', 'developer']);
    assert.equal((await as(token, 'GET', 'rule/page')).status, 200);
    assert.equal((await gateway.api('DELETE', 'token', { id })).status, 200);
    assert.equal((await as(token, 'GET', 'rule/page')).status, 401);
    assert.equal((await gateway.api('DELETE', 'token', { id })).status, 404);
    for (const bad of [{ name: 'x' }, { name: 'x', role: 'king' }, { name: 'x', role: 'viewer', expires_at: 'soon' }])
      assert.equal((await gateway.api('POST', 'token', bad)).status, 400, JSON.stringify(bad));
    await until(async () => (await as(short.body.data.token, 'GET', 'me')).status === 401);
  });

  it('the audit log says who, when, from where, what, before and after', async () => {
    await as(tokens.developer, 'POST', 'rule', { name: 'audited', method: 'GET', rule: {}, operator: 'mallory' });
    const secret = await gateway.api<{ id: number }>('POST', 'secret', { name: 'AUDITED', content: 'audited value' });
    await gateway.api('PUT', 'secret', { id: secret.body.data.id, content: 'audited other' });
    const page = await gateway.api<Page<Record<string, unknown>>>('GET', 'audit/page?count=3');
    assert.equal(page.status, 200);
    assert.ok(!/audited value|audited other|mallory/.test(page.text), page.text);
    const [changed = {}, added] = page.body.data.list;
    assert.equal(changed.operator, 'admin');
    assert.match(JSON.stringify(changed), /127\.0\.0\.1/);
    assert.match(String(changed.created_at), /^\d{4}-.*Z$/);
    assert.notDeepEqual(changed.before, changed.after);
    assert.match(JSON.stringify(added), /AUDITED/);
    assert.ok(page.body.data.total > 10);
    assert.equal((await gateway.api('GET', 'audit/page?count=0')).status, 400);
  });

  it('five wrong passwords: 429 with Retry-After, whether the name exists or not', async () => {
    await addUser('victim', 'viewer');
    const tries = async (username: string): Promise<Reply<Body>> => {
      let answer = await login(username, 'wrong password');
      for (let n = 1; n < 12 && answer.status === 401; n++) answer = await login(username, 'wrong password');
      return answer;
    };
    for (const name of ['victim', 'nobody-at-all']) {
      const { status, body, headers } = await tries(name);
      assert.deepEqual([name, status, body.code], [name, 429, '000429']);
      assert.ok(Number(headers.get('retry-after')) >= 1);
    }
    assert.equal((await as(tokens.viewer, 'GET', 'me')).status, 200);
  });
});
