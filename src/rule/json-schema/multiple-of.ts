import { decimalOf, type LongNumber } from '../../long-number.ts';

/** Whether `value` is a whole multiple of `divisor`, exactly, as decimal numbers: 0.3 is one of 0.1. */
export function isMultiple(value: number | LongNumber, divisor: number | LongNumber): boolean {
  if (Number.isInteger(value) && Number.isInteger(divisor)) return Number(value) % Number(divisor) === 0;
  const [a, b] = [decimalOf(value), decimalOf(divisor)];
  const gap = a.exponent - b.exponent;
  if (a.sign === 0) return true;
  const [dividend, factor] = [BigInt(a.digits), BigInt(b.digits)];
  if (gap >= 0) return (dividend * powerOfTen(gap, factor)) % factor === 0n;
  // A number that has fewer digits than the divisor is less than it.
  return a.digits.length >= b.digits.length - gap && dividend % (factor * 10n ** BigInt(-gap)) === 0n;
}

/** `10 ** exponent % modulus`, where the exponent may be of any size. */
function powerOfTen(exponent: number, modulus: bigint): bigint {
  let [result, base] = [1n % modulus, 10n % modulus];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}
