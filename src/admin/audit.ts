import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PageOf, answers, paged, success } from './envelope.ts';
import { Id, OperatorId, Query, Time, paging, span, spanOf, time } from './field.ts';

const Entry = Type.Object({
  id: Id,
  created_at: Time,
  operator: Type.String({ description: 'who' }),
  operator_id: Type.Integer(),
  ip: Type.String({ description: 'from where' }),
  action: Type.String({ description: 'rule.add, secret.change, suspend.recover, …' }),
  target: Type.String(),
  before: Type.Unknown({ description: 'secrets as hashes' }),
  after: Type.Unknown({ description: 'secrets as hashes' }),
});

const MOST_BROKEN = 1000;

const Verification = Type.Object({
  checked: Type.Integer({ description: 'entries' }),
  intact: Type.Boolean({ description: 'all are as they were written, and none is missing' }),
  broken: Type.Array(Id, { description: `ids of entries that were changed, or are missing; at most ${MOST_BROKEN}` }),
  broken_count: Type.Integer(),
});

/** Who changed what. */
export function addAuditRoutes(app: AdminApp, deps: AdminDeps): void {
  addPage(app, deps);
  addVerify(app, deps);
}

function addVerify(app: AdminApp, { store }: AdminDeps): void {
  /** All who ask while the chain is walked get what that finds: it reads every entry. */
  let underWay: ReturnType<typeof store.audit.verify> | undefined;
  const schema = {
    summary: 'Walk the chain of the audit log, all of it; finds any change',
    response: answers(Verification),
  };
  app.get('/audit/verify', { config: { role: 'admin' }, schema }, async () => {
    underWay ??= store.audit.verify().finally(() => (underWay = undefined));
    const { checked, broken } = await underWay;
    const intact = broken.length === 0;
    return success({ checked, intact, broken: broken.slice(0, MOST_BROKEN), broken_count: broken.length });
  });
}

function addPage(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'The audit log, newest first',
    querystring: Query({
      ...paging,
      action: Type.Optional(Type.String()),
      target: Type.Optional(Type.String()),
      operator_id: Type.Optional(OperatorId),
      ...span,
    }),
    response: answers(PageOf(Entry)),
  };
  app.get('/audit/page', { config: { role: 'admin' }, schema }, async ({ query }) => {
    const { action, target, operator_id: operatorId } = query;
    const filter = {
      ...(action !== undefined && { action }),
      ...(target !== undefined && { target }),
      ...(operatorId !== undefined && { operatorId }),
      ...spanOf(query),
    };
    return paged(await store.audit.page(filter, query), query, ({ at, operatorId: by, ...entry }) => ({
      ...entry,
      operator_id: by,
      created_at: time(at),
    }));
  });
}
