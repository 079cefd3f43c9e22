import { Type } from 'typebox';
import { StepgateError, wrongField } from '../error.ts';
import type { SecretHead } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { deleteInput, deleteRequest } from './delete-request.ts';
import { PageOf, answers, creates, paged, success } from './envelope.ts';
import { Body, Id, Query, Time, paging, time } from './field.ts';
import { refresh } from './refresh.ts';
import { noSuch } from './version.ts';

const Secret = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.String(),
  length: Type.Integer({ description: 'characters of the content' }),
  sha256_prefix: Type.String({ description: "first 8 hex digits of the content's SHA-256" }),
  operator: Type.String(),
  operator_id: Type.Integer(),
  created_at: Time,
  updated_at: Time,
});

/** What `{secret.NAME}` can name. */
const SecretName = Type.String({
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_-]*$',
  maxLength: 255,
  description: 'letters, digits, _ and -, which is not first',
});
const Description = Type.String({ maxLength: 1000 });
const LARGEST_CONTENT_BYTES = 65_536;
const Content = Type.String({
  minLength: 1,
  maxLength: LARGEST_CONTENT_BYTES,
  description: 'at most 64 KiB in UTF-8; goes in and never comes out',
});

/** @throws StepgateError 000400: characters beyond ASCII are several bytes. */
function checkSize(content: string | undefined): void {
  const bytes = Buffer.byteLength(content ?? '');
  if (bytes <= LARGEST_CONTENT_BYTES) return;
  const message = `has ${bytes} bytes, expected at most ${LARGEST_CONTENT_BYTES}`;
  throw wrongField('request.body.content', message);
}

/** Secrets: names and fingerprints to everybody, contents in only. */
export function addSecretRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app, deps);
  addPage(app, deps);
  addSave(app, deps);
  addChange(app, deps);
  addDelete(app, deps);
}

function addRead(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'One secret, by id or name',
    querystring: Query({ id: Type.Optional(Id), name: Type.Optional(Type.String({ examples: ['SMS_KEY'] })) }),
    response: answers(Secret),
  };
  app.get('/secret', { config: { role: 'viewer' }, schema }, async ({ query: { id, name } }) => {
    const ref = id === undefined ? { name: required(name, 'request.query.name') } : { id };
    const found = await store.secrets.get(ref);
    if (!found) throw noSuch('secret', ref);
    return success(shownSecret(found));
  });
}

function addPage(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Secrets',
    querystring: Query({ ...paging, name: Type.Optional(Type.String({ description: 'prefix of the name' })) }),
    response: answers(PageOf(Secret)),
  };
  app.get('/secret/page', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { name } = query;
    return paged(await store.secrets.page(name === undefined ? {} : { name }, query), query, shownSecret);
  });
}

function addSave(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Add a secret',
    body: Body(
      { name: SecretName, description: Type.Optional(Description), content: Content },
      { name: 'SMS_KEY', description: 'of the message service', content: 'the key itself' },
    ),
    response: creates(Secret),
  };
  app.post('/secret', { config: { role: 'admin' }, schema }, async ({ body, caller }, reply) => {
    const { name, description = '', content } = body;
    checkSize(content);
    const added = await deps.store.secrets.add({ name, description, content }, caller.operator);
    if (!added) throw new StepgateError('000409', `the secret name ${name} is taken; change that secret with PUT`);
    await refresh(deps);
    return reply.code(201).send(success(shownSecret(added)));
  });
}

function addChange(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Change the content or the description; the next run uses the new content',
    body: Body(
      { id: Id, content: Type.Optional(Content), description: Type.Optional(Description) },
      { id: 1, content: 'the new key' },
    ),
    response: answers(Secret),
  };
  app.put('/secret', { config: { role: 'admin' }, schema }, async ({ body, caller }) => {
    const { id, content, description } = body;
    checkSize(content);
    const patch = { ...(content !== undefined && { content }), ...(description !== undefined && { description }) };
    const changed = await deps.store.secrets.change(id, patch, caller.operator);
    if (!changed) throw noSuch('secret', { id });
    await refresh(deps);
    return success(shownSecret(changed));
  });
}

function addDelete(app: AdminApp, deps: AdminDeps): void {
  const schema = { summary: 'Delete a secret', ...deleteRequest, response: answers(Type.Null()) };
  app.delete('/secret', { config: { role: 'admin' }, schema }, async (request) => {
    const { id, force } = deleteInput(request);
    const found = await deps.store.secrets.get({ id });
    if (!found) throw noSuch('secret', { id });
    if (!force) await refuseUsed(deps, found.name);
    if (!(await deps.store.secrets.remove(id, request.caller.operator))) throw noSuch('secret', { id });
    await refresh(deps);
    return success(null);
  });
}

/** @throws StepgateError 000409 when an active rule names the secret. */
export async function refuseUsed({ registry }: Pick<AdminDeps, 'registry'>, name: string): Promise<void> {
  const users = (await registry.rules()).filter((rule) => rule.secrets.includes(name));
  if (users.length === 0) return;
  const named = users.map((rule) => `${rule.method} ${rule.name}`).join(', ');
  throw new StepgateError('000409', `secret ${name} is named by ${named}; change these, or add "force": true`);
}

function required(value: string | undefined, path: string): string {
  if (value !== undefined) return value;
  throw new StepgateError('000400', `${path} is required: give id or name`, {
    errors: [{ path, message: 'is required: give id or name' }],
  });
}

/** A secret as it is answered: never its content. */
export function shownSecret(secret: SecretHead) {
  const { id, name, description, length, sha256Prefix, operator, operatorId, createdAt, updatedAt } = secret;
  return {
    id,
    name,
    description,
    length,
    sha256_prefix: sha256Prefix,
    operator,
    operator_id: operatorId,
    created_at: time(createdAt),
    updated_at: time(updatedAt),
  };
}
