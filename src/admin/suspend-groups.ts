import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Nullable, Query, Time, time } from './field.ts';
import { keptFilterFields, runFilter } from './kept-run.ts';

const MOST_GROUPS = 200;

const Group = Type.Object({
  method: Nullable(Type.String({ description: "the rule's" })),
  name: Nullable(Type.String({ description: "the rule's; null: its version is deleted" })),
  err_code: Nullable(Type.String()),
  err_component: Nullable(Type.String()),
  count: Type.Integer(),
  oldest: Time,
  newest: Time,
});

/** What kept runs have in common. */
export function addSuspendGroupsRoute(app: AdminApp, { store, prefix }: AdminDeps): void {
  const schema = {
    summary: 'Suspended runs by rule, error code and component, the largest groups first',
    querystring: Query(keptFilterFields),
    response: answers(
      Type.Object({
        list: Type.Array(Group, { description: `at most ${MOST_GROUPS}` }),
        more: Type.Boolean({ description: 'there are more groups' }),
      }),
    ),
  };
  app.get('/suspend/groups', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { list, more } = await store.runs.groups(runFilter(query, prefix), MOST_GROUPS);
    return success({
      list: list.map(({ method, name, errCode, errComponent, count, oldest, newest }) => ({
        ...{ method, name, err_code: errCode, err_component: errComponent, count },
        oldest: time(oldest),
        newest: time(newest),
      })),
      more,
    });
  });
}
