import type { Selectable } from 'kysely';
import type { Audit, Change } from './audit.ts';
import type { Database } from './database.ts';
import { countOf, readPage } from './page.ts';
import type { UserTable } from './schema.ts';
import type { User, UserStore } from './accounts.ts';

type UserRow = Selectable<UserTable>;
type NewUser = Parameters<UserStore['add']>[0];
type UserPatch = Parameters<UserStore['change']>[1];

/** What the audit log shows of a new password. */
const HIDDEN = '***';

/** Users; the last admin who can sign in stays. */
export function createUserStore(db: Database, audit: Audit): UserStore {
  const all = () => db.read.selectFrom('user');
  return {
    count: () => countOf(all()),
    async page(place) {
      const rowsOf = (ids: readonly number[]) => all().selectAll().where('id', 'in', ids).execute();
      const order = { id: 'id', isOldestFirst: true } as const;
      const page = await readPage(db, [all()], order, place, { rowsOf, id: ({ id }) => id });
      return { ...page, list: page.list.map(toUser) };
    },
    async get(ref) {
      const found = all().selectAll();
      const row = await found.where((eb) => eb.and(ref)).executeTakeFirst();
      return row && toUser(row);
    },
    add: (user, operator) => audit.change(operator, (change) => add(change, user)),
    change: (id, patch, operator) => audit.change(operator, (change) => changeUser(change, id, patch)),
    remove: (id, operator) => audit.change(operator, (change) => remove(change, id)),
  };
}

async function add({ trx, at, record }: Change, user: NewUser): Promise<User | undefined> {
  const taken = trx.selectFrom('user').select('id').where('username', '=', user.username);
  if (await taken.executeTakeFirst()) return undefined;
  const row = {
    username: user.username,
    role: user.role,
    disabled: 0 as const,
    password_hash: user.passwordHash,
    created_at: at,
    updated_at: at,
  };
  const { insertId } = await trx.insertInto('user').values(row).executeTakeFirstOrThrow();
  await record({ action: 'user.add', target: row.username, before: null, after: audited(row) });
  return toUser({ ...row, id: Number(insertId) });
}

async function changeUser(
  { trx, at, record }: Change,
  id: number,
  patch: UserPatch,
): Promise<User | 'missing' | 'last-admin'> {
  const before = await find(trx, id);
  if (!before) return 'missing';
  const set = {
    role: patch.role ?? before.role,
    disabled: toColumn(patch.disabled ?? before.disabled === 1),
    password_hash: patch.passwordHash ?? before.password_hash,
    updated_at: at,
  };
  if (!isAdmin(set) && (await isLastAdmin(trx, before))) return 'last-admin';
  await trx.updateTable('user').set(set).where('id', '=', id).execute();
  await trx.deleteFrom('token').where('user_id', '=', id).where('kind', '=', 'session').execute();
  const password = patch.passwordHash === undefined ? {} : { password: HIDDEN };
  const after = { ...audited(set), ...password };
  await record({ action: 'user.change', target: before.username, before: audited(before), after });
  return toUser({ ...before, ...set });
}

async function remove({ trx, record }: Change, id: number): Promise<'removed' | 'missing' | 'last-admin'> {
  const before = await find(trx, id);
  if (!before) return 'missing';
  if (await isLastAdmin(trx, before)) return 'last-admin';
  await trx.deleteFrom('token').where('user_id', '=', id).execute();
  await trx.deleteFrom('user').where('id', '=', id).execute();
  await record({ action: 'user.remove', target: before.username, before: audited(before), after: null });
  return 'removed';
}

function find(trx: Change['trx'], id: number): Promise<UserRow | undefined> {
  return trx.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst();
}

function isAdmin(row: Pick<UserRow, 'role' | 'disabled'>): boolean {
  return row.role === 'admin' && row.disabled === 0;
}

async function isLastAdmin(trx: Change['trx'], row: UserRow): Promise<boolean> {
  if (!isAdmin(row)) return false;
  const other = trx.selectFrom('user').select('id').where('id', '!=', row.id);
  return !(await other.where('role', '=', 'admin').where('disabled', '=', 0).executeTakeFirst());
}

function audited(row: Pick<UserRow, 'role' | 'disabled'>) {
  return { role: row.role, disabled: row.disabled === 1 };
}

function toColumn(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    role: row.role,
    disabled: row.disabled === 1,
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
