import type { RowForm } from '../database.ts';

/** Of statements that add one row each: `values` belong to `names`. */
export function insertForm(names: readonly string[], values: readonly string[]): RowForm {
  const row = `(${values.join(', ')})`;
  const start = `insert into \`run\` (${names.join(', ')}) values `;
  return { start, first: row, next: row, between: ', ', end: '' };
}

/**
 * Of statements `update run set … where …`: one that reads the parameters of all from a table `v`, in which parameter
 * number n is the column `c` and n. `collation` is that of the column `trx`: its index needs the same in what it is compared with.
 */
export function updateForm(set: string, where: string, trxAt: number, collation: string): RowForm {
  let count = 0;
  const inColumns = (text: string): string =>
    text.replaceAll('?', () => {
      const at = count++;
      return at === trxAt ? `convert(v.c${at} using utf8mb4) collate ${collation}` : `v.c${at}`;
    });
  const change = `set ${inColumns(set)} where ${inColumns(where)}`;
  const columns = Array.from({ length: count }, (_, at) => `? as c${at}`);
  return {
    start: 'update `run` join (',
    first: `select ${columns.join(', ')}`,
    next: `select ${columns.map(() => '?').join(', ')}`,
    between: ' union all ',
    end: `) v ${change}`,
  };
}
