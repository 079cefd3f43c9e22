import { Type } from 'typebox';
import type { KeptEdit } from '../engine/engine.ts';
import type { KeptRun } from '../engine/port.ts';
import { StepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PageOf, answers, paged, success } from './envelope.ts';
import { AnyObject, Body, Id, Query, paging } from './field.ts';
import { Status, keptRunFields, keptRunHead, keptViewFields, runFilter, runFilterFields } from './kept-run.ts';
import { RuleText, ruleObject } from './rule-document.ts';
import { noSuch } from './version.ts';

const Suspension = Type.Object({ ...keptRunFields, ...keptViewFields });

/** Kept runs: read, look ahead, edit. */
export function addSuspendRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app, deps);
  addPage(app, deps);
  addEdit(app, deps);
  addPreview(app, deps);
}

function addRead(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'One kept run, by id or trx',
    querystring: Query({ id: Type.Optional(Id), trx: Type.Optional(Type.String()) }),
    response: answers(Suspension),
  };
  app.get('/suspend', { config: { role: 'viewer' }, schema }, async ({ query: { id, trx } }) => {
    const { runs } = deps.store;
    if (id !== undefined) return success(shown(deps, (await runs.getById(id)) ?? missing({ id })));
    if (trx !== undefined) return success(shown(deps, (await runs.get(trx)) ?? missing({ trx })));
    const detail = { path: 'request.query.trx', message: 'is required: give trx or id' };
    throw new StepgateError('000400', `${detail.path} ${detail.message}`, { errors: [detail] });
  });
}

function addPage(app: AdminApp, { store, prefix }: AdminDeps): void {
  const schema = {
    summary: 'Kept runs, newest first',
    querystring: Query({ ...paging, ...runFilterFields, status: Type.Optional(Status) }),
    response: answers(PageOf(Type.Object(keptRunFields))),
  };
  app.get('/suspend/page', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { page, count, ...filter } = query;
    return paged(await store.runs.page(runFilter(filter, prefix), page, count), query, keptRunHead);
  });
}

function addEdit(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Edit a suspended run before its recovery',
    body: Body({
      id: Id,
      data: Type.Optional(AnyObject),
      rule: Type.Optional(RuleText),
      cur_step: Type.Optional(Type.Integer({ minimum: 1 })),
      err_names: Type.Optional(Type.Array(Type.String())),
    }),
    response: answers(Suspension),
  };
  app.put('/suspend', { config: { role: 'operator' }, schema }, async ({ body, caller }) => {
    const { id, data, rule, cur_step: curStep, err_names: errNames } = body;
    const edit: KeptEdit = {
      ...(data !== undefined && { data: data as JsonObject }),
      ...(rule !== undefined && { rule: ruleObject(rule) }),
      ...(curStep !== undefined && { curStep }),
      ...(errNames !== undefined && { errNames }),
    };
    await deps.engine.edit(id, edit, caller.operator);
    return success(shown(deps, (await deps.store.runs.getById(id)) ?? missing({ id })));
  });
}

function addPreview(app: AdminApp, { engine }: AdminDeps): void {
  const schema = {
    summary: 'What a recovery would run, and which placeholders would be null; runs nothing',
    body: Body({ trx: Type.String(), data: Type.Optional(AnyObject) }),
    response: answers(
      Type.Object({
        components: Type.Array(
          Type.Object({
            layer: Type.Integer(),
            name: Type.String(),
            type: Type.String(),
            url: Type.String(),
            method: Type.Unknown(),
            input: Type.Unknown(),
            skipped: Type.Unknown({ description: 'null: depends on outputs that are not there yet' }),
          }),
        ),
        missing: Type.Array(
          Type.Object({
            layer: Type.Integer(),
            component: Type.String(),
            pointer: Type.String(),
            placeholder: Type.String(),
          }),
        ),
      }),
    ),
  };
  app.post('/suspend/preview', { config: { role: 'operator' }, schema }, async ({ body: { trx, data = {} } }) => {
    const { components, missing } = await engine.preview(trx, data as JsonObject);
    return success({ components: [...components], missing: [...missing] });
  });
}

function shown({ engine }: AdminDeps, run: KeptRun) {
  // A run that has ended keeps its outcome only.
  if (run.state === '') return { ...keptRunHead(run), rule: null, data: null, err_names: null };
  const { rule, data, errNames } = engine.view(run.state);
  return { ...keptRunHead(run), rule: { ...rule }, data: { ...data }, err_names: errNames && [...errNames] };
}

function missing(by: object): never {
  throw noSuch('kept run', by);
}
