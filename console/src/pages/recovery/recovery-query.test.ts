import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readQuery } from '../../parts/query-state.ts';
import { RECOVERY_QUERY, filterOf, filterQuery, groupSearch, isFiltered, progressPercent } from './recovery-query.ts';

const read = (search: string) => readQuery(new URLSearchParams(search), RECOVERY_QUERY);

describe('the address of the page of suspended runs', () => {
  it('holds the filters as the API names them', () => {
    const query = read('?view=runs&rule=POST+a/:b&path=a/b&err_code=110006&page=2');
    assert.deepEqual(filterOf(query), { rule: 'POST a/:b', path: 'a/b', err_code: '110006' });
    assert.equal(isFiltered(query), true);
    assert.equal(isFiltered(read('?view=runs&page=2')), false);
  });

  it('leads from a group to its runs, also to those without code or component', () => {
    const group = { method: 'POST', name: 'a/:id', err_code: null, err_component: 'c' };
    const search = groupSearch(new URLSearchParams('?start=2026-01-01T00:00:00.000Z&page=3'), group);
    assert.deepEqual(filterOf(read(search)), {
      ...{ start: '2026-01-01T00:00:00.000Z', rule: 'POST a/:id', err_code: '', err_component: 'c' },
    });
    const gone = groupSearch(new URLSearchParams(), { ...group, method: null, name: null });
    assert.equal(filterOf(read(gone)).rule, '');
    assert.equal(filterQuery(read(search)).err_code, null);
    assert.equal(read(search).page, 1);
  });
});

describe('the progress of a recovery of many runs', () => {
  it('reaches the end with the last one, and not before', () => {
    assert.equal(progressPercent({ accepted: 1000, succeeded: 990, failed: 9 }).done, 99);
    assert.equal(progressPercent({ accepted: 1000, succeeded: 990, failed: 10 }).done, 100);
    assert.equal(progressPercent({ accepted: 0, succeeded: 0, failed: 0 }).done, 100);
  });
});
