import { add, hasLong, isEqual, isSame, isTrue, negative, order, toNumber } from './numbers.ts';

type Binary = (left: never, right: never) => unknown;

/** The binary operators that conditions have, on values that came out of JSON. `in` sees own properties only. */
export const binaryOperators: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ['+', add],
  ['-', (a: number, b: number) => a - b],
  ['*', (a: number, b: number) => a * b],
  ['/', (a: number, b: number) => a / b],
  ['%', (a: number, b: number) => a % b],
  ['==', isEqual],
  ['!=', (a: unknown, b: unknown) => !isEqual(a, b)],
  ['===', isSame],
  ['!==', (a: unknown, b: unknown) => !isSame(a, b)],
  ['<', (a: number, b: number) => (hasLong(a, b) ? order(a, b) < 0 : a < b)],
  ['<=', (a: number, b: number) => (hasLong(a, b) ? order(a, b) <= 0 : a <= b)],
  ['>', (a: number, b: number) => (hasLong(a, b) ? order(a, b) > 0 : a > b)],
  ['>=', (a: number, b: number) => (hasLong(a, b) ? order(a, b) >= 0 : a >= b)],
]);

/** The unary operators. */
export const unaryOperators: ReadonlyMap<string, (value: never) => unknown> = new Map<
  string,
  (value: never) => unknown
>([
  ['!', (value: unknown) => !isTrue(value)],
  ['-', negative],
  ['+', toNumber],
]);
