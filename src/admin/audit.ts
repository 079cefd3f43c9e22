import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PageOf, answers, paged } from './envelope.ts';
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

/** Who changed what. */
export function addAuditRoutes(app: AdminApp, { store }: AdminDeps): void {
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
