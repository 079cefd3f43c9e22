import type { Audit } from './audit.ts';
import type { Database } from './database.ts';
import type { NewScript, ScriptStore, ScriptVersion } from './store.ts';
import { createVersionStore } from './version-store.ts';
import type { VersionKind } from './version-kind.ts';

const scripts: VersionKind<ScriptVersion, NewScript, Omit<ScriptVersion, 'script'>> = {
  kind: 'script',
  fromRow: (row) => ({ ...scripts.headFromRow(row), script: row.content }),
  headFromRow: (row) => ({
    id: row.id,
    name: row.name,
    language: row.language === 'ts' ? 'ts' : 'js',
    desc: row.description,
    version: row.version,
    active: row.active !== null,
    file: row.file,
    operator: row.operator,
    operatorId: row.operator_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }),
  toRow: ({ name, script, language, desc, file = null }) => ({
    ...{ name, method: '', language, description: desc, file },
    content: script,
  }),
  target: ({ name }) => name,
  audited: ({ version, language, description, content }) => ({
    version,
    language,
    desc: description,
    script: content,
  }),
};

/** Versions of scripts; the key is the name. */
export function createScriptStore(db: Database, audit: Audit): ScriptStore {
  return createVersionStore(db, audit, scripts);
}
