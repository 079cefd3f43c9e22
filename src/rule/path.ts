import { isNested, type Json } from '../json.ts';

/** Segments of a path: names, and numbers from `[n]`; `[-1]` counts from the end. */
export type Path = readonly (string | number)[];

/** A name, and what may follow it: `.name`, `[n]`, `["any text"]`. */
const NAME = String.raw`[\p{L}_][\p{L}\p{M}\d_-]*`;
const STEP = String.raw`\.[\p{L}\p{M}\d_-]+|\[-?\d+\]|\["(?:[^"\\]|\\.)*"\]`;
const STEPS = new RegExp(`^(?:${STEP})*$`, 'u');
const ROOT = new RegExp(`^${NAME}`, 'u');
const NAMED = /^[\p{L}\p{M}\d_-]+$/u;

/**
 * What looks like a path, its segments empty or misplaced perhaps: such a placeholder is an error, not a text. A regular
 * expression's source, to be used with the flag u.
 */
export const PATH_LIKE = String.raw`[\p{L}_](?:[\p{L}\p{M}\d_.-]|\[-?\d+\]|\["(?:[^"\\]|\\.)*"\])*`;

/** `a.b[0]["@id"]` as segments; undefined where it is no path. */
export function parsePath(text: string): (string | number)[] | undefined {
  const root = ROOT.exec(text)?.[0];
  const steps = root === undefined ? undefined : parseSteps(text.slice(root.length));
  return root === undefined || steps === undefined ? undefined : [root, ...steps];
}

/** What follows a path's root, `.b[0]["@id"]`, as segments; undefined where it is none. */
export function parseSteps(text: string): (string | number)[] | undefined {
  if (!STEPS.test(text)) return undefined;
  try {
    return Array.from(text.matchAll(new RegExp(STEP, 'gu')), ([step]) => {
      if (step.startsWith('.')) return step.slice(1);
      const inner = step.slice(1, -1);
      return inner.startsWith('"') ? (JSON.parse(inner) as string) : Number(inner);
    });
  } catch {
    // JSON knows only some escapes in quotes.
    return undefined;
  }
}

/** A name that something follows which could be meant as a path. */
const NEAR_ROOT = new RegExp(String.raw`^${NAME}(?=[.[]|\?\.|\s*(?:\||\?\?))`, 'u');
/** `.name`, `?.name`, `[n]`, `['name']`. A name that begins with @ has the dots that follow: `@odata.nextLink`. */
const NEAR_STEP = /^\??\.(@[^[\]\s|?(){}'",;]+|[^.[\]\s|?(){}'",;=<>]+)|^\[(-?\d+)\]|^\[\\?(["'])(.*?)\\?\3\]/u;

/** The path that is meant by a text which is none, as far as it can be read: of `a.@id` `['a', '@id']`. */
export function repairedPath(text: string): Path | undefined {
  const root = NEAR_ROOT.exec(text)?.[0];
  if (root === undefined) return undefined;
  const path: (string | number)[] = [root];
  let rest = text.slice(root.length);
  for (let step = NEAR_STEP.exec(rest); step !== null; step = NEAR_STEP.exec(rest)) {
    const [all, name, index, , quoted] = step;
    path.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
    rest = rest.slice(all.length);
  }
  return path;
}

/** A path as it is written. */
export function formatPath(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      if (!(index === 0 ? ROOT : NAMED).test(segment)) return `[${JSON.stringify(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

/** Reads own properties only; anything that is not there is null. */
export function readerOf(path: Path): (root: unknown) => Json {
  // An own `__proto__` can come out of a JSON body; nobody means it.
  if (path.includes('__proto__')) return () => null;
  return (root) => {
    let value = root;
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator for each of a request's twenty readings
    for (let at = 0; at < path.length; at++) value = memberOf(value, path[at] ?? 0);
    return (value ?? null) as Json;
  };
}

/** An own member of an object, array or string; null where there is none. Below 0 counts from the end of a list. */
export function memberOf(value: unknown, segment: string | number): unknown {
  if (typeof value !== 'string' && !isNested(value)) return null;
  const fromEnd = typeof segment === 'number' && segment < 0 && (typeof value === 'string' || Array.isArray(value));
  const key = fromEnd ? value.length + segment : segment;
  return Object.hasOwn(Object(value) as object, key)
    ? (value as unknown as Record<string | number, unknown>)[key]
    : null;
}
