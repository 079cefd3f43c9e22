import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJson } from '../api/json.ts';
import { holdersOf, jsonRows, memberPath, searchJson } from './json-rows.ts';

const value = { user: { name: 'Ada', tags: ['a', 'b'] }, 'odd key': null, n: 1 };

describe('a JSON tree', () => {
  it('has a line for each value of what is unfolded', () => {
    const paths = jsonRows(value, (path) => path !== 'user.tags').map(({ path }) => path);
    assert.deepEqual(paths, ['', 'user', 'user.name', 'user.tags', '["odd key"]', 'n']);
  });

  it('says of what is folded how much it holds, and of all else what it is', () => {
    const [whole, user] = jsonRows(value, (_path, depth) => depth === 0);
    assert.deepEqual([whole?.size, whole?.isOpen, user?.size, user?.isOpen], [3, true, 2, false]);
    const name = jsonRows(value, () => true).find(({ path }) => path === 'user.name');
    assert.deepEqual([name?.kind, name?.text], ['string', '"Ada"']);
  });

  it('shows long numbers as they came', () => {
    const [, id] = jsonRows(parseJson('{"id":9007199254740993}'), () => true);
    assert.deepEqual([id?.kind, id?.text], ['number', '9007199254740993']);
  });

  it('finds keys and values, and what holds them', () => {
    const found = searchJson(value, 'A');
    assert.deepEqual(found, ['user.name', 'user.tags', 'user.tags[0]']);
    assert.deepEqual([...holdersOf(value, new Set(['user.tags[0]']))].sort(), ['', 'user', 'user.tags']);
  });

  it('names paths as placeholders do', () => {
    assert.equal(memberPath(memberPath('', 'a'), 'b'), 'a.b');
    assert.equal(memberPath('a', 0), 'a[0]');
    assert.equal(memberPath('a', 'b c'), 'a["b c"]');
  });
});
