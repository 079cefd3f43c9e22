import type { JsonObject } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import type { RunIds } from './engine.ts';
import { writeState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import type { KeptRunPatch, NewKeptRun, RunHandle, RunStatus } from './port.ts';
import type { RunLog } from './run-log.ts';

/** The state of a run between two layers, or at its end. */
export interface RunSnapshot extends Pick<KeptState, 'failed' | 'responded' | 'pendingAnswer'> {
  readonly rule: CompiledRule;
  readonly ids: RunIds;
  /** The layer to go on with, from 1. */
  readonly layer: number;
  readonly data: JsonObject;
  readonly handle: RunHandle;
  readonly log: RunLog;
}

/** What a checkpoint writes. */
export async function patchOf(run: RunSnapshot): Promise<KeptRunPatch & { state: string }> {
  return { curStep: run.layer, state: await writeState(stateOf(run)) };
}

/** What the end writes: nothing is left to go on with. */
export function endPatch(log: RunLog, failure: Failure | undefined): KeptRunPatch {
  const error = failure?.error;
  return {
    curStep: log.cur_step,
    state: '',
    errCode: error?.code ?? null,
    errMsg: error?.message ?? null,
    errComponent: failure?.component ?? null,
    recoverAt: null,
  };
}

/** The row of a run that was not kept so far. */
export function newRow(
  run: RunSnapshot,
  status: RunStatus,
  owner: string,
  { recoverAt, state }: Pick<NewKeptRun, 'recoverAt' | 'state'>,
): NewKeptRun {
  const { rule, ids, log } = run;
  return {
    trx: ids.trx,
    logId: ids.logId,
    method: log.method,
    path: log.path,
    version: rule.version,
    status,
    cause: null,
    step: rule.layers.length,
    curStep: run.layer,
    errCode: null,
    errMsg: null,
    errComponent: null,
    state,
    recoverCount: 0,
    owner,
    recoverAt,
    keyed: ids.keyed,
  };
}

function stateOf({ rule, data, handle, failed, responded, pendingAnswer, log }: RunSnapshot): KeptState {
  return {
    rule: { name: rule.name, method: rule.method, desc: rule.desc, rule: rule.source },
    data,
    scriptData: Object.fromEntries(handle.data),
    steps: Object.fromEntries(handle.steps),
    requests: Object.fromEntries(handle.requests),
    failed,
    responded,
    pendingAnswer,
    log,
  };
}
