import { LRUCache } from 'lru-cache';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

const REMEMBERED = 10_000;

/** Which rule a run's version is of; kept beside the run logs, for versions that are deleted later. */
export type RunRule = Tables['run_rule'];

/** Looks up rules by version. */
export type FindRunRules = (versions: readonly string[]) => Promise<ReadonlyMap<string, RunRule>>;

/** Versions never change, so what was found once is remembered. */
export function createRunRules(db: Database): FindRunRules {
  const known = new LRUCache<string, RunRule>({ max: REMEMBERED });
  return async (versions) => {
    const unknown = [...new Set(versions)].filter((version) => !known.has(version));
    if (unknown.length > 0) {
      const rows = await db.read
        .selectFrom('version')
        .select(['version', 'name', 'method'])
        .where('version', 'in', unknown)
        .execute();
      for (const row of rows) known.set(row.version, row);
    }
    return new Map(versions.flatMap((version) => Object.entries(pick(known, version))));
  };
}

function pick(known: LRUCache<string, RunRule>, version: string): Record<string, RunRule> {
  const rule = known.get(version);
  return rule ? { [version]: rule } : {};
}
