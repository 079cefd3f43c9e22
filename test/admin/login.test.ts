import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { hashPassword, verifyPassword } from '../../src/admin/password.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Session {
  token: string;
  expires_at: string;
  user: { id: number; username: string; role: string };
}

describe('signing in and out', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  beforeEach(() => server.app.store.attempts.clear(['ip:127.0.0.1']));
  after(() => server.close());

  let users = 0;
  async function newUser(): Promise<{ id: number; username: string; token: string }> {
    const username = `user-${++users}`;
    const { body } = await server.api<{ id: number }>('POST', 'user', {
      username,
      password: 'right one',
      role: 'operator',
    });
    const session = await server.login(username, 'right one');
    return { id: body.data.id, username, token: session.body.data.token };
  }

  it('gives a token that lasts, and says who signed in', async () => {
    await newUser();
    const { status, body } = await server.login('user-1', 'right one');
    assert.equal(status, 200);
    const { token, expires_at, user } = body.data as Session;
    assert.match(token, /^sgs_[\w-]{43}$/);
    assert.ok(Date.parse(expires_at) > Date.now() + 3_600_000);
    assert.deepEqual([user.username, user.role], ['user-1', 'operator']);
    const me = await server.api('GET', 'me', undefined, token);
    assert.deepEqual(me.body.data, { id: user.id, username: 'user-1', role: 'operator', kind: 'session' });
  });

  it('a wrong password, a name that does not exist and a disabled user get the same answer', async () => {
    const user = await newUser();
    const wrong = await server.login(user.username, 'wrong one');
    const unknown = await server.login('nobody', 'wrong one');
    await server.api('PUT', 'user', { id: user.id, disabled: true });
    const disabled = await server.login(user.username, 'right one');
    assert.equal(wrong.status, 401);
    assert.equal(unknown.text, wrong.text);
    assert.equal(disabled.text, wrong.text);
  });

  it('five wrong passwords for a name: 429 with Retry-After, also for the right one and for a name that is none', async () => {
    const user = await newUser();
    for (const name of [user.username, 'no such name']) {
      for (let attempt = 1; attempt <= 5; attempt++) {
        assert.equal((await server.login(name, 'wrong one')).status, 401, `${name} ${attempt}`);
        await server.app.store.attempts.clear(['ip:127.0.0.1']);
      }
      const { status, headers, body } = await server.login(name, 'right one');
      assert.deepEqual([status, body.code], [429, '000429']);
      assert.ok(Number(headers.get('retry-after')) >= 1);
    }
  });

  it('five wrong passwords from an address: 429 for every name', async () => {
    for (let attempt = 1; attempt <= 5; attempt++) await server.login(`name ${attempt}`, 'wrong one');
    assert.equal((await server.login('admin', 'a password of the tests')).status, 429);
  });

  it('passwords tried side by side are counted like those tried in a row', async () => {
    const user = await newUser();
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.login(user.username, 'wrong one')));
    assert.equal(answers.filter(({ status }) => status === 401).length, 5);
    assert.equal(answers.filter(({ status }) => status === 429).length, 15);
  });

  it('a right password takes the count back', async () => {
    const user = await newUser();
    for (let round = 0; round < 3; round++) {
      for (let attempt = 1; attempt <= 3; attempt++) await server.login(user.username, 'wrong one');
      assert.equal((await server.login(user.username, 'right one')).status, 200);
    }
  });

  it('logging out ends the session at once, and only this one', async () => {
    const { username, token } = await newUser();
    const other = (await server.login(username, 'right one')).body.data.token;
    assert.equal((await server.api('POST', 'logout', undefined, token)).status, 200);
    assert.equal((await server.api('GET', 'me', undefined, token)).status, 401);
    assert.equal((await server.api('GET', 'me', undefined, other)).status, 200);
  });

  it('changing the own password wants the old one, and ends all sessions', async () => {
    const { username, token } = await newUser();
    const change = (old_password: string, new_password: string) =>
      server.api('POST', 'me/password', { old_password, new_password }, token);
    assert.equal((await change('wrong one', 'another one')).status, 401);
    assert.equal((await change('right one', '7 chars')).status, 400);
    assert.equal((await change('right one', 'another one')).status, 200);
    assert.equal((await server.api('GET', 'me', undefined, token)).status, 401);
    assert.equal((await server.login(username, 'right one')).status, 401);
    assert.equal((await server.login(username, 'another one')).status, 200);
  });

  it('an API token has neither a session to end nor a password', async () => {
    const made = await server.api<{ token: string }>('POST', 'token', { name: 'ci', role: 'admin' });
    const { token } = made.body.data;
    assert.equal((await server.api('POST', 'logout', undefined, token)).status, 403);
    const body = { old_password: 'a password of the tests', new_password: 'another one' };
    assert.equal((await server.api('POST', 'me/password', body, token)).status, 403);
    assert.equal((await server.api('GET', 'me', undefined, token)).status, 200);
  });

  it('tokens and passwords are not stored as they are', async () => {
    const { token, username } = await newUser();
    const user = await server.app.store.users.get({ username });
    assert.match(user?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await server.app.store.tokens.find(token), undefined);
  });
});

describe('a password\u2019s hash', () => {
  it('is salted, and taken by its password only', async () => {
    const [one, two] = [await hashPassword('pässword'), await hashPassword('pässword')];
    assert.notEqual(one, two);
    assert.equal(await verifyPassword('pässword', one), true);
    assert.equal(await verifyPassword('password', one), false);
    assert.equal(await verifyPassword('', undefined), false);
  });
});
