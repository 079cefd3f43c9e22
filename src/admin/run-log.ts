import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PageOf, answers, paged } from './envelope.ts';
import { Query, Trx, paging } from './field.ts';
import { Status, runFilter, runFilterFields } from './kept-run.ts';
import { serializeAsItIs, successOfAnySize } from './large-answer.ts';
import { RunLog, runLogHead } from './run-log-fields.ts';
import { noSuch } from './version.ts';

/** What was recorded of runs. */
export function addRunLogRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app, deps);
  addPage(app, deps);
}

function addRead(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'The log of a run',
    querystring: Query({ trx: Trx }),
    response: answers(RunLog),
  };
  app.get(
    '/run_log',
    { config: { role: 'viewer' }, schema, serializerCompiler: serializeAsItIs },
    async ({ query: { trx } }, reply) => {
      const log = await store.runLogs.get(trx);
      if (!log) throw noSuch('run log', { trx });
      return successOfAnySize(reply, log as unknown as Static<typeof RunLog>);
    },
  );
}

function addPage(app: AdminApp, { store, prefix }: AdminDeps): void {
  const schema = {
    summary: 'Logs of runs without their layers, newest first',
    querystring: Query({
      ...paging,
      ...runFilterFields,
      status: Type.Optional(Status),
      min_run_time: Type.Optional(Type.Number({ minimum: 0, description: 'milliseconds' })),
    }),
    response: answers(PageOf(Type.Object(runLogHead))),
  };
  app.get(
    '/run_log/page',
    { config: { role: 'viewer' }, schema, serializerCompiler: serializeAsItIs },
    async ({ query }) => {
      const { min_run_time: minRunTime, ...rest } = query;
      const filter = { ...runFilter(rest, prefix), ...(minRunTime !== undefined && { minRunTime }) };
      const found = await store.runLogs.page(filter, query);
      return paged(found, query, (head) => head as Static<typeof RunLog>);
    },
  );
}
