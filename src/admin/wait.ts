import { Type } from 'typebox';
import { WAIT_STATUSES } from '../engine/wait-port.ts';
import type { Wait } from '../engine/wait-port.ts';
import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { WAIT_KINDS, WAIT_ROLES } from '../rule/wait-types.ts';
import type { WaitHead } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { Caller } from './authenticate.ts';
import { PageOf, answers, paged, success } from './envelope.ts';
import {
  AnyObject,
  Body,
  EXAMPLE_TRX,
  Nullable,
  OneOf,
  Query,
  NotedOfRun,
  Time,
  metadataFilter,
  metadataOf,
  paging,
  time,
} from './field.ts';
import { mayDo } from './role.ts';

const Kind = OneOf(WAIT_KINDS);
const Status = OneOf(WAIT_STATUSES);

const WaitEntry = Type.Object({
  trx: Type.String(),
  component: Type.String({ description: 'in full: fulfil/courier, each[3]/pay' }),
  name: Type.String({ description: "the rule's" }),
  method: Type.String(),
  for: Kind,
  title: Nullable(Type.String()),
  roles: Type.Array(OneOf(WAIT_ROLES)),
  since: Nullable(Time),
  until: Nullable(Time),
  status: Status,
  metadata: NotedOfRun,
});

/** What runs wait for: lists, and completion by people. */
export function addWaitRoutes(app: AdminApp, { engine, store }: AdminDeps): void {
  const page = {
    summary: 'What runs wait for: callbacks, approvals, times; newest first',
    querystring: Query({
      ...paging,
      trx: Type.Optional(Type.String()),
      for: Type.Optional(Kind),
      name: Type.Optional(Type.String({ description: "the rule's" })),
      status: Type.Optional(Status),
      ...metadataFilter,
    }),
    response: answers(PageOf(WaitEntry)),
  };
  app.get('/wait/page', { config: { role: 'viewer' }, schema: page }, async ({ query }) => {
    const { trx, for: kind, name, status } = query;
    const filter = {
      ...(trx !== undefined && { trx }),
      ...(kind !== undefined && { kind }),
      ...(name !== undefined && { name }),
      ...(status !== undefined && { status }),
      ...metadataOf(query),
    };
    return paged(await store.waits.page(filter, query), query, shown);
  });
  const complete = {
    summary: 'Complete a wait: approve or refuse, or stand in for a callback',
    body: Body(
      {
        trx: Type.String(),
        component: Type.String({ description: 'in full, as the page shows it' }),
        approved: Type.Optional(Type.Boolean({ description: 'of an approval' })),
        comment: Type.Optional(Type.String({ maxLength: 10_000 })),
        form: Type.Optional(AnyObject),
        data: Type.Optional(Type.Unknown({ description: 'of a callback: what its body would have been' })),
      },
      { trx: EXAMPLE_TRX, component: 'approve', approved: true, comment: 'spoken with the customer' },
    ),
    response: answers(Type.Null()),
  };
  // Which role is needed says each wait.
  app.post('/wait/complete', { config: { role: 'viewer' }, schema: complete }, async ({ body, caller }) => {
    const { trx, component, approved, comment, form, data } = body;
    const given = {
      ...(approved !== undefined && { approved }),
      ...(comment !== undefined && { comment }),
      ...(form !== undefined && { form: form as Json }),
      ...(data !== undefined && { data: data as Json }),
    };
    await engine.waits.complete(trx, component, given, caller, (wait) => refuse(wait, caller));
    return success(null);
  });
}

/** @throws StepgateError 000403. */
function refuse({ kind, roles, component }: Wait, { role }: Caller): void {
  const needed = kind === 'approval' ? roles : (['operator'] as const);
  if (role === 'admin' || needed.some((one) => mayDo(role, one))) return;
  throw new StepgateError('000403', `${component} needs the role ${needed.join(' or ')}, and the caller is ${role}`);
}

function shown({ trx, component, name, method, kind, title, roles, since, until, status, metadata }: WaitHead) {
  const at = (ms: number | null): string | null => (ms === null ? null : time(ms));
  return {
    ...{ trx, component, name, method, for: kind, title },
    ...{ roles: [...roles], since: at(since), until: at(until), status },
    ...(metadata && { metadata }),
  };
}
