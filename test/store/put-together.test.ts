import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CompiledQuery } from 'kysely';
import fc from 'fast-check';
import type { RowForm } from '../../src/store/database.ts';
import { insertForm, updateForm } from '../../src/store/mysql/row-forms.ts';
import { putTogether } from '../../src/store/mysql/put-together.ts';

const form = (name: string): RowForm => ({ start: `${name} `, first: 'a ?', next: 'b ?', between: ', ', end: ' end' });
const X = form('x');
const Y = form('y');

function row(of: RowForm | undefined, trx: string, value: string) {
  return { ...CompiledQuery.raw(`${of?.start ?? ''}${trx}`, [value]), form: of, trx, changeId: value };
}

function texts(statements: readonly CompiledQuery[], bytes = 1000) {
  return putTogether(statements, bytes).map(({ statement, of }) => [statement.sql, statement.parameters, of]);
}

await suite('statements about single rows, put together for MySQL', () => {
  test('those of one form are one statement, where the first of them stands', () => {
    const statements = [row(X, '1', 'p'), CompiledQuery.raw('other'), row(Y, '2', 'q'), row(X, '3', 'r')];
    assert.deepEqual(texts(statements), [
      ['x a ?, b ? end', ['p', 'r'], [0, 3]],
      ['other', [], [1]],
      ['y 2', ['q'], [2]],
    ]);
  });

  test('a second one about the same run stays behind the first', () => {
    const statements = [row(X, '1', 'p'), row(X, '2', 'q'), row(X, '1', 'r'), row(X, '3', 's')];
    assert.deepEqual(texts(statements), [
      ['x a ?, b ? end', ['p', 'q'], [0, 1]],
      ['x a ?, b ? end', ['r', 's'], [2, 3]],
    ]);
  });

  test('large ones are not put together', () => {
    const statements = [row(X, '1', 'p'.repeat(60)), row(X, '2', 'q'.repeat(60)), row(X, '3', 'r')];
    assert.deepEqual(
      texts(statements, 100).map(([, , of]) => of),
      [[0], [1, 2]],
    );
  });

  test('every statement is sent once, those of a run and form in their order', () => {
    const one = fc.record({
      of: fc.constantFrom(X, Y, undefined),
      trx: fc.constantFrom('1', '2', '3'),
      length: fc.integer({ min: 0, max: 50 }),
    });
    const property = fc.property(fc.array(one, { maxLength: 30 }), (ones) => {
      const sent = putTogether(
        ones.map(({ of, trx, length }) => row(of, trx, 'v'.repeat(length))),
        100,
      ).flatMap(({ of }) => of);
      assert.deepEqual(
        sent.toSorted((a, b) => a - b),
        [...ones.keys()],
      );
      for (const at of [X, Y])
        for (const trx of ['1', '2', '3']) {
          const mine = sent.filter((index) => ones[index]?.of === at && ones[index].trx === trx);
          assert.deepEqual(
            mine,
            mine.toSorted((a, b) => a - b),
          );
        }
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('the parameters of an update stand in a table, the run in the collation of its index', () => {
    const { start, first, next, between, end } = updateForm(
      '`a` = ?, `b` = now()',
      '`trx` = ? and `epoch` = ?',
      1,
      'bin',
    );
    assert.equal(
      start + [first, next].join(between) + end,
      'update `run` join (select ? as c0, ? as c1, ? as c2 union all select ?, ?, ?) v ' +
        'set `a` = v.c0, `b` = now() where `trx` = convert(v.c1 using utf8mb4) collate bin and `epoch` = v.c2',
    );
  });

  test('added rows stand behind each other', () => {
    const { start, first, next, between, end } = insertForm(['a', 'b'], ['?', 'now()']);
    assert.equal(start + [first, next].join(between) + end, 'insert into `run` (a, b) values (?, now()), (?, now())');
  });
});
