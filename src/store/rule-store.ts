import type { JsonObject } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import type { Audit } from './audit.ts';
import type { Database } from './database.ts';
import type { NewRule, RuleStore, RuleVersion } from './store.ts';
import { readEndpoints } from './rule-endpoints.ts';
import { createVersionStore } from './version-store.ts';
import type { VersionKind } from './version-kind.ts';

const rules: VersionKind<RuleVersion, NewRule, Omit<RuleVersion, 'rule'>> = {
  kind: 'rule',
  fromRow: (row) => ({ ...rules.headFromRow(row), rule: parseJsonText(row.content) as JsonObject }),
  headFromRow: (row) => ({
    id: row.id,
    name: row.name,
    method: row.method,
    desc: row.description,
    version: row.version,
    active: row.active !== null,
    file: row.file,
    operator: row.operator,
    operatorId: row.operator_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }),
  toRow: ({ name, method, rule, desc, file = null }) => ({
    name,
    method,
    language: '',
    description: desc,
    file,
    content: JSON.stringify(rule),
  }),
  target: ({ name, method }) => `${method} ${name}`,
  audited: ({ version, description, content }) => ({
    version,
    desc: description,
    rule: parseJsonText(content) as JsonObject,
  }),
};

/** Versions of rules; the key is method and name. */
export function createRuleStore(db: Database, audit: Audit): RuleStore {
  return {
    ...createVersionStore(db, audit, rules),
    endpoints: (filter, place, since) => readEndpoints(db, filter, place, since),
  };
}
