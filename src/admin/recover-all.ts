import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import type { BulkRecovery } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { recoverEach } from './bulk-recovery.ts';
import { foundTrxs } from './each-run.ts';
import { answers, success } from './envelope.ts';
import { Body, Filter, Nullable, OneOf, Query, Time, time } from './field.ts';
import { GoOnVersion, atOnce, keptChange, keptFilterFields, limitOf, runFilter, trxsField } from './kept-run.ts';
import { noSuch } from './version.ts';

const filterFields = { ...keptFilterFields, ...trxsField };

const Progress = Type.Object({
  id: Type.String(),
  state: OneOf(['running', 'done', 'stopped'], 'stopped: its process ended before it was done'),
  operator: Type.String(),
  accepted: Type.Integer(),
  succeeded: Type.Integer(),
  failed: Type.Integer({ description: 'suspended again, ended without success, or not resumed' }),
  left: Type.Integer(),
  failures: Type.Array(
    Type.Object({
      trx: Type.String(),
      err_code: Nullable(Type.String()),
      err_msg: Nullable(Type.String()),
      err_component: Nullable(Type.String()),
    }),
    { description: 'the first 100' },
  ),
  started_at: Time,
  ended_at: Nullable(Time),
});

/** Recovery of many suspended runs in the background. */
export function addRecoverAllRoutes(app: AdminApp, deps: AdminDeps): void {
  addStart(app, deps);
  addProgress(app, deps);
}

function addStart(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Resume the suspended runs that a filter finds, in the background',
    body: Body(
      {
        filter: Filter(filterFields, { default: {} }),
        limit: atOnce,
        version: Type.Optional(GoOnVersion),
      },
      { filter: { path: 'api/v1/register', err_component: 'coupon' }, limit: 100 },
    ),
    response: answers(Type.Object({ id: Type.String(), accepted: Type.Integer() })),
  };
  app.post('/suspend/recover_all', { config: { role: 'operator' }, schema }, async ({ body, caller }) => {
    const { filter, version } = body;
    const change = keptChange(body, caller);
    await refuseUnknown(deps, version);
    const trxs = await suspended(deps, filter, limitOf(body));
    const id = randomUUID();
    await deps.store.bulkRecoveries.begin(id, trxs.length, caller.username);
    void recoverEach(deps, id, trxs, change, caller.operator);
    return success({ id, accepted: trxs.length });
  });
}

function addProgress(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'How far such a recovery is',
    querystring: Query({ id: Type.String({ examples: ['6f1c2d3e-4b5a-4c6d-8e7f-901a2b3c4d5e'] }) }),
    response: answers(Progress),
  };
  app.get('/suspend/recover_all', { config: { role: 'viewer' }, schema }, async ({ query: { id } }) => {
    const found = await store.bulkRecoveries.get(id);
    if (!found) throw noSuch('recovery', { id });
    return success(shown(found));
  });
}

function shown({ failures, startedAt, endedAt, ...rest }: BulkRecovery) {
  return {
    ...rest,
    left: rest.accepted - rest.succeeded - rest.failed,
    failures: failures.map(({ trx, errCode, errMsg, errComponent }) => ({
      ...{ trx, err_code: errCode, err_msg: errMsg, err_component: errComponent },
    })),
    started_at: time(startedAt),
    ended_at: endedAt === null ? null : time(endedAt),
  };
}

/** What no run could go on with is said at once. @throws StepgateError 000404. */
async function refuseUnknown({ store }: AdminDeps, version: string | undefined): Promise<void> {
  if (version === undefined || version === 'active' || (await store.rules.get({ version }))) return;
  throw noSuch('rule', { version });
}

async function suspended(deps: AdminDeps, fields: Parameters<typeof runFilter>[0], limit: number): Promise<string[]> {
  // The filter of a page may say which status it shows; only suspended runs can be resumed.
  if (fields.status !== undefined && fields.status !== 'suspended') return [];
  return foundTrxs(deps, runFilter({ ...fields, status: 'suspended' }, deps.prefix), limit);
}
