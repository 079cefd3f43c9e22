import type { Database } from './database.ts';
import { filtered } from './run-page.ts';
import { sideFilter } from './side-filter.ts';
import type { KeptRunFilter, KeptRunGroup, RunStore } from './kept-runs.ts';

/**
 * The largest groups of the kept runs that a filter finds. They are counted by version, in the index that lists are read
 * by, and then by the rule that the version is one of: the paths of its requests may all differ.
 */
export async function readRunGroups(db: Database, filter: KeptRunFilter, most: number): ReturnType<RunStore['groups']> {
  const beside = await sideFilter(db, filter);
  const byVersion = filtered(db, filter, [filter.status ?? 'suspended'], beside)
    .select(({ fn }) => [
      ...(['version', 'err_code_cut', 'err_component_cut'] as const),
      fn.countAll<number>().as('runs'),
      fn.min('created_at').as('first'),
      fn.max('created_at').as('last'),
      fn.max('id').as('newest_id'),
    ])
    .groupBy(['version', 'err_code_cut', 'err_component_cut']);
  const found = await db.read
    .selectFrom(byVersion.as('counted'))
    .leftJoin('version as of_rule', (join) =>
      join.onRef('of_rule.version', '=', 'counted.version').on('of_rule.kind', '=', 'rule'),
    )
    .select(({ fn }) => [
      ...(['of_rule.name', 'of_rule.method'] as const),
      fn.sum<number | string>('counted.runs').as('count'),
      fn.min('counted.first').as('oldest'),
      fn.max('counted.last').as('newest'),
      fn.max('counted.newest_id').as('id'),
    ])
    .groupBy(['of_rule.name', 'of_rule.method', 'counted.err_code_cut', 'counted.err_component_cut'])
    .orderBy('count', 'desc')
    .orderBy('id', 'desc')
    .limit(most + 1)
    .execute();
  const some = found.slice(0, most);
  const errors = await errorsOf(
    db,
    some.map(({ id }) => id),
  );
  const list = some.flatMap(({ id, name, method, count, oldest, newest }): KeptRunGroup[] => {
    const error = errors.get(id);
    // It was deleted between the two readings. MySQL gives sums as texts.
    return error ? [{ name, method, ...error, count: Number(count), oldest, newest }] : [];
  });
  return { list, more: found.length > most };
}

/** The error of a group, as one of its runs has it: the index has it cut. */
async function errorsOf(db: Database, ids: readonly number[]) {
  // MySQL takes no empty list.
  if (ids.length === 0) return new Map<number, never>();
  const columns = ['id', 'err_code as errCode', 'err_component as errComponent'] as const;
  const rows = await db.read.selectFrom('run').select(columns).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, ...error }) => [id, error]));
}
