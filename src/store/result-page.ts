/** The requested part of a list: page `page`, from 1, or else the entries behind the one that `after` names. */
export interface PagePosition {
  /** Entries at most. */
  readonly count: number;
  readonly page?: number;
  /** A `next` of the same list; `page` does not count then. */
  readonly after?: string;
}

/** Some of the entries of a list. */
export interface Page<T> {
  readonly list: T[];
  /** Of all entries that the filter finds; `MOST_COUNTED` where there are more. */
  readonly total: number;
  readonly isTotalExact: boolean;
  /** What `after` takes to go on behind the last entry; null: there are no more. */
  readonly next: string | null;
}

/** Entries that are counted, and that pages by their number reach. */
export const MOST_COUNTED = 10_000;

/** What a `next` looks like, as a pattern: the column by which a list is ordered, and the id. */
export const NEXT_PATTERN = String.raw`^-?\d{1,16}\.\d{1,16}$`;

/** How many entries each reading gets. */
const AT_ONCE = 100;

/** All entries of a list, page by page. */
export async function* eachEntry<T>(
  read: (place: PagePosition) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  for (let place: PagePosition | undefined = { count: AT_ONCE }; place;) {
    const { list, next }: Page<T> = await read(place);
    yield* list;
    place = next === null ? undefined : { count: AT_ONCE, after: next };
  }
}

/** All of them at once, of a list that is never long. */
export async function allEntries<T>(read: (place: PagePosition) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of eachEntry(read)) all.push(entry);
  return all;
}
