/** Rows in one statement, and characters of their texts: a packet of MySQL is limited. */
const MOST_ROWS = 500;
export const MOST_CHARACTERS = 2 ** 17;

/** The items in parts, each small enough for one statement. */
export function chunks<T>(items: readonly T[], charactersOf: (item: T) => number): T[][] {
  const all: T[][] = [];
  let characters = 0;
  for (const item of items) {
    characters += charactersOf(item);
    const last = all.at(-1);
    if (last && last.length < MOST_ROWS && characters <= MOST_CHARACTERS) last.push(item);
    else {
      all.push([item]);
      characters = charactersOf(item);
    }
  }
  return all;
}
