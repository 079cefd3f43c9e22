import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checked } from './rules.ts';

const INT = { type: 'int' };

/** Field rule, values that pass as they are, values that fail, with the message. */
const json: readonly (readonly [object, readonly unknown[], readonly (readonly [unknown, string])[]])[] = [
  [
    INT,
    [0, -5, 12, 1e3, 9007199254740991, -9007199254740991],
    [
      ['12', 'must be an int'],
      [1.5, 'must be an int'],
      [true, 'must be an int'],
      [9007199254740992, 'must be an int'],
      [[1], 'must be an int'],
      [{}, 'must be an int'],
    ],
  ],
  [
    { type: 'float' },
    [0, 1.5, -2e10, 7],
    [
      ['1.5', 'must be a float'],
      [false, 'must be a float'],
    ],
  ],
  [
    { type: 'bool' },
    [true, false],
    [
      ['true', 'must be a bool'],
      [1, 'must be a bool'],
      [0, 'must be a bool'],
    ],
  ],
  [
    { type: 'string' },
    ['', 'x', ' '],
    [
      [1, 'must be a string'],
      [true, 'must be a string'],
      [['x'], 'must be a string'],
    ],
  ],
  [
    { type: 'slice' },
    [[], [1, 'a', null]],
    [
      ['[1]', 'must be a slice'],
      [{ 0: 1 }, 'must be a slice'],
    ],
  ],
  [
    { type: 'object' },
    [{}, { a: 1 }],
    [
      ['{}', 'must be an object'],
      [[], 'must be an object'],
    ],
  ],
  [
    { type: 'int', min: 3, max: 5 },
    [3, 5],
    [
      [2, 'must be at least 3'],
      [6, 'must be at most 5'],
    ],
  ],
  [
    { type: 'float', min: 0.5, max: 1 },
    [0.5, 1],
    [
      [0.4, 'must be at least 0.5'],
      [1.1, 'must be at most 1'],
    ],
  ],
  [
    { type: 'string', minLen: 1, maxLen: 3 },
    ['a', 'äöü', '😀😀😀'],
    [
      ['', 'must be at least 1 character'],
      ['abcd', 'must be at most 3 characters'],
      ['😀😀😀😀', 'must be at most 3 characters'],
    ],
  ],
  [{ type: 'string', minLen: 2 }, ['😀😀'], [['😀', 'must be at least 2 characters']]],
  [
    { type: 'slice', minLen: 1, maxLen: 2 },
    [[1], [1, 2]],
    [
      [[], 'must have at least 1 element'],
      [[1, 2, 3], 'must have at most 2 elements'],
    ],
  ],
  [{ type: 'int', enum: [1, 2] }, [1, 2], [[3, 'must be one of 1, 2']]],
  [{ type: 'float', enum: [0.5] }, [0.5], [[0.6, 'must be one of 0.5']]],
  [{ type: 'string', enum: ['a', 'b'] }, ['a'], [['A', 'must be one of "a", "b"']]],
  [{ type: 'string', pattern: 'b+' }, ['abbc'], [['ac', 'must match b+']]],
  [
    { type: 'string', pattern: '^\\d{3}$' },
    ['123'],
    [
      ['1234', 'must match ^\\d{3}$'],
      ['123\n', 'must match ^\\d{3}$'],
    ],
  ],
  [{ type: 'string', pattern: '^.$' }, ['😀', 'x'], [['xx', 'must match ^.$']]],
  [{ type: 'string', pattern: '^[\\u4e00-\\u9fa5]+$' }, ['中文'], [['x', 'must match ^[\\u4e00-\\u9fa5]+$']]],
  [{ type: 'string', pattern: '^\\p{Letter}+$' }, ['añ'], [['1', 'must match ^\\p{Letter}+$']]],
  [
    { type: 'string', format: 'email' },
    ['a@b.example', 'a.b+c@d-e.example'],
    [
      ['a', 'must be a valid email'],
      ['a@', 'must be a valid email'],
      ['a b@c.example', 'must be a valid email'],
    ],
  ],
  [
    { type: 'string', format: 'uri' },
    ['http://a.example/b?c#d', 'mailto:a@b.example', 'urn:x:y'],
    [
      ['/a', 'must be a valid uri'],
      ['http://a b', 'must be a valid uri'],
    ],
  ],
  [
    { type: 'string', format: 'uuid' },
    ['0198b1f4-6c3e-7b1a-9c5d-2f1e3a4b5c6d', '0198B1F4-6C3E-7B1A-9C5D-2F1E3A4B5C6D'],
    [
      ['0198b1f46c3e7b1a9c5d2f1e3a4b5c6d', 'must be a valid uuid'],
      ['g198b1f4-6c3e-7b1a-9c5d-2f1e3a4b5c6d', 'must be a valid uuid'],
    ],
  ],
  [
    { type: 'string', format: 'date' },
    ['2024-02-29', '2000-02-29', '1999-12-31'],
    [
      ['2023-02-29', 'must be a valid date'],
      ['1900-02-29', 'must be a valid date'],
      ['2024-02-30', 'must be a valid date'],
      ['2024-04-31', 'must be a valid date'],
      ['2024-13-01', 'must be a valid date'],
      ['2024-00-10', 'must be a valid date'],
      ['2024-1-1', 'must be a valid date'],
      ['2024-01-01T00:00:00Z', 'must be a valid date'],
    ],
  ],
  [
    { type: 'string', format: 'date-time' },
    ['2024-02-29T23:59:59Z', '2024-01-01t00:00:00.123+08:00', '2016-12-31T23:59:60Z'],
    [
      ['2024-02-30T00:00:00Z', 'must be a valid date-time'],
      ['2024-01-01T24:00:00Z', 'must be a valid date-time'],
      ['2024-01-01T00:60:00Z', 'must be a valid date-time'],
      ['2024-01-01T00:00:00', 'must be a valid date-time'],
      ['2024-01-01 00:00:00Z', 'must be a valid date-time'],
      ['2024-01-01T00:00:00+24:00', 'must be a valid date-time'],
      ['2024-01-01', 'must be a valid date-time'],
    ],
  ],
  [
    { type: 'string', format: 'ipv4' },
    ['127.0.0.1', '255.255.255.255'],
    [
      ['256.0.0.1', 'must be a valid ipv4'],
      ['1.2.3', 'must be a valid ipv4'],
      ['01.2.3.4', 'must be a valid ipv4'],
    ],
  ],
  [
    { type: 'string', format: 'ipv6' },
    ['::1', 'fe80::1:2', '::ffff:1.2.3.4'],
    [
      ['1.2.3.4', 'must be a valid ipv6'],
      [':::', 'must be a valid ipv6'],
      ['12345::', 'must be a valid ipv6'],
    ],
  ],
];

describe('a field of a JSON body', () => {
  for (const [rule, good, bad] of json) {
    it(`${JSON.stringify(rule)} takes what it says`, () => {
      for (const value of good) {
        assert.deepEqual(checked({ body: { f: rule } }, { body: { f: value as never } }), { body: { f: value } });
      }
    });
    it(`${JSON.stringify(rule)} refuses the rest`, () => {
      for (const [value, message] of bad) {
        assert.deepEqual(checked({ body: { f: rule } }, { body: { f: value as never } }), [
          `request.body.f ${message}`,
        ]);
      }
    });
  }

  it('refuses a number beyond what a double can hold', () => {
    const body = JSON.parse('{"f": 1e400}') as never;
    assert.deepEqual(checked({ body: { f: { type: 'float' } } }, { body }), ['request.body.f must be a float']);
  });
});
