import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fastify from 'fastify';
import { guardRoutes } from '../../src/admin/access.ts';
import { roles } from '../../src/admin/role.ts';
import type { Role } from '../../src/store/accounts.ts';
import { sendRaw, startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

/** What the spec says, apart from the code: who may call what. */
const TABLE: Readonly<Record<Role | 'public', readonly string[]>> = {
  public: ['POST login', 'GET openapi.json'],
  viewer: [
    'POST logout',
    'GET me',
    'POST me/password',
    'GET rule',
    'GET search',
    'GET rule/page',
    'GET rule/endpoints',
    'POST rule/check',
    'GET script',
    'GET script/page',
    'GET secret',
    'GET secret/page',
    'GET script/usage',
    'GET secret/usage',
    'GET suspend',
    'GET suspend/page',
    'GET suspend/groups',
    'GET suspend/recover_all',
    'GET run',
    'GET run/page',
    'POST live/ticket',
    'GET wait/page',
    'GET queue',
    'GET worker',
    'GET schedule',
    'GET schedule/page',
    'GET schedule/next',
    // Each wait says which role it takes.
    'POST wait/complete',
    'GET run_log',
    'GET run_log/page',
    'GET stats',
    'GET stats/series',
    'GET stats/errors',
  ],
  operator: [
    'PUT suspend',
    'POST suspend/preview',
    'POST suspend/recover',
    'POST suspend/recover_all',
    'POST run/cancel',
    'POST run/pause',
    'POST run/resume',
    'POST run/retry',
    'POST run/compensate',
    'POST schedule/run_now',
    'POST run/cancel_all',
    'POST run/resume_all',
    'POST run/retry_all',
    // With a rule of its own: a developer.
    'POST run',
    'PUT queue',
    'DELETE queue',
    'POST queue/pause',
    'POST queue/resume',
    'POST queue/clean',
  ],
  developer: [
    'POST rule',
    'PUT rule/switch_version',
    'DELETE rule',
    'POST rule/test',
    'POST schedule',
    'PUT schedule',
    'DELETE schedule',
    'POST script',
    'PUT script/switch_version',
    'DELETE script',
    'POST script/check',
    'POST script/test',
  ],
  admin: [
    'POST secret',
    'PUT secret',
    'DELETE secret',
    'GET user/page',
    'POST user',
    'PUT user',
    'DELETE user',
    'GET token/page',
    'POST token',
    'DELETE token',
    'GET audit/page',
    'GET audit/verify',
  ],
};

const ALL = Object.entries(TABLE).flatMap(([role, calls]) =>
  calls.map((call) => ({ role: role as Role | 'public', call })),
);

/** `{"alg":"none"}` and `{"sub":"admin","role":"admin"}`, unsigned. */
const UNSIGNED_JWT = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGUiOiJhZG1pbiJ9.';

describe('who may do what', () => {
  let server: TestServer;
  const tokens = new Map<Role, string>();
  before(async () => {
    server = await startServer();
    for (const role of roles) {
      const made = await server.api<{ token: string }>('POST', 'token', { name: role, role });
      tokens.set(role, made.body.data.token);
    }
  });
  after(() => server.close());

  async function statusOf(call: string, token: string | null): Promise<number> {
    const [method = '', path = ''] = call.split(' ');
    // Nothing is sent that could be done: a call that is let in fails on what it lacks.
    return (await server.api(method, path, method === 'GET' ? undefined : { no_such_field: 1 }, token)).status;
  }

  const isLetIn = (status: number): boolean => status !== 401 && status !== 403;

  it('every route of the API stands in the table, and every call of the table is a route', async () => {
    const { paths } = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1/', '')}`),
    );
    const described = ALL.map(({ call }) => call).filter((call) => call !== 'GET openapi.json');
    assert.deepEqual(routes.sort(), described.sort());
  });

  it('a route that declares no role keeps the program from starting', async () => {
    const app = fastify();
    guardRoutes(app, server.app.store.tokens);
    assert.throws(() => app.get('/forgotten', () => 1), /GET \/forgotten declares no role/);
    await app.close();
  });

  for (const caller of roles) {
    it(`${caller} may do what it may, and nothing else`, async () => {
      const token = tokens.get(caller) ?? '';
      for (const { role, call } of ALL) {
        const may = role === 'public' || roles.indexOf(caller) >= roles.indexOf(role);
        const status = await statusOf(call, token);
        if (may)
          assert.ok(isLetIn(status) || call === 'POST logout' || call === 'POST me/password', `${call}: ${status}`);
        else assert.equal(status, 403, call);
      }
    });
  }

  async function deniedEverywhere(token: string | null): Promise<void> {
    for (const { role, call } of ALL) {
      const status = await statusOf(call, token);
      if (role === 'public') assert.ok(isLetIn(status), call);
      else assert.equal(status, 401, call);
    }
  }

  it('nobody gets in without a token', () => deniedEverywhere(null));

  it('nor with garbage, a tampered token, or an unsigned JWT', async () => {
    await deniedEverywhere('garbage');
    await deniedEverywhere(UNSIGNED_JWT);
    const { token } = server;
    await deniedEverywhere(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`);
    await deniedEverywhere(token.replace('sgs_', 'sgt_'));
    await deniedEverywhere(token.slice(0, -1));
  });

  it('nor with an expired token', async () => {
    const now = Date.now();
    const expires_at = new Date(now + 1000).toISOString();
    const { body } = await server.api<{ token: string }>('POST', 'token', { name: 'short', role: 'admin', expires_at });
    const { token } = body.data;
    while ((await server.api('GET', 'me', undefined, token)).status === 200);
    assert.ok(Date.now() >= now + 1000);
    await deniedEverywhere(token);
  });

  it('nor with a token in the query, in a cookie, or as another scheme', async () => {
    const { token, url } = server;
    for (const headers of [
      { cookie: `token=${token}` },
      { authorization: token },
      { authorization: `Basic ${token}` },
    ]) {
      assert.equal(
        (
          await fetch(`${url}/api/v1/me?token=${token}&access_token=${token}`, {
            headers: new Headers(headers as Record<string, string>),
          })
        ).status,
        401,
      );
    }
  });

  async function newUser(username: string, role: Role): Promise<{ id: number; token: string }> {
    const added = await server.api<{ id: number }>('POST', 'user', { username, password: 'long enough', role });
    assert.equal(added.status, 201, added.text);
    const { body } = await server.login(username, 'long enough');
    return { id: added.body.data.id, token: body.data.token };
  }

  it('disabling, demoting and deleting a user, or giving it a password, ends its sessions at once', async () => {
    const changes: [string, (id: number) => Promise<unknown>][] = [
      ['disabled', (id) => server.api('PUT', 'user', { id, disabled: true })],
      ['demoted', (id) => server.api('PUT', 'user', { id, role: 'viewer' })],
      ['password', (id) => server.api('PUT', 'user', { id, password: 'another one' })],
      ['deleted', (id) => server.api('DELETE', 'user', { id })],
    ];
    for (const [name, change] of changes) {
      const user = await newUser(name, 'admin');
      assert.equal((await server.api('GET', 'user/page', undefined, user.token)).status, 200);
      await change(user.id);
      assert.equal((await server.api('GET', 'me', undefined, user.token)).status, 401, name);
    }
    const again = await server.login('demoted', 'long enough');
    assert.equal((await server.api('GET', 'user/page', undefined, again.body.data.token)).status, 403);
    assert.equal((await server.login('disabled', 'long enough')).status, 401);
  });

  it('a disabled user\u2019s API tokens do not work either', async () => {
    const user = await newUser('machine-owner', 'admin');
    const made = await server.api<{ token: string }>('POST', 'token', { name: 't', role: 'viewer' }, user.token);
    assert.equal((await server.api('GET', 'me', undefined, made.body.data.token)).status, 200);
    await server.api('PUT', 'user', { id: user.id, disabled: true });
    assert.equal((await server.api('GET', 'me', undefined, made.body.data.token)).status, 401);
  });

  it('a refusal says so in the envelope, with WWW-Authenticate, and before the body is read', async () => {
    const { status, body, headers } = await server.api('GET', 'me', undefined, null);
    assert.deepEqual([status, body.code], [401, '000401']);
    assert.equal(headers.get('www-authenticate'), 'Bearer');
    const early = sendRaw(
      server.port,
      'POST /api/v1/rule HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n',
    );
    assert.match(await early, /^HTTP\/1\.1 401 /);
  });

  it('an unknown path is 404, a known one with another method 405 with Allow', async () => {
    const missing = await server.api('GET', 'nope');
    assert.deepEqual([missing.status, missing.body.code], [404, '000404']);
    const wrong = await server.api('PATCH', 'rule/switch_version', {});
    assert.deepEqual([wrong.status, wrong.body.code, wrong.headers.get('allow')], [405, '000405', 'PUT']);
    assert.equal((await server.api('GET', 'rule/', undefined)).status, 404);
  });
});
