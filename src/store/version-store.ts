import type { Kysely, Transaction } from 'kysely';
import { newVersion } from '../engine/ids.ts';
import { addActiveVersions } from './add-versions.ts';
import type { NewVersion } from './add-versions.ts';
import type { Audit, Change } from './audit.ts';
import type { Database } from './database.ts';
import { chunks } from './chunks.ts';
import { countSome, readPage } from './page.ts';
import { MOST_COUNTED } from './result-page.ts';
import { dropPieces, fromStoredText, insertPieces, toStoredText } from './pieces.ts';
import type { StoredText } from './pieces.ts';
import { readBy } from './read-by.ts';
import { startsWith } from './starts-with.ts';
import type { Tables } from './schema.ts';
import type { Operator, VersionFilter, VersionRef, VersionStore } from './store.ts';
import { ownerOf } from './version-kind.ts';
import type { ContentRow, NewVersionColumns, StoredRow, VersionKind, VersionRow } from './version-kind.ts';

/** A store of versions with at most one active per key; the same for rules and scripts. */
export function createVersionStore<T extends { id: number }, New, Head>(
  db: Database,
  audit: Audit,
  kind: VersionKind<T, New, Head>,
): VersionStore<T, New, Head> {
  return {
    async page(filter, place) {
      const found = filtered(db, await indexFor(db, kind.kind, filter), kind.kind, filter);
      const rowsOf = (ids: readonly number[]) =>
        db.read.selectFrom('version').selectAll().where('id', 'in', ids).execute();
      const order = { at: 'created_at', id: 'id' };
      const page = await readPage(db, [found], order, place, { rowsOf, id: ({ id }) => id });
      return { ...page, list: page.list.map((row) => kind.headFromRow(row)) };
    },
    async get(ref) {
      const row = await contents(db.read, kind.kind)
        .where((eb) => eb.and(whereRef(ref)))
        .orderBy('active', 'desc')
        .orderBy('version.id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && kind.fromRow(await withContent(db.read, row));
    },
    ...activeVersions(db, kind),
    async newestBy(operatorId) {
      const newest = db.read
        .selectFrom('version')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('kind', '=', kind.kind)
        .where('operator_id', '=', operatorId)
        .groupBy(['name', 'method']);
      return readAll(db, kind, contents(db.read, kind.kind).where('version.id', 'in', newest));
    },
    async add(item, activate, operator) {
      // Before the transaction: all other changes wait for it.
      const columns = kind.toRow(item);
      const stored = await toStoredText(columns.content);
      return audit.change(operator, (change) => add(db, change, kind, { columns, stored, activate, operator }));
    },
    async addAll(items, operator) {
      const versions: NewVersion[] = [];
      for (const item of items) {
        const columns = kind.toRow(item);
        versions.push({ columns, stored: await toStoredText(columns.content) });
      }
      await audit.change(operator, (change) => addActiveVersions(db, change, kind, versions, operator));
    },
    activate: (id, operator) => audit.change(operator, (change) => activateVersion(change, kind, id)),
    remove: (id, force, operator) => audit.change(operator, (change) => remove(db, change, kind, id, force)),
  };
}

/** How what is active is read. */
function activeVersions<T extends { id: number }, New, Head>(
  db: Database,
  kind: VersionKind<T, New, Head>,
): Pick<VersionStore<T, New, Head>, 'active' | 'activeVersions' | 'ofVersions'> {
  return {
    async active() {
      // One statement sees one moment: exactly one active version per key.
      return readAll(db, kind, contents(db.read, kind.kind).where('active', '=', 1).orderBy('name'));
    },
    async activeVersions() {
      const active = db.read
        .selectFrom('version')
        .select('version')
        .where('kind', '=', kind.kind)
        .where('active', '=', 1);
      return (await active.orderBy('name').execute()).map(({ version }) => version);
    },
    async *ofVersions(versions) {
      for (const some of chunks(versions, (version) => version.length))
        yield await readAll(db, kind, contents(db.read, kind.kind).where('version.version', 'in', some));
    },
  };
}

async function readAll<T extends { id: number }, New, Head>(
  db: Database,
  kind: VersionKind<T, New, Head>,
  found: ReturnType<typeof contents>,
): Promise<T[]> {
  const whole = [];
  for (const row of await found.execute()) whole.push(row.pieces === null ? row : await withContent(db.read, row));
  return whole.map((row) => kind.fromRow(row));
}

function contents(db: Kysely<Tables>, kind: VersionRow['kind']) {
  return db
    .selectFrom('version')
    .innerJoin('version_content', 'version_content.version_id', 'version.id')
    .selectAll('version')
    .select(['version_content.content', 'version_content.pieces'])
    .where('kind', '=', kind);
}

async function withContent(on: Kysely<Tables>, row: StoredRow): Promise<ContentRow> {
  return { ...row, content: await fromStoredText(on, ownerOf(row.id), row.content, row.pieces) };
}

function whereRef(ref: VersionRef): Partial<VersionRow> {
  if ('id' in ref) return { id: ref.id };
  if ('version' in ref) return { version: ref.version };
  return { name: ref.name, ...(ref.method === undefined ? {} : { method: ref.method }) };
}

/**
 * The index by which versions are read; each knows all that is filtered by, and all but that of names are in the order
 * of time. A name's beginning is a range, of which the planners do not know how long it is.
 */
async function indexFor(
  db: Database,
  kind: VersionRow['kind'],
  { name, operatorId, active }: VersionFilter,
): Promise<string> {
  if (name !== undefined) {
    const named = await countSome(db, filtered(db, 'version_by_name', kind, { name }));
    if (named <= MOST_COUNTED) return 'version_by_name';
  }
  if (operatorId !== undefined) return 'version_by_operator';
  return active === undefined ? 'version_by_time' : 'version_by_status';
}

function filtered(db: Database, index: string, kind: VersionRow['kind'], filter: VersionFilter) {
  let found = readBy(db, 'version', index).where('kind', '=', kind);
  if (filter.name !== undefined) found = found.where(startsWith('name', filter.name));
  if (filter.method !== undefined) found = found.where('method', '=', filter.method);
  if (filter.active !== undefined) found = found.where('active', filter.active ? '=' : 'is', filter.active ? 1 : null);
  if (filter.operatorId !== undefined) found = found.where('operator_id', '=', filter.operatorId);
  if (filter.start !== undefined) found = found.where('created_at', '>=', filter.start);
  if (filter.end !== undefined) found = found.where('created_at', '<=', filter.end);
  return found;
}

interface Addition {
  readonly columns: NewVersionColumns;
  readonly stored: StoredText;
  readonly activate: boolean;
  readonly operator: Operator;
}

async function add<T extends { id: number }, New, Head>(
  db: Database,
  change: Change,
  kind: VersionKind<T, New, Head>,
  { columns: { content, ...columns }, stored, activate, operator }: Addition,
): Promise<T> {
  const { trx, at } = change;
  const { name, method } = columns;
  const other = await trx
    .selectFrom('version')
    .select('id')
    .where((eb) => eb.and({ kind: kind.kind, name, method }))
    .limit(1)
    .executeTakeFirst();
  const head = {
    ...columns,
    kind: kind.kind,
    version: newVersion(),
    active: null,
    operator: operator.name,
    operator_id: operator.id,
    created_at: at,
    updated_at: at,
  };
  const { insertId } = await trx.insertInto('version').values(head).executeTakeFirstOrThrow();
  const id = Number(insertId);
  const { text, pieces } = stored;
  const contentRow = { version_id: id, content: text, pieces: pieces?.revision ?? null };
  await trx.insertInto('version_content').values(contentRow).execute();
  for (const insert of pieces ? insertPieces(db, ownerOf(id), pieces) : []) await trx.executeQuery(insert);
  const row: ContentRow = { ...head, id, content };
  await change.record({ action: `${kind.kind}.add`, target: kind.target(row), before: null, after: kind.audited(row) });
  if (other && !activate) return kind.fromRow(row);
  await makeActive(change, kind, row);
  return kind.fromRow({ ...row, active: 1 });
}

/** Moves the one active place of the key to `row`, within the change's transaction. */
async function makeActive<T extends { id: number }, New, Head>(
  { trx, at, record, raiseRevision }: Change,
  kind: VersionKind<T, New, Head>,
  row: VersionRow,
): Promise<void> {
  const ofKey = { kind: kind.kind, name: row.name, method: row.method, active: 1 as const };
  const before = await trx
    .selectFrom('version')
    .select(['id', 'version'])
    .where((eb) => eb.and(ofKey))
    .executeTakeFirst();
  if (before) await setActive(trx, before.id, null, at);
  await setActive(trx, row.id, 1, at);
  const after = { version: row.version };
  const target = kind.target(row);
  await record({ action: `${kind.kind}.activate`, target, before: before ? { version: before.version } : null, after });
  await raiseRevision();
}

async function setActive(trx: Transaction<Tables>, id: number, active: 1 | null, at: number): Promise<void> {
  await trx.updateTable('version').set({ active, updated_at: at }).where('id', '=', id).execute();
}

async function activateVersion<T extends { id: number }, New, Head>(
  change: Change,
  kind: VersionKind<T, New, Head>,
  id: number,
): Promise<T | undefined> {
  const found = await contents(change.trx, kind.kind).where('version.id', '=', id).executeTakeFirst();
  if (!found) return undefined;
  const row = await withContent(change.trx, found);
  if (row.active !== null) return kind.fromRow(row);
  await makeActive(change, kind, row);
  return kind.fromRow({ ...row, active: 1, updated_at: change.at });
}

async function remove<T extends { id: number }, New, Head>(
  db: Database,
  { trx, record, raiseRevision }: Change,
  kind: VersionKind<T, New, Head>,
  id: number,
  force: boolean,
): Promise<'removed' | 'missing' | 'active'> {
  const found = await contents(trx, kind.kind).where('version.id', '=', id).executeTakeFirst();
  if (!found) return 'missing';
  if (found.active !== null && !force) return 'active';
  const row = await withContent(trx, found);
  await trx.deleteFrom('version_content').where('version_id', '=', id).execute();
  if (found.pieces !== null) await trx.executeQuery(dropPieces(db, [ownerOf(id)]));
  await trx.deleteFrom('version').where('id', '=', id).execute();
  await record({ action: `${kind.kind}.remove`, target: kind.target(row), before: kind.audited(row), after: null });
  if (row.active !== null) await raiseRevision();
  return 'removed';
}
