import { ctxError, shorten } from './error.ts';
import { fits, MAX_VALUE_BYTES, toJson } from './json.ts';

/** One argument of a method of `ctx`, as its error names it. */
export interface Argument {
  /** `ctx.hash` */
  readonly method: string;
  /** From 1. */
  readonly position: number;
  /** `algorithm`, or a field of it: `options.url`. */
  readonly name: string;
}

/** Error 110005: names the method, the argument and what was expected. */
export function wrong(at: Argument, expected: string, got: string): never {
  throw ctxError({
    code: '110005',
    msg: `${at.method}: argument ${at.position} (${at.name}) must be ${expected}, got ${got}`,
  });
}

/** Error 110005 for what is no single argument: a limit, a name used twice. */
export function refused(method: string, why: string): never {
  throw ctxError({ code: '110005', msg: `${method}: ${why}` });
}

/** What an argument is, without its content: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return isArray(value) ? 'an array' : 'an object';
}

/** Array.isArray throws for a revoked proxy. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** A string of at most 4 MiB. */
export function text(at: Argument, value: unknown): string {
  if (typeof value !== 'string') return wrong(at, 'a string', kindOf(value));
  if (!fits(value, MAX_VALUE_BYTES)) return wrong(at, 'a string of at most 4 MiB', 'a longer one');
  return value;
}

/** A string that is not empty. */
export function name(at: Argument, value: unknown): string {
  return typeof value === 'string' && value !== ''
    ? text(at, value)
    : wrong(at, 'a string that is not empty', kindOf(value));
}

/** One of a few strings. */
export function oneOf<T extends string>(at: Argument, value: unknown, allowed: readonly T[]): T {
  for (const one of allowed) if (one === value) return one;
  const got = typeof value === 'string' ? JSON.stringify(shorten(value, 40)) : kindOf(value);
  return wrong(at, `${allowed.slice(0, -1).join(', ')} or ${allowed[allowed.length - 1] ?? ''}`, got);
}

/** Anything that is JSON, as its text; at most 4 MiB. */
export function json(at: Argument, value: unknown): string {
  const result = toJson(value);
  return result.json ?? wrong(at, 'JSON of at most 4 MiB', `a value that ${result.reason}`);
}

/** A plain object as a clean copy, in which nothing of the script is left; undefined: none was given. */
export function record(at: Argument, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isArray(value)) return wrong(at, 'an object', kindOf(value));
  const copy = JSON.parse(json(at, value)) as unknown;
  // A `toJSON` may have made anything of it.
  if (typeof copy !== 'object' || copy === null || isArray(copy)) return wrong(at, 'an object', kindOf(copy));
  return copy as Record<string, unknown>;
}

/** Refuses a field that does not exist, and names the one that was meant. */
export function onlyFields(at: Argument, value: object, allowed: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) {
      wrong(at, `an object with the fields ${allowed.join(', ')}`, `one with ${JSON.stringify(shorten(key, 40))}`);
    }
  }
}
