import type { Answer, KeptView } from '../../../src/engine/engine.ts';
import type { EndedRun } from '../../../src/engine/ended-run.ts';
import type { KeptState } from '../../../src/engine/kept-state.ts';
import type { KeptRun } from '../../../src/engine/port.ts';
import type { RunLog } from '../../../src/engine/run-log.ts';
import { StepgateError } from '../../../src/error.ts';
import type { JsonObject } from '../../../src/json.ts';
import type { Seen, SeenAnswer, SeenCrash, SeenKept, SeenLog } from '../observation.ts';
import { partsToRun } from '../reference/ran.ts';
import type { Parts } from '../reference/ran.ts';

export function seenFailure(failure: EndedRun['failure']): Seen['failure'] {
  if (!failure) return null;
  const { error, component, layer } = failure;
  return { code: error.code, message: error.message, component, layer };
}

export function seenAnswer({ status, headers, type, body }: Answer): SeenAnswer {
  return { status, headers, type, body };
}

export function seenLog(log: RunLog): SeenLog {
  return {
    parent: log.parent ?? null,
    status: log.status,
    step: log.step,
    curStep: log.cur_step,
    errorCode: log.error?.code ?? null,
    entries: log.step_logs.flatMap((layer) =>
      // What has undone a component that has no entry stands beside the others.
      layer.component_logs
        .filter(({ name }) => !name.endsWith('/undo'))
        .map((entry) => ({
          layer: entry.step,
          action: entry.action,
          name: entry.name,
          skipped: entry.is_skip,
          cached: entry.is_cache,
          retries: entry.retry_count,
          output: entry.output,
          errorCode: entry.error?.code ?? null,
          statuses: entry.request_logs.map((request) => request.status_code),
        })),
    ),
    // Of one that ran again the last time counts.
    failedAt: log.step_logs.flatMap(({ component_logs }) =>
      component_logs
        .filter(({ name }, at) => component_logs.findLastIndex((one) => one.name === name) === at)
        .flatMap(({ error }) => error?.component ?? []),
    ),
    recoveries: log.recoveries.map(({ status }) => status),
  };
}

/** What a row says of the failure, or of the operator who has ended the run. */
export function failureOf({ errCode, errMsg, errComponent, curStep }: KeptRun): Pick<EndedRun, 'failure'>['failure'] {
  if (errCode === null) return undefined;
  return { error: new StepgateError(errCode, errMsg ?? ''), component: errComponent, layer: curStep };
}

/** The failure for which a run is given up, else what its row says. */
export function toldBy({ errMsg, errComponent }: KeptRun, state: string): SeenCrash['failure'] {
  const { givenUp } = stateOf(state);
  if (givenUp) return { component: givenUp.component, message: givenUp.msg };
  return errMsg === null ? null : { component: errComponent, message: errMsg };
}

/** @param state the last one that was stored. */
export function givenUpOf(state: string): Seen['givenUp'] {
  const { givenUp, data = {}, undo: left = [] } = stateOf(state);
  return givenUp ? { data: ownData(data), left } : null;
}

/** What is kept of a context, without what `{failed.NAME}` reads: of that only what is read is kept. */
export function ownData(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'failed'));
}

function stateOf(state: string): Partial<KeptState> {
  return state === '' ? {} : (JSON.parse(state) as KeptState);
}

/** @param view the row as an operator sees it. */
export function seenKept(row: KeptRun, { data, errNames }: KeptView): SeenKept {
  const { curStep, errCode, errComponent, recoverAt } = row;
  const { parts = {}, undo = [], failed, responded } = JSON.parse(row.state) as KeptState;
  const stored = { whole: parts as Parts, left: undo };
  const seen = {
    failed: errNames,
    curStep,
    errCode,
    errComponent,
    recoverAt,
    data: ownData(data),
    responded,
    ...stored,
  };
  return { ...seen, parts: partsToRun(parts as Parts, failed) };
}

/** Whether the run goes on some time. */
export function isOpen({ status }: KeptRun): boolean {
  return status === 'suspended' || status === 'waiting' || status === 'compensating';
}
