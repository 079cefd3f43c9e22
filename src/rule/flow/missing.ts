import type { Placeholder } from '../compiled.ts';
import { distance } from '../../nearest.ts';
import { formatPath, type Path } from '../path.ts';
import { reach, type Shape, step } from './shape.ts';

/** What is provided, seen from one layer. */
export interface Known {
  readonly before: Shape;
  /** By the same layer. */
  readonly beside: Shape;
  readonly later: Shape;
}

/** Part of every context; of these only a slip of the pen is suggested. */
const BUILT_IN: ReadonlySet<string> = new Set([
  ...['request', 'response', 'trx', 'logId', 'now', 'today', 'uuid', 'var', 'secret', 'error', 'failed'],
]);
const SLIP = 2;
/** Names are compared up to here: comparing takes time with the product of their lengths. */
const LONGEST = 64;

/** Why a placeholder will surely be null; undefined: it may be there. */
export function missing(
  { text, path }: Placeholder,
  { before, beside, later }: Known,
): { readonly message: string; readonly suggestion?: string | undefined } | undefined {
  const reached = reach(before, path);
  if (reached === path.length) return undefined;
  if (reach(beside, path) === path.length) {
    return { message: `{${text}} reads a component of the same layer: its output is not there yet` };
  }
  const absent = formatPath(path.slice(0, reached + 1));
  if (reach(later, path) === path.length) return { message: `{${text}}: only a later layer provides ${absent}` };
  const name = suggest(before, path, reached);
  return {
    message: `{${text}}: nothing before it provides ${absent}`,
    suggestion:
      name === undefined ? undefined : formatPath([...path.slice(0, reached), name, ...path.slice(reached + 1)]),
  };
}

/** The provided name that is most like the segment that is missing. */
function suggest(before: Shape, path: Path, reached: number): string | undefined {
  const shape = path
    .slice(0, reached)
    .reduce<Shape | undefined>((inner, segment) => inner && step(inner, segment), before);
  if (shape === undefined || typeof shape === 'string') return undefined;
  const segment = String(path[reached]).slice(0, LONGEST);
  const names = [...shape.members.keys()].filter(
    (name) => reached > 0 || !BUILT_IN.has(name) || unlikeness(segment, name) <= SLIP,
  );
  return names.toSorted((a, b) => unlikeness(segment, a) - unlikeness(segment, b))[0];
}

/** Edits between two names; one that begins the other is nearer than any slip. */
function unlikeness(a: string, b: string): number {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length) as [string, string];
  return short.length > 1 && long.startsWith(short) ? 1 - short.length / long.length : distance(short, long);
}
