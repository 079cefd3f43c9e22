import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readQuery, writeQuery } from './query-state.ts';

const defaults = { name: '', page: 1, after: '', live: false };

describe('filters in the query of the URL', () => {
  it('are read with the kinds of their defaults', () => {
    const query = new URLSearchParams('name=a%20b&page=3&live=true&other=1');
    assert.deepEqual(readQuery(query, defaults), { name: 'a b', page: 3, after: '', live: true });
  });

  it('fall back to the default where the query has something else', () => {
    assert.deepEqual(readQuery(new URLSearchParams('page=x&live=1'), defaults), defaults);
  });

  it('are left out when they are the default, and leave alone what is not theirs', () => {
    const query = writeQuery(new URLSearchParams('name=a&other=1'), defaults, { name: '', live: true });
    assert.equal(query.toString(), 'other=1&live=true');
  });

  it('begin at the first page when a filter changes, and not when the page does', () => {
    const query = new URLSearchParams('name=a&page=4');
    assert.equal(writeQuery(query, defaults, { name: 'b' }).toString(), 'name=b');
    assert.equal(writeQuery(query, defaults, { page: 5 }).toString(), 'name=a&page=5');
  });
});
