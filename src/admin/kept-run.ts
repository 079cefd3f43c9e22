import { Type } from 'typebox';
import type { KeptChange } from '../engine/engine.ts';
import type { KeptRunHead, RunStatus } from '../engine/port.ts';
import { runStatuses } from '../engine/run-status.ts';
import { StepgateError, wrongField } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { Role } from '../store/accounts.ts';
import type { KeptRunFilter } from '../store/store.ts';
import type { Caller } from './authenticate.ts';
import {
  AnyObject,
  Id,
  NotedOfRun,
  Nullable,
  OneOf,
  Time,
  span,
  spanOf,
  metadataFilter,
  metadataOf,
  time,
} from './field.ts';
import { mayDo } from './role.ts';

export const Status = OneOf(runStatuses);

/** What lists show of a kept run. */
export const keptRunFields = {
  id: Id,
  trx: Type.String(),
  log_id: Type.String(),
  method: Type.String(),
  path: Type.String({ description: 'of the request' }),
  version: Type.String(),
  status: Status,
  cause: Nullable(Type.String()),
  step: Type.Integer({ description: 'number of layers' }),
  cur_step: Type.Integer({ description: 'the layer to go on with, from 1' }),
  err_code: Nullable(Type.String()),
  err_msg: Nullable(Type.String()),
  err_component: Nullable(Type.String({ description: 'in full: fulfil/courier, reserve[3]' })),
  recover_count: Type.Integer(),
  metadata: NotedOfRun,
  revision: Type.Integer({ description: 'another one after each change' }),
  created_at: Time,
  updated_at: Time,
};

/** What an operator also sees, and edits, of one kept run. Null once the run has ended. */
export const keptViewFields = {
  rule: Nullable(AnyObject),
  data: Nullable(AnyObject),
  err_names: Nullable(
    Type.Array(Type.String(), {
      description:
        'components of the layer cur_step that have to run, in full where inside others: fulfil/courier, reserve[3]; null: all of them',
    }),
  ),
};

/** A kept run as lists show it. */
export function keptRunHead(run: KeptRunHead) {
  return {
    id: run.id,
    trx: run.trx,
    log_id: run.logId,
    method: run.method,
    path: run.path,
    version: run.version,
    status: run.status,
    cause: run.cause,
    step: run.step,
    cur_step: run.curStep,
    err_code: run.errCode,
    err_msg: run.errMsg,
    err_component: run.errComponent,
    recover_count: run.recoverCount,
    ...(run.metadata && { metadata: run.metadata }),
    revision: run.epoch,
    created_at: time(run.createdAt),
    updated_at: time(run.updatedAt),
  };
}

/** Filters of lists of runs, status apart. */
export const runFilterFields = {
  trx: Type.Optional(Type.String()),
  method: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  log_id: Type.Optional(Type.String()),
  err_code: Type.Optional(Type.String()),
  ...metadataFilter,
  ...span,
};

/** The same of kept runs: an empty error code or component finds those without one. */
export const keptFilterFields = {
  ...runFilterFields,
  err_code: Type.Optional(Type.String({ description: 'empty: runs without one' })),
  err_component: Type.Optional(Type.String({ description: 'empty: runs without one' })),
  rule: Type.Optional(
    Type.String({
      description: "a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted",
    }),
  ),
  status: Type.Optional(Status),
};

const MOST_TRXS = 1000;
const LIMIT = 100;

/** A filter of chosen runs. */
export const trxsField = {
  trxs: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: MOST_TRXS, description: 'one of these' })),
};

/** How many runs a call is about, at most. */
export const atOnce = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 10_000, description: `without: the number of trxs, else ${LIMIT}` }),
);

/** The same of a body. */
export function limitOf({
  limit,
  filter,
}: {
  readonly limit?: number;
  readonly filter: { readonly trxs?: readonly string[] };
}): number {
  return limit ?? filter.trxs?.length ?? LIMIT;
}

interface RunFilterFields {
  readonly trx?: string;
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  readonly log_id?: string;
  readonly err_code?: string;
  readonly err_component?: string;
  readonly rule?: string;
  readonly trxs?: readonly string[];
  readonly status?: RunStatus;
  readonly start?: string;
  readonly end?: string;
}

/** The store's filter of such fields. A path without a leading slash is one under `prefix`: a rule's name. */
export function runFilter(fields: RunFilterFields, prefix: string): KeptRunFilter {
  const { trx, trxs, method, path, version, log_id, err_code, err_component, rule, status, ...rest } = fields;
  return {
    ...(trx !== undefined && { trx }),
    ...(trxs !== undefined && { trxs }),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(path !== undefined && { path: path.startsWith('/') ? path : `${prefix}/${path}` }),
    ...(version !== undefined && { version }),
    ...(log_id !== undefined && { logId: log_id }),
    ...(err_code !== undefined && { errCode: err_code }),
    ...(err_component !== undefined && { errComponent: err_component }),
    ...(rule !== undefined && { rule: ruleOf(rule, prefix) }),
    ...(status !== undefined && { status }),
    ...metadataOf(rest),
    ...spanOf(rest),
  };
}

/** What `rule` of a filter names; the name may be written as a path. */
function ruleOf(rule: string, prefix: string): NonNullable<KeptRunFilter['rule']> | null {
  if (rule === '') return null;
  const [, method, path = ''] = /^(?:([A-Za-z]+) +)?(.*)$/.exec(rule) ?? [];
  const name = path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path;
  return { name, ...(method !== undefined && { method: method.toUpperCase() }) };
}

/** `version` of a body: which one of its rule a kept run goes on with. */
export const GoOnVersion = Type.String({ minLength: 1, description: '`active`, or the name of a version' });

/** `revision` of a body. */
export const Revision = Type.Integer({
  minimum: 0,
  description: '`revision` as it was read: refused with 409, and who was it, when the run has changed since',
});

const VERSION = /^V[0-9A-F]{32}$/;

interface ChangeBody {
  readonly data?: Record<string, unknown>;
  readonly version?: string;
  readonly revision?: number;
}

/**
 * What a caller may change of a kept run. An operator may take the rule as it is active now, and no other: with any
 * rule of his choice he could have secrets sent to his own server.
 * @throws StepgateError 000403; 000400 a version that is none.
 */
export function keptChange({ data, version, revision }: ChangeBody, { role }: Pick<Caller, 'role'>): KeptChange {
  if (version !== undefined && version !== 'active') refuseVersion(version, role);
  return {
    ...(data !== undefined && { data: data as JsonObject }),
    ...(version !== undefined && { version }),
    ...(revision !== undefined && { revision }),
    mayRedirect: mayDo(role, 'developer'),
  };
}

function refuseVersion(version: string, role: Role): void {
  needsDeveloper(role, 'request.body.version');
  if (VERSION.test(version)) return;
  throw wrongField('request.body.version', 'must be `active`, or the name of a version: V and 32 digits');
}

/** @throws StepgateError 000403 for a field that needs the role developer. */
export function needsDeveloper(role: Role, path: string): void {
  if (mayDo(role, 'developer')) return;
  const note = path.endsWith('version')
    ? '; an operator may name only "active" in preview, recover and recover_all'
    : '';
  throw new StepgateError('000403', `${path} needs the role developer, and the caller is ${role}${note}`);
}
