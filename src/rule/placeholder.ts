import { isNested, type Json } from '../json.ts';
import type { Placeholder, ResultScope, Scope } from './compiled.ts';

/** Segments of a placeholder: names, and numbers from `[n]`. */
export type Path = readonly (string | number)[];

/** How placeholders are written and what they read: in a context, or over a component's own result. */
export interface Dialect<S> {
  /** Finds anything meant as a placeholder, with or without a backslash before it; group 1 is the text between the braces. */
  readonly pattern: RegExp;
  /** What reads the value; undefined where the path is not well formed. */
  reader(text: string): { readonly path: Path; readonly read: (scope: S) => Json } | undefined;
}

const NAME = String.raw`[\p{L}_](?:[\p{L}\p{M}\d_.-]|\[\d+\])*`;
const PATH = /^[\p{L}_][\p{L}\p{M}\d_-]*(?:\.[\p{L}\p{M}\d_-]+|\[\d+\])*$/u;
const SEGMENT = /[\p{L}\p{M}\d_-]+/gu;

/** `{request.body.items[0].sku}`, read from the run's context. */
export const contextDialect: Dialect<Scope> = {
  pattern: new RegExp(String.raw`\\?\{(${NAME})\}`, 'gu'),
  reader(text) {
    const path = parsePath(text);
    if (path === undefined) return undefined;
    // Header names are case-insensitive; the context has them in lower case.
    if (path[0] === 'request' && path[1] === 'header' && typeof path[2] === 'string') path[2] = path[2].toLowerCase();
    return { path, read: readerOf(path) };
  },
};

/** `{data.id}`, `{$status}`, `{$header.NAME}`, read from a component's own result. */
export const resultDialect: Dialect<ResultScope> = {
  pattern: new RegExp(String.raw`\\?\{(\$status|\$header\.[\w.-]+(?:\[\d+\])*|${NAME})\}`, 'gu'),
  reader(text) {
    if (text === '$status') return { path: [text], read: (scope) => scope.status ?? null };
    if (text.startsWith('$header.')) {
      const [name = '', ...indexes] = text.slice('$header.'.length).replaceAll(']', '').split('[');
      const path = [name.toLowerCase(), ...indexes.map(Number)];
      const read = readerOf(path);
      return { path: ['$header', ...path], read: (scope) => read(scope.header) };
    }
    const path = parsePath(text);
    if (path === undefined) return undefined;
    const read = readerOf(path);
    return { path, read: (scope) => read(scope.body) };
  },
};

/** A placeholder's place in a text. */
export interface Spot {
  readonly start: number;
  readonly end: number;
  /** What is between the braces. */
  readonly text: string;
  /** `\{name}`: stands for `{name}` itself. */
  readonly escaped: boolean;
}

/** All that looks like a placeholder, in order. */
export function findSpots(text: string, dialect: Dialect<never>): Spot[] {
  return [...text.matchAll(dialect.pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[1] ?? '',
    escaped: match[0].startsWith('\\'),
  }));
}

/** A placeholder with what reads it. */
export interface Reading<S> extends Placeholder {
  readonly read: (scope: S) => Json;
}

/** `a.b[0].c` as segments; undefined where a segment is empty. */
function parsePath(text: string): (string | number)[] | undefined {
  if (!PATH.test(text)) return undefined;
  return Array.from(text.matchAll(SEGMENT), (match) => (text[match.index - 1] === '[' ? Number(match[0]) : match[0]));
}

/** Reads own properties only; anything that is not there is null. */
function readerOf(path: Path): (root: unknown) => Json {
  // An own `__proto__` can come out of a JSON body; nobody means it.
  if (path.includes('__proto__')) return () => null;
  return (root) => {
    let value = root;
    for (const segment of path) value = memberOf(value, segment);
    return (value ?? null) as Json;
  };
}

/** An own member of an object, array or string; null where there is none. */
export function memberOf(value: unknown, segment: string | number): unknown {
  if (typeof value !== 'string' && !isNested(value)) return null;
  return Object.hasOwn(Object(value) as object, segment)
    ? (value as unknown as Record<string | number, unknown>)[segment]
    : null;
}
