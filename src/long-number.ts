/** More significant digits than this may not survive a double (IEEE 754, 15.95 decimal digits). */
const SAFE_DIGITS = 15;

/**
 * A JSON number whose digits a double does not keep: an integer beyond ±2^53, a decimal of more than 15 digits, a
 * number that is out of a double's range. It is passed on digit by digit: `JSON.stringify` writes its text. In
 * arithmetic it is the nearest double.
 */
export class LongNumber {
  readonly #text: string;

  /** @param text a number as RFC 8259 writes it. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The number as it was written. */
  toString(): string {
    return this.#text;
  }

  /** The nearest double. */
  valueOf(): number {
    return Number(this.#text);
  }

  toJSON(): unknown {
    return rawJson(this.#text);
  }
}

/** `JSON.rawJSON` (ECMAScript proposal json-parse-with-source, in Node from 22): TypeScript's library lacks it. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON: (this: void, text: string) => unknown };

/** The value of a JSON number: a double where that keeps its digits. @param text a number as RFC 8259 writes it. */
export function numberFromJson(text: string): number | LongNumber {
  const number = Number(text);
  if (text.length <= SAFE_DIGITS || String(number) === text)
    return keepsInteger(number) ? number : new LongNumber(text);
  if (Number.isSafeInteger(number) && !/[.eE]/.test(text)) return number;
  return Number.isFinite(number) && significantDigits(text) <= SAFE_DIGITS && keepsInteger(number)
    ? number
    : new LongNumber(text);
}

/** False: an integer that a double may have rounded, or none at all. */
function keepsInteger(number: number): boolean {
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

function significantDigits(text: string): number {
  const digits = text.replace(/[eE].*$/, '').replace(/[-.]/g, '');
  return digits.replace(/^0+/, '').replace(/0+$/, '').length;
}
