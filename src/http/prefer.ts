/** Seconds that a client waits at most, whatever it says. */
const LONGEST_WAIT_S = 300;

/**
 * What the header `Prefer` says (RFC 7240, 2): names in lower case, the first of each counts, parameters behind `;` do not.
 * A value may stand in quotes; without one it is empty.
 */
export function preferences(header: string | string[] | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of [header ?? ''].flat().join(', ').matchAll(PREFERENCE))
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
  return found;
}

/** A name, its value, and whatever comes before the next comma, in which a text in quotes may hold one. */
const PREFERENCE =
  /(?:^|,)[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?(?:"(?:[^"\\]|\\.)*"|[^",])*/g;

/** `Prefer: wait=10` in seconds; undefined: it says nothing, or no whole number. */
export function preferredWait(header: string | string[] | undefined): number | undefined {
  const wait = header === undefined ? undefined : preferences(header).get('wait');
  return wait !== undefined && /^\d+$/.test(wait) ? Math.min(Number(wait), LONGEST_WAIT_S) : undefined;
}
