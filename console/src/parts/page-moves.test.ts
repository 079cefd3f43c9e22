import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pageMoves } from './page-moves.ts';

const at = (page: number, after = '') => ({ page, after });

describe('the pages of a list', () => {
  it('lead on by their number, and back', () => {
    assert.deepEqual(pageMoves({ count: 20, next: 'x' }, at(1)), { next: at(2) });
    assert.deepEqual(pageMoves({ count: 20, next: 'x' }, at(3)), { first: at(1), previous: at(2), next: at(4) });
  });

  it('end where the API names nothing further', () => {
    assert.deepEqual(pageMoves({ count: 20, next: null }, at(2)), { first: at(1), previous: at(1) });
  });

  it('go on behind the last entry where entries are no longer counted', () => {
    assert.deepEqual(pageMoves({ count: 100, next: 'x' }, at(100)).next, at(1, 'x'));
    assert.deepEqual(pageMoves({ count: 100, next: 'y' }, at(1, 'x')), { first: at(1), next: at(1, 'y') });
  });
});
