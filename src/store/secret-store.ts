import type { KeyObject } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { StepgateError } from '../error.ts';
import type { Audit, Change } from './audit.ts';
import type { Database } from './database.ts';
import { WrongMasterKey } from './keyring.ts';
import type { Keyring } from './keyring.ts';
import { readPage } from './page.ts';
import type { SecretTable, Tables } from './schema.ts';
import { newKey, encrypt, decrypt } from './encryption.ts';
import { sha256 } from './sha256.ts';
import { startsWith } from './starts-with.ts';
import type { Advance, Operator, SecretHead, SecretStore } from './store.ts';

const HEAD = [
  'id',
  'name',
  'description',
  'length',
  'sha256_prefix',
  'operator',
  'operator_id',
  'created_at',
  'updated_at',
] as const;
const PREFIX_DIGITS = 8;

type Head = Selectable<Pick<SecretTable, (typeof HEAD)[number]>>;
type NewSecret = Parameters<SecretStore['add']>[0];
type SecretPatch = Parameters<SecretStore['change']>[1];

/** What of a log is needed here. */
interface SecretLog {
  warn(fields: object, message: string): void;
}

const ROTATED = 'the master key was rotated: restart this process with the new STEPGATE_MASTER_KEY';

/** Secrets, each encrypted under a data key of its own, which the master key wraps, both with the name. */
export function createSecretStore(db: Database, audit: Audit, keyring: Keyring, log: SecretLog): SecretStore {
  const opening = createOpening(db, keyring, log);
  return {
    async page(filter, place) {
      let found = db.read.selectFrom('secret');
      if (filter.name !== undefined) found = found.where(startsWith('name', filter.name));
      const rowsOf = (ids: readonly number[]) => heads(db.read).where('id', 'in', ids).execute();
      const page = await readPage(db, [found], { id: 'id' }, place, { rowsOf, id: ({ id }) => id });
      return { ...page, list: page.list.map(toHead) };
    },
    async get(ref) {
      const found = heads(db.read).where((eb) => eb.and(ref));
      const row = await found.executeTakeFirst();
      return row && toHead(row);
    },
    add: (secret, operator) => audit.change(operator, (change) => add(change, keyring, secret, operator)),
    change: (id, patch, operator) =>
      audit.change(operator, (change) => changeSecret(change, keyring, id, patch, operator)),
    remove: (id, operator) => audit.change(operator, (change) => remove(change, id)),
    openAll: async () => (await opening()).current,
    openWithFormer: opening,
    async prune(before, limit) {
      const found = db.read.selectFrom('former_secret').select('id').where('replaced_at', '<', before);
      const ids = (await found.orderBy('id').limit(limit).execute()).map(({ id }) => id);
      if (ids.length > 0)
        await db.transaction((trx) => trx.deleteFrom('former_secret').where('id', 'in', ids).execute());
      return ids.length;
    },
  };
}

type EncryptedSecret = Pick<SecretTable, 'name' | 'wrapped_key' | 'content'>;

/** Opens all that is stored; what was opened before is not opened again. */
function createOpening(db: Database, keyring: Keyring, log: SecretLog): SecretStore['openWithFormer'] {
  // Contents by what is stored of them: polls open only what is new, and go on while the master key is changed.
  let opened: ReadonlyMap<string, string> = new Map();
  /** As they were opened last, by name. */
  let contents: ReadonlyMap<string, string> = new Map();
  return async () => {
    // In this order: a value that is replaced meanwhile is read twice, and not never.
    const rows = await encryptedRows(db.read, 'secret');
    const formerRows = await encryptedRows(db.read, 'former_secret');
    const stored = rows.map((row) => ({ row, key: keyOf(row) }));
    const former = formerRows.map((row) => ({ row, key: keyOf(row) }));
    const fresh = [...stored, ...former].filter(({ key }) => !opened.has(key)).map(({ row }) => row);
    const locked = fresh.some((row) => !keyring.unwrap(rowOf(row.name), row.wrapped_key));
    if (locked && !(await hasMasterKey(db.read, keyring))) {
      log.warn({ secrets: fresh.map(({ name }) => name) }, `${ROTATED}; until then these secrets stay as they were`);
      const before = contents;
      const known = stored.map(({ row, key }) => [row.name, opened.get(key) ?? before.get(row.name)] as const);
      contents = new Map(known.filter(isOpen));
      return {
        current: contents,
        former: former.map(({ row, key }) => [row.name, opened.get(key)] as const).filter(isOpen),
      };
    }
    opened = new Map(
      [...stored, ...former].map(({ row, key }) => [key, opened.get(key) ?? decryptContent(keyring, row)]),
    );
    const all = opened;
    contents = new Map(stored.map(({ row, key }) => [row.name, all.get(key) ?? '']));
    return { current: contents, former: former.map(({ row, key }) => [row.name, all.get(key) ?? ''] as const) };
  };
}

function encryptedRows(on: Kysely<Tables>, table: 'secret' | 'former_secret'): Promise<EncryptedSecret[]> {
  return on.selectFrom(table).select(['name', 'wrapped_key', 'content']).orderBy('id').execute();
}

function keyOf({ name, content }: EncryptedSecret): string {
  return `${name}:${Buffer.from(content).toString('base64')}`;
}

function isOpen(one: readonly [string, string | undefined]): one is readonly [string, string] {
  return one[1] !== undefined;
}

/** Wraps the data keys of all secrets with `wrap`, within the caller's transaction. */
export async function rewrapSecrets(
  trx: Kysely<Tables>,
  keyring: Keyring,
  wrap: Keyring['wrap'],
  advance?: Advance,
): Promise<void> {
  const tables = ['secret', 'former_secret'] as const;
  const rows: { table: (typeof tables)[number]; id: number; name: string; wrapped_key: Uint8Array }[] = [];
  for (const table of tables) {
    const found = await trx.selectFrom(table).select(['id', 'name', 'wrapped_key']).execute();
    rows.push(...found.map((row) => ({ table, ...row })));
  }
  for (const [n, { table, id, name, wrapped_key: old }] of rows.entries()) {
    advance?.(n, rows.length);
    const wrapped = wrap(rowOf(name), dataKeyOf(keyring, name, old));
    await trx.updateTable(table).set({ wrapped_key: wrapped }).where('id', '=', id).execute();
  }
}

function rowOf(name: string): string {
  return `secret:${name}`;
}

/** Whether this process has the master key, or has found the one that another process has set. */
async function hasMasterKey(on: Kysely<Tables>, keyring: Keyring): Promise<boolean> {
  try {
    await keyring.open(on, false);
    return true;
  } catch (error) {
    if (error instanceof WrongMasterKey) return false;
    throw error;
  }
}

/** The columns that a content gives. @throws StepgateError 000409 another process has changed the master key. */
async function encryptContent(trx: Kysely<Tables>, keyring: Keyring, name: string, content: string) {
  // Encrypted under an outdated master key the content would be lost to all who have the new one.
  if (!(await hasMasterKey(trx, keyring)))
    throw new StepgateError('000409', `${ROTATED}; until then it changes no secrets`);
  const dataKey = newKey();
  return {
    length: Array.from(content).length,
    sha256_prefix: sha256(content).slice(0, PREFIX_DIGITS),
    wrapped_key: keyring.wrap(rowOf(name), dataKey),
    content: encrypt(dataKey, rowOf(name), Buffer.from(content)),
  };
}

function decryptContent(keyring: Keyring, row: EncryptedSecret): string {
  const content = decrypt(dataKeyOf(keyring, row.name, row.wrapped_key), rowOf(row.name), row.content);
  if (!content) throw changedOutside(row.name);
  return content.toString();
}

function dataKeyOf(keyring: Keyring, name: string, wrapped: Uint8Array): KeyObject {
  const dataKey = keyring.unwrap(rowOf(name), wrapped);
  if (!dataKey) throw changedOutside(name);
  return dataKey;
}

function changedOutside(name: string): Error {
  return new Error(`the secret ${name} does not open: its row was changed outside Stepgate`);
}

function heads(on: Kysely<Tables>) {
  return on.selectFrom('secret').select(HEAD);
}

async function add(
  { trx, at, record, raiseRevision }: Change,
  keyring: Keyring,
  { name, description, content }: NewSecret,
  operator: Operator,
): Promise<SecretHead | undefined> {
  if (await heads(trx).where('name', '=', name).executeTakeFirst()) return undefined;
  const stamps = { operator: operator.name, operator_id: operator.id, created_at: at, updated_at: at };
  const row = { name, description, ...(await encryptContent(trx, keyring, name, content)), ...stamps };
  const { insertId } = await trx.insertInto('secret').values(row).executeTakeFirstOrThrow();
  await record({ action: 'secret.add', target: name, before: null, after: audited(row) });
  await raiseRevision();
  return toHead({ ...row, id: Number(insertId) });
}

async function changeSecret(
  { trx, at, record, raiseRevision }: Change,
  keyring: Keyring,
  id: number,
  { content, description }: SecretPatch,
  operator: Operator,
): Promise<SecretHead | undefined> {
  const before = await heads(trx).where('id', '=', id).executeTakeFirst();
  if (!before) return undefined;
  const columns = content === undefined ? {} : await encryptContent(trx, keyring, before.name, content);
  const stamps = { operator: operator.name, operator_id: operator.id, updated_at: at };
  if (content !== undefined) await keepFormer(trx, id, at);
  const set = { ...columns, description: description ?? before.description, ...stamps };
  await trx.updateTable('secret').set(set).where('id', '=', id).execute();
  const after = { ...before, ...set };
  await record({ action: 'secret.change', target: before.name, before: audited(before), after: audited(after) });
  if (content !== undefined) await raiseRevision();
  return toHead(after);
}

/** The value that a secret has now, before it has it no longer: what was masked stays masked. Encrypted as it is. */
async function keepFormer(trx: Kysely<Tables>, id: number, at: number): Promise<void> {
  const found = trx.selectFrom('secret').select(['name', 'wrapped_key', 'content']).where('id', '=', id);
  const row = await found.executeTakeFirstOrThrow();
  await trx
    .insertInto('former_secret')
    .values({ ...row, replaced_at: at })
    .execute();
}

async function remove({ trx, at, record, raiseRevision }: Change, id: number): Promise<boolean> {
  const before = await heads(trx).where('id', '=', id).executeTakeFirst();
  if (!before) return false;
  await keepFormer(trx, id, at);
  await trx.deleteFrom('secret').where('id', '=', id).execute();
  await record({ action: 'secret.remove', target: before.name, before: audited(before), after: null });
  await raiseRevision();
  return true;
}

/** What the audit log says of a secret: its content as a hash. */
function audited({ description, length, sha256_prefix }: Pick<Head, 'description' | 'length' | 'sha256_prefix'>) {
  return { description, length, sha256_prefix };
}

function toHead(row: Head): SecretHead {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    length: row.length,
    sha256Prefix: row.sha256_prefix,
    operator: row.operator,
    operatorId: row.operator_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
