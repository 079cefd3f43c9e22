import { decimalOf, LongNumber } from '../../long-number.ts';
import type { ValidatorOptions } from './check.ts';

/** JSON Schema 2020-12 as it is written: `format` is an annotation and asserts nothing. */
export const standardOptions: ValidatorOptions = {
  typeNames: {
    integer: 'an integer',
    number: 'a number',
    string: 'a string',
    array: 'an array',
    boolean: 'a boolean',
    object: 'an object',
  },
  isNumber: (value) => value instanceof LongNumber || Number.isFinite(value),
  isInteger: (value) => (typeof value === 'number' ? Number.isInteger(value) : decimalOf(value).exponent >= 0),
  formats: {},
};
