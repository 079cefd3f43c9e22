import type { ValidatorOptions } from '../json-schema/check.ts';
import { formats } from './formats.ts';

/** Field rules: the types by their own names, ints that a double holds exactly, floats in its range, formats that are checked. */
export const fieldOptions: ValidatorOptions = {
  typeNames: {
    integer: 'an int',
    number: 'a float',
    bigint: 'a bigint',
    string: 'a string',
    array: 'a slice',
    boolean: 'a bool',
    object: 'an object',
  },
  nullMessage: 'is required',
  isNumber: (value) => Number.isFinite(value.valueOf()),
  isInteger: Number.isSafeInteger,
  formats,
};
