import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { StepgateError } from '../error.ts';
import { answers, success } from './envelope.ts';
import { Body, Id, OptionalBody, RoleName, Time, time } from './field.ts';
import { newToken } from './token-secret.ts';

const SESSION_MS = 12 * 3_600_000;

/** Signing in and out. */
export function addLoginRoutes(app: AdminApp, deps: AdminDeps): void {
  addLogin(app, deps);
  addLogout(app, deps);
}

function addLogin(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Sign in; gives a token for Authorization: Bearer',
    body: Body(
      { username: Type.String({ maxLength: 255 }), password: Type.String({ maxLength: 1024 }) },
      { username: 'admin', password: 'the password of the first start' },
    ),
    response: answers(
      Type.Object({
        token: Type.String(),
        expires_at: Time,
        user: Type.Object({ id: Id, username: Type.String(), role: RoleName }),
      }),
    ),
  };
  app.post('/login', { config: { role: 'public' }, schema }, async (request) => {
    const { username, password } = request.body;
    const ip = request.client.address;
    const user = await deps.signIn(username, password, ip);
    const { token, hash } = newToken('session');
    const expiresAt = deps.clock.now() + SESSION_MS;
    const session = { kind: 'session', userId: user.id, name: '', role: user.role, expiresAt, hash } as const;
    await deps.store.tokens.add(session, { id: user.id, name: user.username, ip });
    const { id, role } = user;
    return success({ token, expires_at: time(expiresAt), user: { id, username: user.username, role } });
  });
}

function addLogout(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'End the session',
    body: Type.Unsafe<object | null>(OptionalBody({}, {})),
    response: answers(Type.Null()),
  };
  app.post('/logout', { config: { role: 'viewer' }, schema }, async ({ caller }) => {
    if (caller.kind === 'api') throw new StepgateError('000403', 'an API token has no session; DELETE /token ends it');
    await store.tokens.removeByHash(caller.tokenHash);
    return success(null);
  });
}
