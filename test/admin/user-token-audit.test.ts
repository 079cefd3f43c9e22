import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface User {
  id: number;
  username: string;
  role: string;
  disabled: boolean;
  created_at: string;
}

interface Page<T> {
  list: T[];
  total: number;
  page: number;
  count: number;
}

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('users', () => {
  it('are added with a role, and no hash ever comes out', async () => {
    const added = await server.api<User>('POST', 'user', { username: 'dev', password: '12345678', role: 'developer' });
    assert.equal(added.status, 201);
    assert.deepEqual(
      [added.body.data.username, added.body.data.role, added.body.data.disabled],
      ['dev', 'developer', false],
    );
    const page = await server.api<Page<User>>('GET', 'user/page');
    assert.equal(page.body.data.total, 2);
    assert.doesNotMatch(added.text + page.text, /argon2|password/);
  });

  it('a name that is taken is 409', async () => {
    const { status, body } = await server.api('POST', 'user', {
      username: 'admin',
      password: '12345678',
      role: 'viewer',
    });
    assert.deepEqual([status, body.code], [409, '000409']);
  });

  it('a wrong role, a short password, a missing field: 400 naming each', async () => {
    const { status, body } = await server.api('POST', 'user', { username: 'x y', password: '1234567', role: 'root' });
    assert.equal(status, 400);
    assert.deepEqual(body.errors?.map(({ path }) => path).sort(), [
      'request.body.password',
      'request.body.role',
      'request.body.username',
    ]);
    assert.equal((await server.api('POST', 'user', {})).body.errors?.length, 3);
  });

  it('the last admin cannot be deleted, disabled or demoted', async () => {
    const me = await server.api<User>('GET', 'me');
    const { id } = me.body.data;
    for (const change of [{ disabled: true }, { role: 'viewer' }]) {
      assert.equal((await server.api('PUT', 'user', { id, ...change })).status, 409);
    }
    assert.equal((await server.api('DELETE', 'user', { id })).status, 409);
    await server.api('POST', 'user', { username: 'admin2', password: '12345678', role: 'admin' });
  });

  it('what stays as it is ends no session', async () => {
    const me = await server.api<User>('GET', 'me');
    const { id } = me.body.data;
    assert.equal((await server.api('PUT', 'user', { id, disabled: false, role: 'admin' })).status, 200);
    assert.equal((await server.api('GET', 'me')).status, 200);
  });

  it('one that is not there is 404', async () => {
    assert.equal((await server.api('PUT', 'user', { id: 9999, role: 'viewer' })).status, 404);
    assert.equal((await server.api('DELETE', 'user', { id: 9999 })).status, 404);
  });
});

describe('API tokens', () => {
  it('are shown once, listed without, used with a role of their own, and gone once deleted', async () => {
    const made = await server.api<{ id: number; token: string }>('POST', 'token', { name: 'ci', role: 'viewer' });
    assert.equal(made.status, 201);
    assert.deepEqual(Object.keys(made.body.data), ['id', 'token']);
    const { id, token } = made.body.data;
    assert.match(token, /^sgt_/);
    const me = await server.api('GET', 'me', undefined, token);
    assert.deepEqual([me.body.data.role, me.body.data.kind], ['viewer', 'api']);
    const page = await server.api<Page<Record<string, unknown>>>('GET', 'token/page');
    const { created_at, last_used_at, ...listed } = page.body.data.list[0] ?? {};
    assert.deepEqual(listed, { id, name: 'ci', role: 'viewer', username: 'admin', expires_at: null });
    assert.ok(created_at && last_used_at);
    assert.equal(page.text.includes(token), false);
    assert.equal((await server.api('DELETE', 'token', { id })).status, 200);
    assert.equal((await server.api('GET', 'me', undefined, token)).status, 401);
    assert.equal((await server.api('DELETE', 'token', { id })).status, 404);
  });

  it('an end that is null is none', async () => {
    const made = await server.api<{ id: number }>('POST', 'token', { name: 'ever', role: 'viewer', expires_at: null });
    assert.equal(made.status, 201);
    const { body } = await server.api<Page<{ id: number; expires_at: unknown }>>('GET', 'token/page');
    assert.equal(body.data.list.find(({ id }) => id === made.body.data.id)?.expires_at, null);
  });

  it('an end in the past is refused', async () => {
    const body = { name: 'old', role: 'viewer', expires_at: '2001-01-01T00:00:00Z' };
    assert.equal((await server.api('POST', 'token', body)).status, 400);
    assert.equal((await server.api('POST', 'token', { ...body, expires_at: 'tomorrow' })).status, 400);
    const wrong = await server.api('POST', 'token', { ...body, expires_at: 5 });
    assert.deepEqual(wrong.body.errors, [{ path: 'request.body.expires_at', message: 'must be string' }]);
  });
});

describe('the audit log', () => {
  it('says who changed what, when, from where, before and after; of secrets only hashes', async () => {
    const server = await startServer();
    try {
      const secret = await server.api<{ id: number }>('POST', 'secret', {
        name: 'KEY',
        content: 'the very first value',
      });
      await server.api('PUT', 'secret', { id: secret.body.data.id, content: 'the second value' });
      await server.rule('POST', 'audited', { response: { body: 1 } });
      const token = await server.api<{ token: string }>('POST', 'token', {
        name: 'ci',
        role: 'developer',
        expires_at: '2999-01-01T00:00:00+01:00',
      });
      const rule = {
        name: 'audited',
        method: 'POST',
        rule: { response: { body: 2 } },
        operator: 'somebody else',
        operator_id: 99,
      };
      const saved = await server.api('POST', 'rule', rule, token.body.data.token);
      assert.deepEqual([saved.body.data.operator, saved.body.data.operator_id], ['admin/ci', 1]);

      const { status, text, body } = await server.api<Page<Record<string, unknown>>>('GET', 'audit/page?count=100');
      assert.equal(status, 200);
      const { list } = body.data;
      const actions = list.map(({ action }) => action);
      for (const action of ['secret.add', 'secret.change', 'rule.add', 'token.add', 'user.login']) {
        assert.ok(actions.includes(action), `${action} in ${actions.join(' ')}`);
      }
      const change = list.find(({ action }) => action === 'secret.change');
      assert.equal(change?.operator, 'admin');
      assert.equal(change.ip, '127.0.0.1');
      assert.ok(Date.now() - Date.parse(String(change.created_at)) < 60_000);
      assert.notDeepEqual(change.before, change.after);
      const added = list.find(({ action }) => action === 'token.add')?.after as Record<string, unknown>;
      assert.equal(added.expires_at, '2998-12-31T23:00:00.000Z');
      assert.doesNotMatch(text, /the very first value|the second value/);
      assert.equal(list[0]?.operator, 'admin/ci');
      const filtered = await server.api<Page<unknown>>('GET', 'audit/page?action=rule.add');
      assert.equal(filtered.body.data.total, 2);
      const { broken } = await server.app.store.audit.verify();
      assert.deepEqual(broken, []);
    } finally {
      await server.close();
    }
  });
});
