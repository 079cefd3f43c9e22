import { isObject, type Json } from '../../json.ts';
import { elementsOf, largeParts } from '../../large/large-json.ts';
import { charsUpTo } from '../../large/size.ts';
import { compareNumbers, isNumber, LongNumber, simplest } from '../../long-number.ts';
import { linearPattern } from '../request/pattern.ts';
import { canonical } from './canonical.ts';
import type { ValidatorOptions, Keyword } from './check.ts';
import type { Check } from './evaluation.ts';
import { isMultiple } from './multiple-of.ts';

/** Keywords that look at the value alone. */
export const assertions: Readonly<Record<string, Keyword>> = {
  enum: (values: Json[]) => {
    const isAllowed = oneOf(values);
    const shown = values.filter((value) => value !== null || values.length === 1).map((value) => JSON.stringify(value));
    return (value, path, evaluation) => isAllowed(value) || evaluation.fail(path, `must be one of ${shown.join(', ')}`);
  },
  const: (only: Json) => {
    const isAllowed = oneOf([only]);
    return (value, path, evaluation) => isAllowed(value) || evaluation.fail(path, `must be ${JSON.stringify(only)}`);
  },
  multipleOf: (divisor: AnyNumber) =>
    ofNumber((value) => isMultiple(value, divisor), `must be a multiple of ${String(divisor)}`),
  maximum: (limit: AnyNumber) =>
    ofNumber((value) => compareNumbers(value, limit) <= 0, `must be at most ${String(limit)}`),
  exclusiveMaximum: (limit: AnyNumber) =>
    ofNumber((value) => compareNumbers(value, limit) < 0, `must be less than ${String(limit)}`),
  minimum: (limit: AnyNumber) =>
    ofNumber((value) => compareNumbers(value, limit) >= 0, `must be at least ${String(limit)}`),
  exclusiveMinimum: (limit: AnyNumber) =>
    ofNumber((value) => compareNumbers(value, limit) > 0, `must be more than ${String(limit)}`),
  maxLength: (limit: number) =>
    ofString((text) => text.length <= limit || lengthOf(text) <= limit, `must be at most ${count(limit, 'character')}`),
  minLength: (limit: number) =>
    ofString(
      (text) => text.length >= limit && lengthOf(text) >= limit,
      `must be at least ${count(limit, 'character')}`,
    ),
  pattern: (source: string) => {
    const pattern = linearPattern(source);
    return (value, path, evaluation) =>
      typeof value !== 'string' ||
      evaluation.matches(pattern, value, path) ||
      evaluation.fail(path, `must match ${source}`);
  },
  format: (name: string, _, { formats }) => {
    const isValid = formats[name];
    return isValid && ofString(isValid, `must be a valid ${name}`);
  },
  maxItems: (limit: number) => ofArray((list) => list.length <= limit, `must have at most ${count(limit, 'element')}`),
  minItems: (limit: number) => ofArray((list) => list.length >= limit, `must have at least ${count(limit, 'element')}`),
  uniqueItems: (isWanted: boolean) => (isWanted ? isUnique : undefined),
  maxProperties: (limit: number) =>
    ofObject((value) => sizeOf(value) <= limit, `must have at most ${count(limit, 'member')}`),
  minProperties: (limit: number) =>
    ofObject((value) => sizeOf(value) >= limit, `must have at least ${count(limit, 'member')}`),
  required: (names: string[]) => requireAll(() => names),
  dependentRequired: (dependents: Readonly<Record<string, string[]>>) =>
    requireAll((value) =>
      Object.entries(dependents).flatMap(([name, names]) => (Object.hasOwn(value, name) ? names : [])),
    ),
};

/** The `type` keyword: where it fails, a schema's other keywords have nothing to say. */
export const typeKeyword: Keyword = (types: string | string[], _, { typeNames, nullMessage, ...options }) => {
  const wanted = [types].flat();
  const names = wanted.filter((type) => type !== 'null' || wanted.length === 1).map((type) => typeNames[type] ?? type);
  const message = `must be ${names.join(' or ')}`;
  return (value, path, evaluation) =>
    wanted.some((type) => isOfType(value, type, options)) ||
    evaluation.fail(path, value === null ? (nullMessage ?? message) : message);
};

function isOfType(value: Json, type: string, options: Pick<ValidatorOptions, 'isInteger' | 'isNumber'>): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return isNumber(value) && options.isInteger(simplest(value));
  if (type === 'number') return isNumber(value) && options.isNumber(value);
  if (type === 'bigint') return value instanceof LongNumber && value.isBigint;
  return typeof value === type;
}

type AnyNumber = number | LongNumber;

function ofNumber(isValid: (value: AnyNumber) => boolean, message: string): Check {
  return (value, path, evaluation) => !isNumber(value) || isValid(value) || evaluation.fail(path, message);
}

function ofString(isValid: (value: string) => boolean, message: string): Check {
  return (value, path, evaluation) => typeof value !== 'string' || isValid(value) || evaluation.fail(path, message);
}

function ofArray(isValid: (value: readonly Json[]) => boolean, message: string): Check {
  return (value, path, evaluation) => !Array.isArray(value) || isValid(value) || evaluation.fail(path, message);
}

function ofObject(isValid: (value: object) => boolean, message: string): Check {
  return (value, path, evaluation) => !isObject(value) || isValid(value) || evaluation.fail(path, message);
}

function requireAll(namesFor: (value: object) => readonly string[]): Check {
  return (value, path, evaluation) => {
    if (!isObject(value)) return true;
    const absent = namesFor(value).filter((name) => !Object.hasOwn(value, name));
    for (const name of absent) evaluation.fail({ up: path, key: name }, 'is required');
    return absent.length === 0;
  };
}

/** Whether a value equals one of a list. */
function oneOf(values: readonly Json[]): (value: Json) => boolean {
  const allowed = values.map(simplified);
  const plain = new Set(allowed.filter(isPlain));
  const others = new Set(allowed.filter((value) => !isPlain(value)).map(canonical));
  // Escapes make a text longer than what is counted; nothing makes it shorter by half.
  const tooLong = 2 * Math.max(0, ...[...others].map(({ length }) => length)) + 100;
  return (given) => {
    const value = simplified(given);
    if (!isPlain(value) && charsUpTo(value, tooLong) >= tooLong) return false;
    return isPlain(value) ? plain.has(value) : others.size > 0 && others.has(canonical(value));
  };
}

/** In time that hardly grows faster than the list, whatever its elements are. */
const isUnique: Check = (value, path, evaluation) => {
  if (!Array.isArray(value)) return true;
  const [plain, others] = [new Set<Json>(), new Set<string>()];
  let count = 0;
  return evaluation.each(value, elementsOf(value as readonly Json[]), undefined, (element) => {
    const one = simplified(element);
    if (isPlain(one)) plain.add(one);
    else others.add(canonical(one));
    if (plain.size + others.size > count) {
      count++;
      return true;
    }
    // It is said once.
    const isFirst = count !== Infinity;
    count = Infinity;
    return isFirst ? evaluation.fail(path, 'must not have two equal elements') : false;
  });
};

function sizeOf(value: object): number {
  return largeParts(value)?.length ?? Object.keys(value).length;
}

function simplified(value: Json): Json {
  return value instanceof LongNumber ? simplest(value) : value;
}

/** Equal ones are the same to a Set. */
function isPlain(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

/** Code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; length++) index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  return length;
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
