/** A value cut to `characters`, what its column holds; a pair of surrogates is never cut in half. */
export function cut(value: string, characters: number): string {
  return value.length <= characters ? value : Array.from(value).slice(0, characters).join('');
}
