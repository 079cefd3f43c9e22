/** A value cut to `characters`, what its column holds; a pair of surrogates is never cut in half. */
export function cut(value: string, characters: number): string {
  if (value.length <= characters) return value;
  // A character takes two places at most.
  return Array.from(value.slice(0, 2 * characters))
    .slice(0, characters)
    .join('');
}
