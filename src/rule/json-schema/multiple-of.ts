import { decimalOf, type LongNumber } from '../../long-number.ts';

/** Whether `value` is a whole multiple of `divisor`, exactly, as decimal numbers: 0.3 is one of 0.1. */
export function isMultiple(value: number | LongNumber, divisor: number | LongNumber): boolean {
  if (Number.isInteger(value) && Number.isInteger(divisor)) return Number(value) % Number(divisor) === 0;
  const [a, b] = [decimalOf(value), decimalOf(divisor)];
  if (a.sign === 0) return true;
  const gap = a.exponent - b.exponent;
  // The digits do not end with a zero: divided by ten they are no integer.
  if (gap < 0) return false;
  const factor = BigInt(b.digits);
  return (remainder(a.digits, factor) * powerOfTen(gap, factor)) % factor === 0n;
}

/** Digits at a time: a BigInt of millions of them takes seconds. */
const CHUNK = 1000;

function remainder(digits: string, factor: bigint): bigint {
  let rest = 0n;
  for (let at = 0; at < digits.length; at += CHUNK) {
    const chunk = digits.slice(at, at + CHUNK);
    rest = (rest * 10n ** BigInt(chunk.length) + BigInt(chunk)) % factor;
  }
  return rest;
}

/** `10 ** exponent % factor`, where the exponent may be of any size. */
function powerOfTen(exponent: number, factor: bigint): bigint {
  let [result, base] = [1n % factor, 10n % factor];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * base) % factor;
    base = (base * base) % factor;
  }
  return result;
}
