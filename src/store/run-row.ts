import type { Selectable } from 'kysely';
import type { KeptRun, KeptRunHead, KeptRunPatch, NewKeptRun, RunStatus } from '../engine/port.ts';
import { cut } from './cut.ts';
import { sha256 } from './sha256.ts';
import { pathColumn, wordColumn } from './run-log-row.ts';
import type { RunColumns } from './run-statements.ts';
import type { RunTable } from './schema.ts';

/** A message longer than that is cut: a statement holds it, whatever it says. */
const MESSAGE_CHARACTERS = 2 ** 15;

/** Columns without the state, which may be large, and the answer to repeated requests. */
export const HEAD = [
  ...(['id', 'trx', 'log_id', 'method', 'path', 'path_cut', 'version', 'status', 'cause', 'step', 'cur_step'] as const),
  ...(['err_code', 'err_code_cut', 'err_msg', 'err_component'] as const),
  ...(['recover_count', 'recover_at', 'epoch', 'owner', 'lease_until', 'change_id', 'pausing'] as const),
  ...(['created_at', 'updated_at', 'owed_at', 'state_pieces'] as const),
];

/** A kept run without its state. */
export type RunHeadRow = Pick<Selectable<RunTable>, (typeof HEAD)[number]> & { status: RunStatus };

export type RunRow = RunHeadRow & Pick<RunTable, 'state' | 'owed_log'>;

/** The columns of a new run, as far as it says them itself; the rest is the store's. */
export function toRow(run: NewKeptRun) {
  const { trx, logId: log_id, method, path, status, version, step, curStep: cur_step } = run;
  const own = { trx, log_id, method, path, path_cut: pathColumn(path), status, version, step, cur_step };
  const { parent } = run;
  const by = { parent_trx: parent?.trx ?? null, parent_key: parent ? sha256(parent.key) : null };
  return { ...columnsOf(run), ...own, ...by, recover_count: run.recoverCount } as const;
}

/** The columns that a change writes; not the state's. */
export function patchToRow(patch: KeptRunPatch): RunColumns {
  return { ...columnsOf(patch), epoch: patch.epoch };
}

function columnsOf(patch: KeptRunPatch) {
  return {
    version: patch.version,
    cause: patch.cause,
    step: patch.step,
    cur_step: patch.curStep,
    err_code: patch.errCode,
    err_code_cut: patch.errCode && wordColumn(patch.errCode),
    err_msg: patch.errMsg && cut(patch.errMsg, MESSAGE_CHARACTERS),
    err_component: patch.errComponent,
    err_component_cut: patch.errComponent && wordColumn(patch.errComponent),
    recover_count: patch.recoverCount,
    recover_at: patch.recoverAt,
    promised: patch.promised,
  };
}

/** A kept run, whose state was opened. */
export function fromRow(row: RunRow, state: string): KeptRun {
  return { ...headFromRow(row), state };
}

/** A kept run without its state. */
export function headFromRow(row: RunHeadRow): KeptRunHead {
  return {
    id: row.id,
    trx: row.trx,
    logId: row.log_id,
    method: row.method,
    path: row.path,
    version: row.version,
    status: row.status,
    cause: row.cause,
    step: row.step,
    curStep: row.cur_step,
    errCode: row.err_code,
    errMsg: row.err_msg,
    errComponent: row.err_component,
    recoverCount: row.recover_count,
    epoch: row.epoch,
    owner: row.owner,
    leaseUntil: row.lease_until,
    recoverAt: row.recover_at,
    ...(row.pausing === 1 && { isPaused: true }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
