import { isDeepStrictEqual } from 'node:util';
import { wrongField } from '../error.ts';
import { isList, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { EngineDeps } from './engine-deps.ts';

type Redact = EngineDeps['redact'];

/** A value as it is kept, and as an operator sees it; undefined where there is none. */
interface ValuePlace {
  readonly kept: Json | undefined;
  readonly shown: Json | undefined;
  /** Of the request's field, for the refusal: `request.body.data.user`. */
  readonly path: string;
}

/** `***`, or `***NAME***`, and nothing else. */
const MASK = /^\*\*\*(?:[\w-]+\*\*\*)?$/;
const MASK_WITHIN = /\*\*\*[\w-]+\*\*\*/g;

/**
 * The context of a kept run with an operator's `data` merged in (RFC 7396, JSON Merge Patch): null removes, what is not
 * named stays, and a list is replaced whole. A mask that is sent back stands for what is behind it.
 * @throws StepgateError 000400 a mask behind which nothing is.
 */
export function patchData(kept: JsonObject, patch: JsonObject, redact: Redact): JsonObject {
  if (Object.keys(patch).length === 0) return kept;
  // What is not named stays, and need not be known as it is shown.
  const named = Object.entries(kept).filter(
    ([name]) => Object.hasOwn(patch, name) || Object.hasOwn(patch, redact(name)),
  );
  const shown = redact(Object.fromEntries(named));
  return merged(patch, { kept, shown, path: 'request.body.data' }, redact) as JsonObject;
}

/**
 * What came back from an operator in the place of `kept`: where it still says what was shown, it is what is kept. So an
 * operator who sends back a whole rule with a part changed does not put `***` in the place of a value.
 * @throws StepgateError 000400 a mask behind which nothing is.
 */
export function unmaskRule(given: JsonObject, shown: JsonObject, kept: JsonObject): JsonObject {
  return unmasked(given, { kept, shown, path: 'request.body.rule' }) as JsonObject;
}

function merged(patch: Json, place: ValuePlace, redact: Redact): Json {
  if (!isObject(patch) || isUnchanged(patch, place)) return unmasked(patch, place);
  const kept = new Map(Object.entries(isObject(place.kept) ? (place.kept as JsonObject) : {}));
  for (const [name, value] of Object.entries(patch as JsonObject)) {
    const own = kept.has(name) ? name : ([...kept.keys()].find((key) => redact(key) === name) ?? name);
    if (value === null) kept.delete(own);
    else kept.set(own, merged(value, memberOf(place, own, name), redact));
  }
  return Object.fromEntries(kept);
}

function unmasked(given: Json, place: ValuePlace): Json {
  if (isUnchanged(given, place)) return place.kept ?? null;
  if (isList(given)) return given.map((one, index) => unmasked(one, elementOf(place, given, one, index)));
  if (isObject(given)) {
    const entries = Object.entries(given as JsonObject);
    return Object.fromEntries(entries.map(([name, one]) => [name, unmasked(one, memberOf(place, name, name))]));
  }
  if (typeof given === 'string') refuseMask(given, place);
  return given;
}

function isUnchanged(given: Json, { kept, shown }: ValuePlace): boolean {
  return kept !== undefined && given === shown;
}

function memberOf({ kept, shown, path }: ValuePlace, keptName: string, shownName: string): ValuePlace {
  const member = (value: Json | undefined, name: string): Json | undefined =>
    isObject(value) && Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
  return { kept: member(kept, keptName), shown: member(shown, shownName), path: `${path}.${shownName}` };
}

/**
 * What an element of a list that came back stands for: one that is shown just so, wherever it is now; in a list that is
 * as long as it was, the one in its place. Of several that look alike but are not, none.
 */
function elementOf({ kept, shown, path }: ValuePlace, given: readonly Json[], one: Json, index: number): ValuePlace {
  const at = `${path}[${index}]`;
  const nothing = { kept: undefined, shown: undefined, path: at };
  if (!isList(kept) || !isList(shown)) return nothing;
  const inPlace = { kept: kept[index], shown: shown[index], path: at };
  const isAsLong = given.length === shown.length;
  if (isAsLong && isDeepStrictEqual(one, shown[index])) return inPlace;
  const alike = [...shown.keys()].filter((n) => isDeepStrictEqual(one, shown[n]));
  const [first] = alike;
  if (first === undefined) return isAsLong ? inPlace : nothing;
  const isOne = alike.every((n) => isDeepStrictEqual(kept[n], kept[first]));
  return isOne ? { kept: kept[first], shown: shown[first], path: at } : nothing;
}

/** A mask that was moved or written by hand would be sent as it stands, in the place of the value. */
function refuseMask(given: string, { kept, shown, path }: ValuePlace): void {
  const masks = typeof shown === 'string' && shown !== kept ? shown.match(MASK_WITHIN) : null;
  if (!MASK.test(given) && !masks?.some((mask) => given.includes(mask))) return;
  const message = `is a mask, and here is no value behind it; give the value itself, or leave ${path.split('.').at(-1) ?? 'it'} out`;
  throw wrongField(path, message);
}
