import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PageOf, answers, paged } from './envelope.ts';
import { AnyObject, Nullable, Query, paging } from './field.ts';
import { Status, runFilter, runFilterFields } from './kept-run.ts';
import { successOfAnySize } from './large-answer.ts';
import { noSuch } from './version.ts';

const fields = {
  trx: Type.String(),
  log_id: Type.String(),
  method: Type.String(),
  path: Type.String(),
  version: Type.String(),
  status: Status,
  step: Type.Integer({ description: 'number of layers' }),
  cur_step: Type.Integer({ description: 'the layer reached' }),
  error: Nullable(AnyObject),
  start_datetime: Type.String(),
  resp_datetime: Nullable(Type.String()),
  end_datetime: Nullable(Type.String()),
  resp_time: Nullable(Type.Number({ description: 'milliseconds' })),
  run_time: Nullable(Type.Number({ description: 'milliseconds' })),
};

const shape = {
  additionalProperties: true,
  description: 'one document per run; step_logs holds a layer each, with component_logs',
};

const RunLog = Type.Object(
  {
    ...fields,
    request: Type.Unknown(),
    response: Type.Unknown(),
    step_logs: Type.Array(AnyObject),
    warnings: Type.Optional(Type.Array(AnyObject)),
    recoveries: Type.Array(AnyObject),
    truncated: Type.Optional(Type.Boolean()),
  },
  shape,
);

/** What was recorded of runs. */
export function addRunLogRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app, deps);
  addPage(app, deps);
}

function addRead(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'The log of a run',
    querystring: Query({ trx: Type.String() }),
    response: answers(RunLog),
  };
  app.get('/run_log', { config: { role: 'viewer' }, schema }, async ({ query: { trx } }, reply) => {
    const log = await store.runLogs.get(trx);
    if (!log) throw noSuch('run log', { trx });
    return successOfAnySize(reply, log as unknown as Static<typeof RunLog>);
  });
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
    response: answers(PageOf(Type.Object(fields, { additionalProperties: true }))),
  };
  app.get('/run_log/page', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { min_run_time: minRunTime, ...rest } = query;
    const filter = { ...runFilter(rest, prefix), ...(minRunTime !== undefined && { minRunTime }) };
    const found = await store.runLogs.page(filter, query);
    return paged(found, query, (head) => head as Static<typeof RunLog>);
  });
}
