import type { Kysely } from 'kysely';
import type { Audit, Change } from './audit.ts';
import type { Database } from './database.ts';
import { readPage } from './page.ts';
import type { Tables } from './schema.ts';
import type { TokenRow, TokenStore } from './accounts.ts';

/** `lastUsedAt` is exact to this: a request must not cost a write. */
const TOUCH_MS = 60_000;

export type NewToken = Parameters<TokenStore['add']>[0];

/** Sessions and API tokens. Removing what is not there does nothing. */
export function createTokenStore(db: Database, audit: Audit): TokenStore {
  return {
    add: (token, operator) => audit.change(operator, (change) => add(change, token)),
    find: (hash) => find(db, hash),
    async page(place) {
      const found = withUser(db.read).where('kind', '=', 'api').clearSelect();
      const rowsOf = (ids: readonly number[]) => withUser(db.read).where('token.id', 'in', ids).execute();
      const page = await readPage(db, [found], { id: 'token.id' }, place, { rowsOf, id: ({ id }) => id });
      return { ...page, list: page.list.map(toToken) };
    },
    remove: (id, operator) => audit.change(operator, (change) => remove(change, id)),
    async removeByHash(hash) {
      const row = await withUser(db.read).where('hash', '=', hash).executeTakeFirst();
      if (!row) return;
      const user = { id: row.user_id, name: row.username, ip: '' };
      await audit.change(user, (change) => remove(change, row.id));
    },
    prune: (limit) => prune(db, limit),
  };
}

function withUser(on: Kysely<Tables>) {
  return on
    .selectFrom('token')
    .innerJoin('user', 'user.id', 'token.user_id')
    .selectAll('token')
    .select(['user.username', 'user.role as user_role']);
}

async function add({ trx, at, record }: Change, token: NewToken): Promise<TokenRow> {
  const values = {
    kind: token.kind,
    user_id: token.userId,
    name: token.name,
    role: token.role,
    hash: token.hash,
    expires_at: token.expiresAt,
    created_at: at,
    last_used_at: null,
  };
  const { insertId } = await trx.insertInto('token').values(values).executeTakeFirstOrThrow();
  const row = await withUser(trx).where('token.id', '=', Number(insertId)).executeTakeFirst();
  if (!row) throw new Error(`the token belongs to user ${token.userId}, who does not exist`);
  await record({ action: action(row, 'add'), target: target(row), before: null, after: audited(row) });
  return toToken(row);
}

async function find(db: Database, hash: string): Promise<TokenRow | undefined> {
  const { now } = db.can;
  const found = await withUser(db.read)
    .select(now.as('now'))
    .where('hash', '=', hash)
    .where('user.disabled', '=', 0)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst();
  if (!found) return undefined;
  if (found.now - (found.last_used_at ?? 0) < TOUCH_MS) return toToken(found);
  const used = { last_used_at: found.now };
  await db.transaction((trx) => trx.updateTable('token').set(used).where('id', '=', found.id).execute());
  return toToken({ ...found, ...used });
}

async function remove({ trx, record }: Change, id: number): Promise<boolean> {
  const row = await withUser(trx).where('token.id', '=', id).executeTakeFirst();
  if (!row) return false;
  await trx.deleteFrom('token').where('id', '=', id).execute();
  await record({ action: action(row, 'remove'), target: target(row), before: audited(row), after: null });
  return true;
}

async function prune(db: Database, limit: number): Promise<number> {
  const expired = db.read.selectFrom('token').select('id').where('kind', '=', 'session');
  const rows = await expired.where('expires_at', '<=', db.can.now).limit(limit).execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await db.transaction((trx) => trx.deleteFrom('token').where('id', 'in', ids).execute());
  return ids.length;
}

type JoinedTokenRow = Awaited<ReturnType<ReturnType<typeof withUser>['executeTakeFirstOrThrow']>>;

function action({ kind }: JoinedTokenRow, what: 'add' | 'remove'): string {
  if (kind === 'api') return `token.${what}`;
  return what === 'add' ? 'user.login' : 'user.logout';
}

function target(row: JoinedTokenRow): string {
  return row.kind === 'api' ? row.name : row.username;
}

function audited(row: JoinedTokenRow) {
  if (row.kind !== 'api') return null;
  const expiresAt = row.expires_at === null ? null : new Date(row.expires_at).toISOString();
  return { id: row.id, role: row.role, expires_at: expiresAt };
}

function toToken(row: JoinedTokenRow): TokenRow {
  return {
    id: row.id,
    kind: row.kind,
    userId: row.user_id,
    username: row.username,
    name: row.name,
    role: row.kind === 'session' ? row.user_role : row.role,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
