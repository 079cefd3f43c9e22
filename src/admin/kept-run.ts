import { Type } from 'typebox';
import type { KeptRun, RunFilter, RunStatus } from '../engine/port.ts';
import { AnyObject, Id, Nullable, OneOf, Time, span, spanOf, time } from './field.ts';

const statuses = [
  'running',
  'success',
  'failed',
  'broken',
  'suspended',
  'recovering',
  'cancelled',
] as const satisfies readonly RunStatus[];

export const Status = OneOf(statuses);

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
  err_component: Nullable(Type.String()),
  recover_count: Type.Integer(),
  created_at: Time,
  updated_at: Time,
};

/** What an operator also sees, and edits, of one kept run. Null once the run has ended. */
export const keptViewFields = {
  rule: Nullable(AnyObject),
  data: Nullable(AnyObject),
  err_names: Nullable(
    Type.Array(Type.String(), { description: 'components of the layer cur_step that have to run; null: all of them' }),
  ),
};

/** A kept run as lists show it. */
export function keptRunHead(run: KeptRun) {
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
  ...span,
};

interface RunFilterFields {
  readonly trx?: string;
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  readonly log_id?: string;
  readonly err_code?: string;
  readonly status?: RunStatus;
  readonly start?: string;
  readonly end?: string;
}

/** The store's filter of such fields. A path without a leading slash is one under `prefix`: a rule's name. */
export function runFilter(fields: RunFilterFields, prefix: string): RunFilter {
  const { trx, method, path, version, log_id, err_code, status, ...rest } = fields;
  return {
    ...(trx !== undefined && { trx }),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(path !== undefined && { path: path.startsWith('/') ? path : `${prefix}/${path}` }),
    ...(version !== undefined && { version }),
    ...(log_id !== undefined && { logId: log_id }),
    ...(err_code !== undefined && { errCode: err_code }),
    ...(status !== undefined && { status }),
    ...spanOf(rest),
  };
}
