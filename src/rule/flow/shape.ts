import { isObject, type Json, type JsonObject } from '../../json.ts';
import { isSpread, keyOf } from '../forms/form.ts';
import type { Path } from '../path.ts';
import { isWholePlaceholder } from '../placeholder.ts';

/** What is known, before any run, of a value that a placeholder may read. */
export type Shape =
  /** Nothing. */
  | 'any'
  /** A string, number, bool or null. */
  | 'scalar'
  /** An object or array with the members of all these maps; `open`: there may be more. */
  | { readonly members: readonly ReadonlyMap<string, Shape>[]; readonly open: boolean };

/** An object of exactly these members. */
export function closed(members: Iterable<readonly [string, Shape]>): Shape {
  return { members: [new Map(members)], open: false };
}

/** An object of these members and perhaps more. */
export function open(members: Iterable<readonly [string, Shape]>): Shape {
  return { members: [new Map(members)], open: true };
}

/** How far a path leads into a shape: the number of its segments that may be there. */
export function reach(shape: Shape, path: Path): number {
  let current: Shape | undefined = shape;
  for (const [index, segment] of path.entries()) {
    current = step(current, segment);
    if (current === undefined) return index;
  }
  return path.length;
}

/** What is known of a member; undefined: it is surely not there. */
export function step(shape: Shape, segment: string | number): Shape | undefined {
  if (shape === 'any') return 'any';
  // Strings and arrays have a length; strings have characters.
  if (segment === 'length') return 'scalar';
  // `[-1]`: of how many elements there are nothing is known.
  if (typeof segment === 'number' && segment < 0) return shape === 'scalar' ? 'scalar' : 'any';
  if (shape === 'scalar') return typeof segment === 'number' ? 'scalar' : undefined;
  return memberOf(shape.members, String(segment)) ?? (shape.open ? 'any' : undefined);
}

/** The names of the members that are known. */
export function namesOf(shape: Shape): Iterable<string> {
  return typeof shape === 'string' ? [] : new Set(shape.members.flatMap((members) => [...members.keys()]));
}

function memberOf(maps: readonly ReadonlyMap<string, Shape>[], name: string): Shape | undefined {
  const found = maps.flatMap((members) => members.get(name) ?? []);
  return found.length < 2 ? found[0] : found.reduce(joined);
}

/**
 * A shape that is one of two. What was joined from the first layer on is not copied for each further one: a map is put into
 * the one before it only where it is no smaller, so that a member is copied as often as the logarithm of their number.
 */
export function either(a: Shape, b: Shape): Shape {
  const shape = joined(a, b);
  if (typeof shape === 'string') return shape;
  const maps: ReadonlyMap<string, Shape>[] = [];
  for (let last of shape.members) {
    for (let before = maps.at(-1); before && before.size <= last.size; before = maps.at(-1)) {
      last = merged(before, last);
      maps.pop();
    }
    maps.push(last);
  }
  return { members: maps, open: shape.open };
}

function joined(a: Shape, b: Shape): Shape {
  if (a === 'any' || b === 'any') return 'any';
  if (a === 'scalar') return b;
  if (b === 'scalar') return a;
  return { members: [...a.members, ...b.members], open: a.open || b.open };
}

function merged(a: ReadonlyMap<string, Shape>, b: ReadonlyMap<string, Shape>): ReadonlyMap<string, Shape> {
  const members = new Map(a);
  for (const [name, shape] of b) {
    const known = members.get(name);
    members.set(name, known === undefined ? shape : either(known, shape));
  }
  return members;
}

/** An object in which `path` leads to `shape`. */
export function at(path: Path, shape: Shape): Shape {
  return path.reduceRight<Shape>((inner, segment) => closed([[String(segment), inner]]), shape);
}

/** What a template gives. */
export function templateShape(template: Json): Shape {
  if (typeof template === 'string') {
    return isWholePlaceholder(template) ? 'any' : 'scalar';
  }
  if (!Array.isArray(template) && !isObject(template)) return 'scalar';
  if (Array.isArray(template) && template.some(isSpread)) return 'any';
  const entries = Object.entries<Json>(template as JsonObject).map(([key, value]) => [keyOf(key), value] as const);
  if (entries.some(([{ kind }]) => kind === 'word')) return wordsShape(template as JsonObject);
  const members = entries.flatMap(([key, value]) => ('name' in key ? [[key.name, templateShape(value)] as const] : []));
  return entries.some(([{ kind }]) => kind === 'spread') ? open(members) : closed(members);
}

/** What a list of `$each`, or one of two branches, gives. */
function wordsShape(template: JsonObject): Shape {
  if (Object.hasOwn(template, '$each')) return 'any';
  return either(templateShape(template.$then ?? null), templateShape(template.$else ?? null));
}
