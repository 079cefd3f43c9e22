import type { Json, JsonObject } from '../json.ts';
import { largeJson, type LargeParts, largeParts, membersOf, type Part } from './large-json.ts';
import { charsUpTo } from './size.ts';
import { stringify } from './stringify.ts';

/** A copy of an object with other values of some members; those it does not have come behind its own. */
export function withMembers(object: JsonObject, changes: ReadonlyMap<string, Json>): Json {
  if (changes.size === 0) return object;
  const large = largeParts(object);
  // fromEntries makes an own `__proto__` of a key of that name.
  return large ? changedLarge(large, changes) : Object.fromEntries([...Object.entries(object), ...changes]);
}

/** Only the parts that hold a changed member are made anew: of a million members, few change. */
function changedLarge(large: LargeParts, changes: ReadonlyMap<string, Json>): Json {
  const wanted = Map.groupBy(changes.keys(), (name) => large.index?.get(name));
  const parts: Part[] = [];
  /** The new number of each part that is as it was. */
  const numbers: number[] = [];
  /** Of the members of all others. */
  const known = new Map<string, number>();
  const added = new Map(changes);
  for (const [number, part] of large.parts.entries()) {
    numbers.push(parts.length);
    if (!wanted.has(number)) {
      parts.push(part);
      continue;
    }
    for (const one of splitPart(large, part, changes)) {
      for (const [name] of membersOf(large, one, 0)) {
        known.set(name, parts.length);
        added.delete(name);
      }
      parts.push(one);
    }
  }
  for (const [key, value] of added) {
    known.set(key, parts.length);
    parts.push({ key, value, count: 1 });
  }
  const numberOf = (name: string): number | undefined => known.get(name) ?? numbers[large.index?.get(name) ?? -1];
  return largeJson({
    ...large,
    parts,
    length: large.length + added.size,
    chars: [...changes.values()].reduce<number>((sum, value) => sum + charsUpTo(value, Infinity), large.chars),
    depth: Math.max(large.depth, ...[...changes.values()].map(depthWithin)),
    index: { get: numberOf },
  });
}

/** What stands before, between and behind the changed members of a part, and these. */
function splitPart(large: LargeParts, part: Part, changes: ReadonlyMap<string, Json>): Part[] {
  const split: Part[] = [];
  let texts: string[] = [];
  const flush = (): void => {
    if (texts.length > 0) split.push({ text: texts.join(','), count: texts.length });
    texts = [];
  };
  for (const [key, value] of membersOf(large, part, 0)) {
    const changed = changes.get(key);
    // A value of JSON is never undefined.
    if (changed === undefined && 'text' in part) texts.push(`${JSON.stringify(key)}:${stringify(value)}`);
    else {
      flush();
      split.push({ key, value: changed === undefined ? value : changed, count: 1 });
    }
  }
  flush();
  return split;
}

function depthWithin(value: Json): number {
  return 1 + depthOf(value);
}

/** How many levels deep a value nests. */
export function depthOf(value: Json): number {
  const large = largeParts(value);
  if (large) return large.depth;
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((one: Json) => depthOf(one)));
}
