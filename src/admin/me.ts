import { Type } from 'typebox';
import { StepgateError } from '../error.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Body, Id, OneOf, Password, RoleName } from './field.ts';
import { hashPassword } from './password.ts';

const Me = Type.Object({
  id: Id,
  username: Type.String(),
  role: RoleName,
  kind: OneOf(['session', 'api'], 'what the caller signed in with'),
});

/** The caller itself. */
export function addMeRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app);
  addPassword(app, deps);
}

function addRead(app: AdminApp): void {
  const schema = { summary: 'Who the caller is', response: answers(Me) };
  app.get('/me', { config: { role: 'viewer' }, schema }, ({ caller: { userId, username, role, kind } }) =>
    success({ id: userId, username, role, kind }),
  );
}

function addPassword(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: "Change the caller's password; ends all its sessions, this one too",
    body: Body(
      { old_password: Type.String({ maxLength: 1024 }), new_password: Password },
      { old_password: 'the present one', new_password: 'a better one' },
    ),
    response: answers(Type.Null()),
  };
  app.post('/me/password', { config: { role: 'viewer' }, schema }, async ({ body, caller }) => {
    if (caller.kind === 'api') throw new StepgateError('000403', 'an API token has no password; sign in as the user');
    // Guessing here is slowed down in the same way as at the door.
    await deps.signIn(caller.username, body.old_password, caller.operator.ip);
    const patch = { passwordHash: await hashPassword(body.new_password) };
    await deps.store.users.change(caller.userId, patch, caller.operator);
    return success(null);
  });
}
