import type { Insertable } from 'kysely';
import { newVersion } from '../engine/ids.ts';
import type { AuditRecord, Change } from './audit.ts';
import { chunks } from './chunks.ts';
import type { Database } from './database.ts';
import { insertPieces } from './pieces.ts';
import type { StoredText } from './pieces.ts';
import type { VersionTable } from './schema.ts';
import type { Operator } from './store.ts';
import { ownerOf } from './version-kind.ts';
import type { ContentRow, NewVersionColumns, VersionKind } from './version-kind.ts';

/** A version that is to be added, and how its content is stored. */
export interface NewVersion {
  readonly columns: NewVersionColumns;
  readonly stored: StoredText;
}

type Head = Insertable<VersionTable> & Pick<ContentRow, 'name' | 'method' | 'version'>;

/** Adds versions of keys that differ, all of them active: some statements for many of them, and one for the revision. */
export async function addActiveVersions<T extends { id: number }, New, OfHead>(
  db: Database,
  change: Change,
  kind: VersionKind<T, New, OfHead>,
  versions: readonly NewVersion[],
  operator: Operator,
): Promise<void> {
  for (const some of chunks(versions, ({ columns }) => columns.content.length)) {
    await addSome(db, change, kind, some, operator);
  }
  if (versions.length > 0) await change.raiseRevision();
}

async function addSome<T extends { id: number }, New, OfHead>(
  db: Database,
  change: Change,
  kind: VersionKind<T, New, OfHead>,
  versions: readonly NewVersion[],
  operator: Operator,
): Promise<void> {
  const { trx, at } = change;
  const before = await replaceActive(change, kind.kind, versions);
  const heads = versions.map(({ columns: { name, method, language, description, file } }): Head => ({
    ...{ name, method, language, description, file },
    kind: kind.kind,
    version: newVersion(),
    active: 1,
    operator: operator.name,
    operator_id: operator.id,
    created_at: at,
    updated_at: at,
  }));
  await trx.insertInto('version').values(heads).execute();
  const names = heads.map(({ version }) => version);
  const inserted = await trx.selectFrom('version').selectAll().where('version', 'in', names).execute();
  const rows = new Map(inserted.map((row) => [row.version, row]));
  const contents: { version_id: number; content: string; pieces: string | null }[] = [];
  const entries: AuditRecord[] = [];
  for (const [place, { columns, stored }] of versions.entries()) {
    const row = rows.get(heads[place]?.version ?? '');
    if (row === undefined) throw new Error('a version that was just added is not there');
    contents.push({ version_id: row.id, content: stored.text, pieces: stored.pieces?.revision ?? null });
    for (const insert of stored.pieces ? insertPieces(db, ownerOf(row.id), stored.pieces) : [])
      await trx.executeQuery(insert);
    const target = kind.target(row);
    const replaced = before.get(keyOf(row));
    entries.push(
      {
        action: `${kind.kind}.add`,
        target,
        before: null,
        after: kind.audited({ ...row, content: columns.content }),
      },
      {
        action: `${kind.kind}.activate`,
        target,
        before: replaced === undefined ? null : { version: replaced },
        after: { version: row.version },
      },
    );
  }
  await trx.insertInto('version_content').values(contents).execute();
  await change.recordAll(entries);
}

/** Takes the active versions of these keys out of their place; gives them, by key. */
async function replaceActive(
  { trx, at }: Change,
  kind: VersionTable['kind'],
  versions: readonly NewVersion[],
): Promise<ReadonlyMap<string, string>> {
  const keys = new Set(versions.map(({ columns }) => keyOf(columns)));
  const names = [...new Set(versions.map(({ columns }) => columns.name))];
  const found = await trx
    .selectFrom('version')
    .select(['id', 'version', 'name', 'method'])
    .where('kind', '=', kind)
    .where('name', 'in', names)
    .where('active', '=', 1)
    .execute();
  const replaced = found.filter((row) => keys.has(keyOf(row)));
  const ids = replaced.map(({ id }) => id);
  if (ids.length > 0)
    await trx.updateTable('version').set({ active: null, updated_at: at }).where('id', 'in', ids).execute();
  return new Map(replaced.map((row) => [keyOf(row), row.version]));
}

function keyOf({ method, name }: Pick<ContentRow, 'method' | 'name'>): string {
  return `${method} ${name}`;
}
