import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lastHalf } from '../../src/sandbox/cores.ts';

describe('the second half of the processors', () => {
  for (const [mask, half] of [
    ['1', undefined],
    ['8', undefined],
    ['3', '0x2'],
    ['7', '0x4'],
    ['f', '0xc'],
    ['a5', '0xa0'],
    ['00000000,00000003', '0x2'],
    ['ffffffff,ffffffff', '0xffffffff00000000'],
    ['1,00000001', '0x100000000'],
  ] as const) {
    it(`of ${mask} is ${half ?? 'none'}`, () => assert.equal(lastHalf(mask), half));
  }
});
