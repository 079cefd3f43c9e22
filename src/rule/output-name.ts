import type { Diagnostics } from './diagnostics.ts';

const RESERVED = new Set([
  ...['request', 'response', 'var', 'secret', 'trx', 'logId', 'item', 'index', 'error'],
  ...['now', 'today', 'uuid', 'caller', 'callback', 'failed', 'metadata'],
]);
const NAME = /^[\p{L}_][\p{L}\p{M}\d_-]*(?:\.[\p{L}\p{M}\d_-]+)*$/u;

/** The segments of an `outputName`; a name that no placeholder could read, or a reserved one, is an error. */
export function parseOutputName(
  name: string,
  pointer: string,
  diagnostics: Diagnostics,
): readonly string[] | undefined {
  const path = name.split('.');
  const [first = ''] = path;
  if (!NAME.test(name) || path.includes('__proto__')) {
    diagnostics.error(
      pointer,
      `${JSON.stringify(name)} is no output name: it is names joined by dots, each of letters, digits, _ and -, the first beginning with a letter or _`,
    );
    return undefined;
  }
  if (RESERVED.has(first)) {
    diagnostics.error(pointer, `an output cannot be called ${first}: that name is reserved`);
    return undefined;
  }
  return path;
}

/** Whether two outputs share a place: they are equal, or one lies inside the other. */
export function overlap(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.every((segment, index) => segment === long[index]);
}
