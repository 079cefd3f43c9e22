import type { EngineDeps } from '../engine/engine-deps.ts';
import type { Store } from '../store/store.ts';

/** The rules that kept runs may go on with, out of the database. */
export function createFindRule({ rules }: Pick<Store, 'rules'>): EngineDeps['findRule'] {
  return async ({ name, method }, version) => {
    const found = await rules.get(version === 'active' ? { name, method } : { version });
    // A rule without an active version is found by its name, too.
    if (!found || (version === 'active' && !found.active)) return undefined;
    const { desc, rule } = found;
    return { document: { name: found.name, method: found.method, desc, rule }, version: found.version };
  };
}
