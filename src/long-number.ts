/** Up to so many significant decimal digits survive a double (IEEE 754). */
const KEPT_DIGITS = 15;

/** A symbol: what walks the members of objects finds none, and tests still compare it. */
const digits = Symbol('digits');

/**
 * A JSON number whose digits a double does not keep: an integer beyond ±2^53, a decimal of more than 15 digits, a
 * number out of a double's range. It is passed on digit by digit: `JSON.stringify` writes its text. In arithmetic it
 * is the nearest double. It is a scalar: `isObject` is false for it.
 */
export class LongNumber {
  readonly [digits]: string;
  readonly #isBigint: boolean;

  /**
   * @param text a number as RFC 8259 writes it.
   * @param isBigint whether the rule declares it as `bigint`: scripts get it as text, however small it is.
   */
  constructor(text: string, isBigint = false) {
    this[digits] = text;
    this.#isBigint = isBigint;
  }

  get isBigint(): boolean {
    return this.#isBigint;
  }

  /** The number as it was written. */
  toString(): string {
    return this[digits];
  }

  /** The nearest double. */
  valueOf(): number {
    return Number(this[digits]);
  }

  toJSON(): unknown {
    return rawJson(this[digits]);
  }
}

/** `JSON.rawJSON` (ECMAScript proposal json-parse-with-source, in Node from 22): TypeScript's library lacks it. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON: (this: void, text: string) => unknown };

/** The value of a JSON number: a double where that keeps its digits. @param text a number as RFC 8259 writes it. */
export function numberFromJson(text: string): number | LongNumber {
  const number = Number(text);
  return text.length <= KEPT_DIGITS && isPlain(text) ? number : keeps(number, text) ? number : new LongNumber(text);
}

/** Without an exponent: a short one is within a double's range and digits. */
function isPlain(text: string): boolean {
  return !text.includes('e') && !text.includes('E');
}

function keeps(number: number, text: string): boolean {
  if (String(number) === text) return true;
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) return false;
  const mantissa = text
    .replace(/[eE].*$/s, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '');
  return mantissa.length <= KEPT_DIGITS && (number !== 0 || mantissa === '');
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a text is a number as RFC 8259 writes it. */
export function isJsonNumber(text: string): boolean {
  return JSON_NUMBER.test(text);
}

/** Whether two numbers are the same by their digits: `1.0e30` and `1e30` are, two neighbours beyond 2^53 are not. */
export function sameNumber(a: number | LongNumber, b: number | LongNumber): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a === b : compareNumbers(a, b) === 0;
}

/** Negative: `a` is less than `b`; 0: they are the same; NaN: one of them is none. By all their digits. */
export function compareNumbers(a: number | LongNumber, b: number | LongNumber): number {
  const [left, right] = [a.valueOf(), b.valueOf()];
  // Rounding never turns an order round.
  if (left !== right || (typeof a === 'number' && typeof b === 'number')) return left - right;
  const [one, other] = [decimalOf(a), decimalOf(b)];
  if (one.sign !== other.sign || one.sign === 0) return one.sign - other.sign;
  return one.sign * compareSizes(one, other);
}

/** The double that is exactly the number; else the number itself. */
export function simplest(value: number | LongNumber): number | LongNumber {
  const double = value.valueOf();
  return Number.isFinite(double) && sameNumber(double, value) ? double : value;
}

/** `sign × digits × 10^exponent`; the digits without zeros at their ends, of 0 none. */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

/** A number by its digits; of a double the shortest ones that give it again. @param value finite. */
export function decimalOf(value: number | LongNumber): Decimal {
  const [mantissa = '', exponent = '0'] = value.toString().toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const own = withoutZerosAtEnd(all);
  if (own === '') return { sign: 0, digits: '', exponent: 0 };
  const sign = mantissa.startsWith('-') ? -1 : 1;
  return { sign, digits: own, exponent: Number(exponent) - fraction.length + all.length - own.length };
}

/** A regular expression would try again from each zero. */
function withoutZerosAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return text.slice(0, end);
}

function compareSizes(a: Decimal, b: Decimal): number {
  const magnitude = a.exponent + a.digits.length - (b.exponent + b.digits.length);
  if (magnitude !== 0) return Math.sign(magnitude);
  return a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1;
}

/** Whether a value is a number, however many digits it has. */
export function isNumber(value: unknown): value is number | LongNumber {
  return typeof value === 'number' || value instanceof LongNumber;
}
