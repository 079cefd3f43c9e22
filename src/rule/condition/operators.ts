type Binary = (left: never, right: never) => unknown;

/** The binary operators that conditions have, on values that came out of JSON. `in` sees own properties only. */
export const binaryOperators: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ['+', (a: number, b: number) => a + b],
  ['-', (a: number, b: number) => a - b],
  ['*', (a: number, b: number) => a * b],
  ['/', (a: number, b: number) => a / b],
  ['%', (a: number, b: number) => a % b],
  ['==', (a: unknown, b: unknown) => a == b],
  ['!=', (a: unknown, b: unknown) => a != b],
  ['===', (a: unknown, b: unknown) => a === b],
  ['!==', (a: unknown, b: unknown) => a !== b],
  ['<', (a: number, b: number) => a < b],
  ['<=', (a: number, b: number) => a <= b],
  ['>', (a: number, b: number) => a > b],
  ['>=', (a: number, b: number) => a >= b],
]);

/** The unary operators. */
export const unaryOperators: ReadonlyMap<string, (value: never) => unknown> = new Map<
  string,
  (value: never) => unknown
>([
  ['!', (value: unknown) => !value],
  ['-', (value: number) => -value],
  ['+', (value: unknown) => Number(value)],
]);
