import type { Selectable } from 'kysely';
import type { Json } from '../json.ts';
import type { VersionTable } from './schema.ts';

export type VersionRow = Selectable<VersionTable>;
export type ContentRow = VersionRow & { content: string };
export type StoredRow = ContentRow & { pieces: string | null };

export type NewVersionColumns = Pick<ContentRow, 'name' | 'method' | 'language' | 'description' | 'file' | 'content'>;

/** What rules and scripts have each of their own. */
export interface VersionKind<T extends { id: number }, New, Head> {
  readonly kind: VersionTable['kind'];
  fromRow(row: ContentRow): T;
  headFromRow(row: VersionRow): Head;
  /** The columns of a new version. */
  toRow(item: New): NewVersionColumns;
  /** How the audit log names it. */
  target(row: Pick<VersionRow, 'name' | 'method'>): string;
  /** What the audit log says of a version that comes or goes. */
  audited(row: ContentRow): Json;
}

/** Whose pieces those of a version's content are. */
export function ownerOf(id: number): string {
  return `version:${id}`;
}
