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
  /** An object or array with these members; `open`: there may be more. */
  | { readonly members: ReadonlyMap<string, Shape>; readonly open: boolean };

/** An object of exactly these members. */
export function closed(members: Iterable<readonly [string, Shape]>): Shape {
  return { members: new Map(members), open: false };
}

/** An object of these members and perhaps more. */
export function open(members: Iterable<readonly [string, Shape]>): Shape {
  return { members: new Map(members), open: true };
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
  return shape.members.get(String(segment)) ?? (shape.open ? 'any' : undefined);
}

/** A shape that is one of two. */
export function either(a: Shape, b: Shape): Shape {
  if (a === 'any' || b === 'any') return 'any';
  if (a === 'scalar') return b;
  if (b === 'scalar') return a;
  const members = new Map(a.members);
  for (const [name, shape] of b.members) members.set(name, either(members.get(name) ?? shape, shape));
  return { members, open: a.open || b.open };
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
