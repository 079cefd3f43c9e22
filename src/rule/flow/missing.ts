import type { Placeholder } from '../compiled.ts';
import { distance } from '../../nearest.ts';
import { formatPath, type Path } from '../path.ts';
import { namesOf, reach, type Shape, step } from './shape.ts';

/** What is provided, seen from one layer. */
export interface Known {
  readonly before: Shape;
  /** By the same layer. */
  readonly beside: Shape;
  readonly later: Shape;
}

/** Part of every context; of these only a slip of the pen is suggested. */
const BUILT_IN: ReadonlySet<string> = new Set([
  ...[
    'request',
    'response',
    'trx',
    'logId',
    'now',
    'today',
    'uuid',
    'var',
    'secret',
    'error',
    'failed',
    'callback',
    'schedule',
  ],
]);
const SLIP = 2;
/** Names are compared up to here: comparing takes time with the product of their lengths. */
const LONGEST = 64;
/** The sum of these products in one rule; then nothing more is suggested. Some 10 ns each. */
const MOST_COMPARED = 2_000_000;

/** What may still be compared to suggest names. */
export interface Comparing {
  left: number;
}

/** For one rule. */
export function newComparing(): Comparing {
  return { left: MOST_COMPARED };
}

/** Why a placeholder will surely be null; undefined: it may be there. */
export function missing(
  { text, path }: Placeholder,
  { before, beside, later }: Known,
  comparing: Comparing,
): { readonly message: string; readonly suggestion?: string | undefined } | undefined {
  const reached = reach(before, path);
  if (reached === path.length) return undefined;
  if (reach(beside, path) === path.length) {
    return { message: `{${text}} reads a component of the same layer: its output is not there yet` };
  }
  const absent = formatPath(path.slice(0, reached + 1));
  if (reach(later, path) === path.length) return { message: `{${text}}: only a later layer provides ${absent}` };
  const name = suggest(before, path, reached, comparing);
  return {
    message: `{${text}}: nothing before it provides ${absent}`,
    suggestion:
      name === undefined ? undefined : formatPath([...path.slice(0, reached), name, ...path.slice(reached + 1)]),
  };
}

/** The provided name that is most like the segment that is missing. */
function suggest(before: Shape, path: Path, reached: number, comparing: Comparing): string | undefined {
  if (comparing.left <= 0) return undefined;
  const shape = path
    .slice(0, reached)
    .reduce<Shape | undefined>((inner, segment) => inner && step(inner, segment), before);
  if (shape === undefined) return undefined;
  const segment = String(path[reached]).slice(0, LONGEST);
  let best: string | undefined;
  let least = Infinity;
  for (const name of namesOf(shape)) {
    const compared = name.slice(0, LONGEST);
    comparing.left -= segment.length * compared.length;
    if (comparing.left <= 0) return undefined;
    const edits = unlikeness(segment, compared);
    if (edits >= least || (reached === 0 && BUILT_IN.has(name) && edits > SLIP)) continue;
    [best, least] = [name, edits];
  }
  return best;
}

/** Edits between two names; one that begins the other is nearer than any slip. */
function unlikeness(a: string, b: string): number {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length) as [string, string];
  return short.length > 1 && long.startsWith(short) ? 1 - short.length / long.length : distance(short, long);
}
