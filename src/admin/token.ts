import { Type } from 'typebox';
import { wrongField } from '../error.ts';
import type { StepgateError } from '../error.ts';
import type { TokenRow } from '../store/accounts.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { deleteInput, deleteRequest } from './delete-request.ts';
import { PageOf, answers, creates, paged, success } from './envelope.ts';
import { Body, Id, Nullable, Query, RoleName, Time, paging, time } from './field.ts';
import { newToken } from './token-secret.ts';
import { noSuch } from './version.ts';

const Token = Type.Object({
  id: Id,
  name: Type.String(),
  role: RoleName,
  username: Type.String({ description: 'who made it' }),
  expires_at: Nullable(Time),
  created_at: Time,
  last_used_at: Nullable(Time),
});

/** API tokens: for machines, with a role of their own. */
export function addTokenRoutes(app: AdminApp, deps: AdminDeps): void {
  addPage(app, deps);
  addAdd(app, deps);
  addDelete(app, deps);
}

function addPage(app: AdminApp, { store }: AdminDeps): void {
  const schema = { summary: 'API tokens', querystring: Query(paging), response: answers(PageOf(Token)) };
  app.get('/token/page', { config: { role: 'admin' }, schema }, async ({ query }) =>
    paged(await store.tokens.page(query), query, shown),
  );
}

function addAdd(app: AdminApp, { store, clock }: AdminDeps): void {
  const schema = {
    summary: 'Make an API token, which is shown in this answer only',
    body: Body(
      {
        name: Type.String({ minLength: 1, maxLength: 100 }),
        role: RoleName,
        expires_at: Type.Optional(
          Nullable(Type.String({ format: 'date-time', description: 'none, or null: it does not expire' })),
        ),
      },
      { name: 'the shop', role: 'viewer', expires_at: null },
    ),
    response: creates(Type.Object({ id: Id, token: Type.String() })),
  };
  app.post('/token', { config: { role: 'admin' }, schema }, async ({ body, caller }, reply) => {
    const { name, role } = body;
    const expiresAt = typeof body.expires_at === 'string' ? Date.parse(body.expires_at) : null;
    if (expiresAt !== null && expiresAt <= clock.now()) throw inThePast();
    const { token, hash } = newToken('api');
    const made = await store.tokens.add(
      { kind: 'api', userId: caller.userId, name, role, expiresAt, hash },
      caller.operator,
    );
    return reply.code(201).send(success({ id: made.id, token }));
  });
}

function addDelete(app: AdminApp, { store }: AdminDeps): void {
  const schema = { summary: 'Delete an API token', ...deleteRequest, response: answers(Type.Null()) };
  app.delete('/token', { config: { role: 'admin' }, schema }, async (request) => {
    const { id } = deleteInput(request);
    if (!(await store.tokens.remove(id, request.caller.operator))) throw noSuch('token', { id });
    return success(null);
  });
}

function inThePast(): StepgateError {
  return wrongField('request.body.expires_at', 'must be in the future');
}

function shown({ id, name, role, username, expiresAt, createdAt, lastUsedAt }: TokenRow) {
  return {
    id,
    name,
    role,
    username,
    expires_at: expiresAt === null ? null : time(expiresAt),
    created_at: time(createdAt),
    last_used_at: lastUsedAt === null ? null : time(lastUsedAt),
  };
}
