import { Type } from 'typebox';
import type { KeptEdit } from '../engine/engine.ts';
import type { KeptRun } from '../engine/port.ts';
import { wrongField } from '../error.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { Caller } from './authenticate.ts';
import { tellingWhoChanged } from './changed-meanwhile.ts';
import { PageOf, answers, paged } from './envelope.ts';
import { successOfAnySize } from './large-answer.ts';
import { Body, EXAMPLE_TRX, Id, MergePatch, Nullable, Query, Trx, paging } from './field.ts';
import {
  GoOnVersion,
  Revision,
  keptChange,
  keptFilterFields,
  keptRunFields,
  keptRunHead,
  keptViewFields,
  needsDeveloper,
  runFilter,
} from './kept-run.ts';
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
    querystring: Query({ id: Type.Optional(Id), trx: Type.Optional(Trx) }),
    response: answers(Suspension),
  };
  app.get('/suspend', { config: { role: 'viewer' }, schema }, async ({ query }, reply) =>
    successOfAnySize(reply, await keptRunView(deps, await find(deps, query, 'query'))),
  );
}

/** @throws StepgateError 000404, 000400 neither id nor trx. */
async function find(
  { store: { runs } }: AdminDeps,
  { id, trx }: { readonly id?: number; readonly trx?: string },
  place: 'query' | 'body',
): Promise<KeptRun> {
  const by = { ...(id !== undefined && { id }), ...(trx !== undefined && { trx }) };
  if (id === undefined && trx === undefined) {
    throw wrongField(`request.${place}.trx`, 'is required: give trx or id');
  }
  const found = id === undefined ? await runs.get(trx ?? '') : await runs.getById(id);
  if (!found || (trx !== undefined && found.trx !== trx)) throw noSuch('kept run', by);
  return found;
}

function addPage(app: AdminApp, { store, prefix }: AdminDeps): void {
  const schema = {
    summary: 'Kept runs, newest first',
    querystring: Query({ ...paging, ...keptFilterFields }),
    response: answers(PageOf(Type.Object(keptRunFields))),
  };
  app.get('/suspend/page', { config: { role: 'viewer' }, schema }, async ({ query }) =>
    paged(await store.runs.page(runFilter(query, prefix), query), query, keptRunHead),
  );
}

function addEdit(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Edit a suspended run before its recovery; rule and version need the role developer',
    body: Body(
      {
        id: Type.Optional(Id),
        trx: Type.Optional(Type.String()),
        data: Type.Optional(MergePatch),
        rule: Type.Optional(RuleText),
        version: Type.Optional(GoOnVersion),
        revision: Type.Optional(Revision),
        cur_step: Type.Optional(Type.Integer({ minimum: 1 })),
        err_names: Type.Optional(
          Type.Array(Type.String(), {
            description: 'in full: fulfil/courier, reserve[3]; a flow or a loop itself: all of it runs again',
          }),
        ),
      },
      { trx: EXAMPLE_TRX, data: { user: { id: 'u42' } }, version: 'active' },
    ),
    response: answers(Suspension),
  };
  app.put('/suspend', { config: { role: 'operator' }, schema }, async ({ body, caller }, reply) => {
    const edit = editOf(body, caller);
    const row = await find(deps, body, 'body');
    await tellingWhoChanged(deps, row.trx, body.revision, () => deps.engine.edit(row, edit, caller.operator));
    return successOfAnySize(reply, await keptRunView(deps, await find(deps, { id: row.id }, 'body')));
  });
}

interface EditBody {
  readonly revision?: number;
  readonly data?: Record<string, unknown>;
  readonly rule?: string | Record<string, unknown>;
  readonly version?: string;
  readonly cur_step?: number;
  readonly err_names?: readonly string[];
}

/** @throws StepgateError 000403, 000400. */
function editOf(body: EditBody, caller: Caller): KeptEdit {
  const { rule, version, cur_step: curStep, err_names: errNames } = body;
  if (rule !== undefined) needsDeveloper(caller.role, 'request.body.rule');
  if (version !== undefined) needsDeveloper(caller.role, 'request.body.version');
  if (rule !== undefined && version !== undefined) {
    throw wrongField('request.body.version', 'does not come with rule: give one of the two');
  }
  return {
    ...keptChange(body, caller),
    ...(rule !== undefined && { rule: ruleObject(rule) }),
    ...(curStep !== undefined && { curStep }),
    ...(errNames !== undefined && { errNames }),
  };
}

function addPreview(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'What a recovery would run, and which placeholders would be null; runs nothing',
    body: Body(
      {
        trx: Type.String(),
        data: Type.Optional(MergePatch),
        version: Type.Optional(GoOnVersion),
        revision: Type.Optional(Revision),
      },
      { trx: EXAMPLE_TRX, data: { user: { id: 'u42' } } },
    ),
    response: answers(
      Type.Object({
        components: Type.Array(
          Type.Object({
            layer: Type.Integer({ description: "of the rule's own" }),
            name: Type.String({ description: 'in full: fulfil/courier, reserve[3]' }),
            type: Type.String(),
            url: Type.String(),
            method: Type.Unknown(),
            input: Type.Unknown(),
            skipped: Type.Unknown({ description: 'null: depends on outputs that are not there yet' }),
          }),
        ),
        missing: Type.Array(
          Type.Object({
            layer: Nullable(Type.Integer({ description: 'null: of the response' })),
            component: Nullable(Type.String({ description: 'null: of the response' })),
            pointer: Type.String(),
            placeholder: Type.String(),
          }),
        ),
      }),
    ),
  };
  app.post('/suspend/preview', { config: { role: 'operator' }, schema }, async ({ body, caller }, reply) => {
    const { trx, revision } = body;
    const preview = () => deps.engine.preview(trx, keptChange(body, caller));
    const { components, missing } = await tellingWhoChanged(deps, trx, revision, preview);
    return successOfAnySize(reply, { components: [...components], missing: [...missing] });
  });
}

/** A kept run, with what operators see of its state. */
export async function keptRunView({ engine, store }: AdminDeps, run: KeptRun) {
  const metadata = (await store.metadata([run.trx])).get(run.trx);
  const head = keptRunHead({ ...run, ...(metadata && { metadata }) });
  // A run that has ended keeps its outcome only.
  if (run.state === '') return { ...head, rule: null, data: null, err_names: null };
  const { rule, data, errNames } = await engine.view(run.state);
  return { ...head, rule: { ...rule }, data: { ...data }, err_names: errNames && [...errNames] };
}
