import type { Operator, VersionFilter, VersionStore } from '../store/store.ts';

/** Who files come from, in versions and in the audit log. */
export const FILES: Operator = { id: 0, name: 'files', ip: '' };

const PAGE = 100;

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
  for (let page = 1; ; page += 1) {
    const { list } = await versions.page(filter, page, PAGE);
    // The filter takes a name's beginning: names that only begin so are passed over.
    const found = list.find(({ name }) => name === key.name);
    if (found !== undefined) return versions.get({ id: found.id });
    if (list.length < PAGE) return undefined;
  }
}
