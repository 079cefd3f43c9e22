import type { Selectable } from 'kysely';
import type { KeptRun, KeptRunPatch, NewKeptRun } from '../engine/port.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Keyring } from './keyring.ts';
import { pathColumn, wordColumn } from './run-log-row.ts';
import type { RunTable } from './schema.ts';
import { seal, unseal } from './seal.ts';
import { parseJsonText } from '../json-text.ts';

const EMPTY = Buffer.alloc(0);

export type RunRow = Selectable<RunTable>;

/** What a new run says of itself; the rest is the store's. */
type NewColumns = Omit<
  RunRow,
  'id' | 'epoch' | 'owner' | 'lease_until' | 'change_id' | 'created_at' | 'updated_at' | 'owed_log' | 'owed_at'
>;

/** Kept runs as rows: `state` is sealed, bound to its trx, so that nothing of a run's context lies readable. */
export interface RunRows {
  toRow(run: NewKeptRun): NewColumns;
  /** What a write owes to the run logs, sealed. */
  logToRow(trx: string, log: RunLog): Uint8Array;
  /** @throws as `fromRow`. */
  logFromRow(trx: string, log: Uint8Array): RunLog;
  /** @throws an Error when the state was changed or belongs to another run. */
  fromRow(row: RunRow): KeptRun;
  patchToRow(trx: string, patch: KeptRunPatch): Partial<RunRow>;
}

/** Rows under the keyring's key for runs. */
export function createRunRows(keyring: Keyring): RunRows {
  return {
    toRow: (run) => ({
      trx: run.trx,
      log_id: run.logId,
      method: run.method,
      path: run.path,
      path_cut: pathColumn(run.path),
      version: run.version,
      status: run.status,
      cause: run.cause,
      step: run.step,
      cur_step: run.curStep,
      err_code: run.errCode,
      err_code_cut: run.errCode && wordColumn(run.errCode),
      err_msg: run.errMsg,
      err_component: run.errComponent,
      recover_count: run.recoverCount,
      recover_at: run.recoverAt,
      state: sealState(keyring, run.trx, run.state),
    }),
    logToRow: (trx, log) => sealState(keyring, `${trx}:log`, JSON.stringify(log)),
    logFromRow: (trx, log) => parseJsonText(openState(keyring, `${trx}:log`, log)) as unknown as RunLog,
    fromRow: (row) => fromRow(row, openState(keyring, row.trx, row.state)),
    patchToRow: (trx, patch) =>
      withoutUndefined({
        version: patch.version,
        cause: patch.cause,
        step: patch.step,
        cur_step: patch.curStep,
        err_code: patch.errCode,
        err_code_cut: patch.errCode && wordColumn(patch.errCode),
        err_msg: patch.errMsg,
        err_component: patch.errComponent,
        recover_count: patch.recoverCount,
        epoch: patch.epoch,
        recover_at: patch.recoverAt,
        state: patch.state === undefined ? undefined : sealState(keyring, trx, patch.state),
      }),
  };
}

/** The empty state stays empty: a run that has ended has none. */
function sealState(keyring: Keyring, trx: string, state: string): Uint8Array {
  return state === '' ? EMPTY : seal(keyring.dataKey('run'), `run:${trx}`, Buffer.from(state));
}

function openState(keyring: Keyring, trx: string, state: Uint8Array): string {
  if (state.length === 0) return '';
  const opened = unseal(keyring.dataKey('run'), `run:${trx}`, state);
  if (!opened) throw new Error(`the kept state of run ${trx} does not open: its row was changed outside Stepgate`);
  return opened.toString();
}

function fromRow(row: RunRow, state: string): KeptRun {
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
    state,
    recoverCount: row.recover_count,
    epoch: row.epoch,
    owner: row.owner,
    leaseUntil: row.lease_until,
    recoverAt: row.recover_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
