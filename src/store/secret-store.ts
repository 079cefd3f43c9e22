import type { Kysely, Selectable } from 'kysely';
import type { Audit, Change } from './audit.ts';
import type { Database } from './database.ts';
import type { Keyring } from './keyring.ts';
import { countOf, pageOf } from './page.ts';
import type { SecretTable, Tables } from './schema.ts';
import { newKey, seal, unseal } from './seal.ts';
import { sha256 } from './sha256.ts';
import { startsWith } from './starts-with.ts';
import type { Operator, SecretHead, SecretStore } from './store.ts';

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

/** Secrets, each sealed under a data key of its own, which the master key wraps; both are bound to the name. */
export function createSecretStore(db: Database, audit: Audit, keyring: Keyring): SecretStore {
  // Contents by what is stored of them: polls open only what is new, and go on while the master key is changed.
  let opened = new Map<string, string>();
  return {
    page(filter, page, count) {
      let found = db.read.selectFrom('secret');
      if (filter.name !== undefined) found = found.where(startsWith('name', filter.name));
      return pageOf(found.select(HEAD).orderBy('id', 'desc'), countOf(found), page, count, toHead);
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
    async openAll() {
      const rows = await db.read.selectFrom('secret').select(['name', 'wrapped_key', 'content']).execute();
      const now = new Map<string, string>();
      const contents = new Map<string, string>();
      for (const row of rows) {
        const stored = `${row.name}:${Buffer.from(row.content).toString('base64')}`;
        const content = opened.get(stored) ?? openContent(keyring, row);
        now.set(stored, content);
        contents.set(row.name, content);
      }
      opened = now;
      return contents;
    },
  };
}

/** Wraps the data keys of all secrets with `wrap`, within the caller's transaction. */
export async function rewrapSecrets(trx: Kysely<Tables>, keyring: Keyring, wrap: Keyring['wrap']): Promise<void> {
  const rows = await trx.selectFrom('secret').select(['id', 'name', 'wrapped_key']).execute();
  for (const { id, name, wrapped_key: old } of rows) {
    const wrapped = wrap(bound(name), keyring.unwrap(bound(name), old));
    await trx.updateTable('secret').set({ wrapped_key: wrapped }).where('id', '=', id).execute();
  }
}

function bound(name: string): string {
  return `secret:${name}`;
}

/** The columns that a content gives. @throws an Error when another process has changed the master key. */
async function sealContent(trx: Kysely<Tables>, keyring: Keyring, name: string, content: string) {
  // Sealed under an outdated master key the content would be lost to all who have the new one.
  await keyring.open(trx, false);
  const dataKey = newKey();
  return {
    length: Array.from(content).length,
    sha256_prefix: sha256(content).slice(0, PREFIX_DIGITS),
    wrapped_key: keyring.wrap(bound(name), dataKey),
    content: seal(dataKey, bound(name), Buffer.from(content)),
  };
}

function openContent(keyring: Keyring, row: Pick<SecretTable, 'name' | 'wrapped_key' | 'content'>): string {
  const content = unseal(keyring.unwrap(bound(row.name), row.wrapped_key), bound(row.name), row.content);
  if (!content) throw new Error(`the secret ${row.name} does not open: its row was changed outside Stepgate`);
  return content.toString();
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
  const row = { name, description, ...(await sealContent(trx, keyring, name, content)), ...stamps };
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
  const sealed = content === undefined ? {} : await sealContent(trx, keyring, before.name, content);
  const stamps = { operator: operator.name, operator_id: operator.id, updated_at: at };
  const set = { ...sealed, description: description ?? before.description, ...stamps };
  await trx.updateTable('secret').set(set).where('id', '=', id).execute();
  const after = { ...before, ...set };
  await record({ action: 'secret.change', target: before.name, before: audited(before), after: audited(after) });
  if (content !== undefined) await raiseRevision();
  return toHead(after);
}

async function remove({ trx, record, raiseRevision }: Change, id: number): Promise<boolean> {
  const before = await heads(trx).where('id', '=', id).executeTakeFirst();
  if (!before) return false;
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
