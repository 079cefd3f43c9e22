import { Type } from 'typebox';
import { StepgateError } from '../error.ts';
import type { User as UserRow } from '../store/accounts.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { deleteInput, deleteRequest } from './delete-request.ts';
import { PageOf, answers, creates, paged, success } from './envelope.ts';
import { Body, Id, Password, Query, RoleName, Time, Username, paging, time } from './field.ts';
import { hashPassword } from './password.ts';
import { noSuch } from './version.ts';

const User = Type.Object({
  id: Id,
  username: Type.String(),
  role: RoleName,
  disabled: Type.Boolean(),
  created_at: Time,
  updated_at: Time,
});

/** Users. Changing a password, a role or `disabled` ends the user's sessions: the store does both at once. */
export function addUserRoutes(app: AdminApp, deps: AdminDeps): void {
  addPage(app, deps);
  addAdd(app, deps);
  addChange(app, deps);
  addDelete(app, deps);
}

function addPage(app: AdminApp, { store }: AdminDeps): void {
  const schema = { summary: 'Users', querystring: Query(paging), response: answers(PageOf(User)) };
  app.get('/user/page', { config: { role: 'admin' }, schema }, async ({ query }) =>
    paged(await store.users.page(query), query, shown),
  );
}

function addAdd(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Add a user',
    body: Body(
      { username: Username, password: Password, role: RoleName },
      { username: 'grace', password: 'a password of hers', role: 'operator' },
    ),
    response: creates(User),
  };
  app.post('/user', { config: { role: 'admin' }, schema }, async ({ body, caller }, reply) => {
    const { username, password, role } = body;
    const user = { username, role, passwordHash: await hashPassword(password) };
    const added = await store.users.add(user, caller.operator);
    if (!added) throw new StepgateError('000409', `the user name ${username} is taken`);
    return reply.code(201).send(success(shown(added)));
  });
}

function addChange(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: "Change a user's role or password, or disable the user",
    body: Body(
      {
        id: Id,
        role: Type.Optional(RoleName),
        password: Type.Optional(Password),
        disabled: Type.Optional(Type.Boolean()),
      },
      { id: 2, role: 'developer' },
    ),
    response: answers(User),
  };
  app.put('/user', { config: { role: 'admin' }, schema }, async ({ body, caller }) => {
    const { id, role, password, disabled } = body;
    const before = await store.users.get({ id });
    // What stays as it is ends no session.
    const patch = {
      ...(role !== undefined && role !== before?.role && { role }),
      ...(password !== undefined && { passwordHash: await hashPassword(password) }),
      ...(disabled !== undefined && disabled !== before?.disabled && { disabled }),
    };
    if (before && Object.keys(patch).length === 0) return success(shown(before));
    const changed = await store.users.change(id, patch, caller.operator);
    if (changed === 'missing') throw noSuch('user', { id });
    if (changed === 'last-admin') throw lastAdmin('demoted or disabled');
    return success(shown(changed));
  });
}

function addDelete(app: AdminApp, { store }: AdminDeps): void {
  const schema = { summary: 'Delete a user', ...deleteRequest, response: answers(Type.Null()) };
  app.delete('/user', { config: { role: 'admin' }, schema }, async (request) => {
    const { id } = deleteInput(request);
    const outcome = await store.users.remove(id, request.caller.operator);
    if (outcome === 'missing') throw noSuch('user', { id });
    if (outcome === 'last-admin') throw lastAdmin('deleted');
    return success(null);
  });
}

function lastAdmin(what: string): StepgateError {
  return new StepgateError('000409', `the last admin cannot be ${what}; make another user an admin first`);
}

function shown({ id, username, role, disabled, createdAt, updatedAt }: UserRow) {
  return { id, username, role, disabled, created_at: time(createdAt), updated_at: time(updatedAt) };
}
