import type { Operator, VersionFilter, VersionStore } from '../store/store.ts';
import { eachEntry } from '../store/result-page.ts';

/** Who files come from, in versions and in the audit log. */
export const FILES: Operator = { id: 0, name: 'files', ip: '' };

interface Version {
  readonly id: number;
  readonly name: string;
}

/** The newest version of `key` that a file brought; undefined: none ever did. */
export async function newestFromFiles<T extends Version, New, Head extends Version>(
  versions: Pick<VersionStore<T, New, Head>, 'page' | 'get'>,
  key: { readonly name: string; readonly method?: string },
): Promise<T | undefined> {
  const filter: VersionFilter = { ...key, operatorId: FILES.id };
  // The filter takes a name's beginning: names that only begin so are passed over.
  for await (const { id, name } of eachEntry((place) => versions.page(filter, place)))
    if (name === key.name) return versions.get({ id });
  return undefined;
}
