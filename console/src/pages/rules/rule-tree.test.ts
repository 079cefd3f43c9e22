import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { treeRows } from './rule-tree.ts';

const RULES = [
  { method: 'POST', name: 'api/v1/register' },
  { method: 'GET', name: 'api/v1/users/:id' },
  { method: 'DELETE', name: 'api/v1/users/:id' },
  { method: 'GET', name: 'health' },
];

const shown = (rules: typeof RULES, closed: readonly string[] = []): string[] =>
  treeRows(rules, (path) => closed.includes(path)).map((row) => {
    const indent = '  '.repeat(row.depth);
    if (row.kind === 'rule') return `${indent}${row.endpoint.method} ${row.label}`;
    return `${indent}${row.label}/ ${row.count}`;
  });

describe('the tree of rules', () => {
  it('is by path, folders first; a folder with one folder only is one line with it', () => {
    assert.deepEqual(shown(RULES), [
      'api/v1/ 3',
      '  users/ 2',
      '    DELETE :id',
      '    GET :id',
      '  POST register',
      'GET health',
    ]);
  });

  it('shows nothing below a folded folder', () => {
    assert.deepEqual(shown(RULES, ['api/v1']), ['api/v1/ 3', 'GET health']);
    assert.deepEqual(shown(RULES, ['api/v1/users']), ['api/v1/ 3', '  users/ 2', '  POST register', 'GET health']);
  });

  it('shows a rule beside the folder of its own name', () => {
    const rules = [
      { method: 'GET', name: 'orders' },
      { method: 'GET', name: 'orders/:id' },
    ];
    assert.deepEqual(shown(rules), ['orders/ 1', '  GET :id', 'GET orders']);
  });

  it('is empty without rules', () => {
    assert.deepEqual(shown([]), []);
  });
});
