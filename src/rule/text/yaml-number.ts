import type { Scalar } from 'yaml';
import { isJsonNumber, LongNumber, numberFromJson } from '../../long-number.ts';

/** Gives a number back the digits that it has in the text. Others stay as they are. */
export function keepDigits(scalar: Scalar): void {
  if (typeof scalar.value !== 'number' || scalar.source === undefined) return;
  const text = inJson(scalar.source);
  const number = isJsonNumber(text) ? numberFromJson(text) : scalar.value;
  if (number instanceof LongNumber) scalar.value = number;
}

/** A number of YAML's core schema (1.2.2, 10.3.2) as JSON writes it. */
function inJson(source: string): string {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(source.trim()) ?? [];
  const minus = sign === '-' ? '-' : '';
  if (/^0[xo]/.test(digits)) return `${minus}${BigInt(digits)}`;
  return (
    minus +
    digits
      .replace(/^0+(?=\d)/, '')
      .replace(/^\./, '0.')
      .replace(/\.(?=[eE]|$)/, '')
  );
}
