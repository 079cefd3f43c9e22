import { StepgateError } from '../error.ts';
import { answerFailure } from './answer.ts';
import type { Failure, Standing } from './answer.ts';
import { Context } from './context.ts';
import { died, givenUpByCrash, withCrashLeft } from './crashed.ts';
import type { EngineDeps } from './engine-deps.ts';
import { givenUpOf } from './given-up.ts';
import { birthOf, readState, writeState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import { wakeOf } from './callers.ts';
import type { AuditLine, KeptRun, KeptRunPatch, Operator, RunStatus } from './port.ts';
import { leftQueue } from './queue-writes.ts';
import { recoverAtAfterCrash } from './recover-at.ts';
import type { RunLog } from './run-log.ts';
import { RunRecord } from './run-record.ts';
import { cancellableStatuses, restingStatuses } from './run-status.ts';
import type { WriteDeps } from './write-deps.ts';

/*
 * Kept runs that are not under way in this process: those whose process has died, and those that an operator gives up.
 * The row's change has all that goes with it: the log, the answer to repeated requests, the entry of the audit log. What
 * has crashed is suspended first, many rows at once, and each gets these then.
 */

/** What that takes. */
export type RestDeps = Pick<
  EngineDeps,
  'repository' | 'runLogs' | 'clock' | 'compile' | 'environment' | 'encode' | 'note' | 'onError'
>;

/** What cancelling takes. */
export type CancelDeps = RestDeps & Pick<WriteDeps, 'callers'>;

/**
 * Suspends the runs whose lease has run out: their process has died, or was away for too long. Writes the logs of kept
 * runs that a process has left behind.
 */
export async function reap(deps: RestDeps): Promise<void> {
  const { repository, runLogs } = deps;
  for (let rows = await repository.reapExpired(); rows.length > 0; rows = await repository.reapExpired())
    await Promise.all(rows.map((row) => handleCrashed(deps, row).catch(failed(deps, row))));
  for (const outboxLog of await repository.outboxLogs())
    await runLogs.write('log' in outboxLog ? outboxLog.log : (await readState(outboxLog.state)).log, true);
}

function failed({ onError }: RestDeps, { trx }: KeptRun): (error: unknown) => void {
  return (error) => onError(error, `the handling of the crashed run ${trx}`);
}

async function handleCrashed(deps: RestDeps, row: KeptRun): Promise<void> {
  const state = await readState(row.state);
  const log = await closed(deps, row, state, 'suspended', undefined);
  // Its log is written even if its rule no longer compiles.
  const patch = { log, ...(await goesOn(deps, row, state).catch(failed(deps, row))) };
  // Who has recovered it meanwhile writes its log.
  if (await deps.repository.checkpoint(row.trx, row.epoch, patch)) await deps.runLogs.write(log, true);
  await giveUpCrashed(deps, row, state).catch(failed(deps, row));
}

/** Its automatic recoveries are used up, and its rule says that it is undone then. */
async function giveUpCrashed(deps: RestDeps, row: KeptRun, state: KeptState): Promise<void> {
  const kept = givenUpByCrash(deps.compile(state.rule, row.version), row, state, deps.environment());
  if (kept) await revert(deps, row, kept, died(row), undefined);
}

/**
 * Has a kept run undone that is not under way anywhere. @param reason why, where it did not fail.
 * @returns false when it is under way, has ended, or another process took it meanwhile.
 * @throws StepgateError 000409 its rule has nothing that undoes anything.
 */
export async function compensateKept(
  deps: RestDeps,
  row: KeptRun,
  reason: string,
  operator: Operator,
): Promise<boolean> {
  if (!restingStatuses.includes(row.status)) return false;
  const state = await readState(row.state);
  const rule = deps.compile(state.rule, row.version);
  if (!rule.undoes)
    throw new StepgateError('000409', `the rule of run ${row.trx} has no compensate; cancel the run instead`);
  const { errCode, errMsg, errComponent: component, curStep: layer } = row;
  const error =
    errCode === null ? new StepgateError('110010', `given up: ${reason}`) : new StepgateError(errCode, errMsg ?? '');
  const audit = { operator, action: 'run.compensate', target: row.trx, before: null, after: { reason } };
  return revert(deps, row, withCrashLeft(rule, row, state, deps.environment()), { error, component, layer }, audit);
}

/** It is compensating then, and in no process: one takes it. */
async function revert(
  deps: RestDeps,
  row: KeptRun,
  state: KeptState,
  failure: Failure,
  audit: AuditLine | undefined,
): Promise<boolean> {
  const givenUp = state.givenUp ?? givenUpOf(failure);
  const { code: errCode, msg: errMsg, component: errComponent } = givenUp;
  const kept = await writeState({ ...state, givenUp, failed: null, parts: undefined });
  const patch = {
    state: kept,
    cause: null,
    recoverAt: null,
    errCode,
    errMsg,
    errComponent,
    audit,
    endsWaits: true,
    ...leftQueue(state.queue, null),
  };
  return deps.repository.transition(row.trx, restingStatuses, row.epoch, 'compensating', patch);
}

/** Its client got no answer: a repeated request with the `Idempotency-Key` is answered that the request was taken. */
async function goesOn(deps: RestDeps, row: KeptRun, state: KeptState): Promise<KeptRunPatch> {
  const rule = deps.compile(state.rule, row.version);
  const now = deps.clock.now();
  // It is undone at once; where this process dies before that, the one that finds it due does so.
  const isGivenUp = givenUpByCrash(rule, row, state, deps.environment()) !== undefined;
  const due = isGivenUp ? now : recoverAtAfterCrash(rule, state, row.recoverCount, now);
  const { trx, logId, version, cause, curStep: layer, owner } = row;
  const then = due === null ? 'waits for an operator' : isGivenUp ? 'is undone' : 'resumes by itself';
  deps.note(
    'warn',
    { trx, logId, rule: `${state.rule.method} ${state.rule.name}`, version, cause, layer, owner },
    `the process that ran this run has died, or was away for too long; the run is suspended and ${then}`,
  );
  const answer = await answerTo(deps, row, state, died(row), 'suspended');
  // Where it goes on by itself its caller goes on waiting.
  const wakes = due === null ? wakeOf(state.parent, state, false) : undefined;
  return {
    ...leftQueue(state.queue, null),
    recoverAt: due,
    ...(wakes && { wakes }),
    ...(answer !== undefined && { answerIfPending: answer }),
  };
}

/**
 * Ends a kept run that is not under way in this process; where it is under way in another one, that stops it when it
 * next writes or renews its lease.
 * @returns false when it has ended, or another process took it meanwhile.
 */
export async function cancelKept(
  deps: CancelDeps,
  row: KeptRun,
  error: StepgateError,
  audit: AuditLine | undefined,
): Promise<boolean> {
  if (!cancellableStatuses.includes(row.status)) return false;
  const state = await readState(row.state);
  const failure = { error, component: row.errComponent, layer: row.curStep };
  const log = await closed(deps, row, state, 'cancelled', failure);
  const answer = await answerTo(deps, row, state, failure, undefined);
  const { code: errCode, message: errMsg } = error;
  const wakes = wakeOf(state.parent, state, false);
  const patch = {
    recoverAt: null,
    errCode,
    errMsg,
    audit,
    log,
    endsWaits: true,
    ...(wakes && { wakes }),
    ...(answer !== undefined && { answer }),
    ...leftQueue(state.queue, 'cancelled'),
    keepsState: state.queue !== undefined,
  };
  if (!(await deps.repository.transition(row.trx, cancellableStatuses, row.epoch, 'cancelled', patch))) return false;
  void deps.runLogs.write(log, true);
  if (wakes) deps.callers.settled(wakes);
  return true;
}

/** Ends a run of a queue that had to begin by now, and has not. */
export async function expireQueued(
  deps: CancelDeps & Pick<EngineDeps, 'queues' | 'attempts'>,
  trx: string,
): Promise<void> {
  const row = await deps.repository.get(trx);
  if (row?.status !== 'queued') return;
  const error = new StepgateError('110020', 'the run did not begin in time, and has expired');
  const entry = await deps.queues.entry(trx);
  if ((await cancelKept(deps, row, error, undefined)) && entry) deps.attempts?.expired(entry.queue);
}

/** Its log from now on, masked and cut to size. */
function closed(
  deps: RestDeps,
  { curStep }: KeptRun,
  { log }: KeptState,
  status: RunStatus,
  failure: Failure | undefined,
): Promise<RunLog> {
  log.cur_step = Math.min(curStep, log.step);
  new RunRecord(log, deps.clock).ended(status, failure);
  return deps.runLogs.fit(log);
}

/** What repeated requests are answered from now on, where its own client got no answer. */
async function answerTo(
  { compile, environment, encode }: RestDeps,
  row: KeptRun,
  state: KeptState,
  failure: Failure,
  standing: Standing | undefined,
): Promise<string | undefined> {
  const { pendingAnswer, rule, data } = state;
  if (!pendingAnswer) return undefined;
  const { scope } = new Context(data, row, environment(), birthOf(state));
  return encode(answerFailure(compile(rule, row.version).response, scope, failure, row.trx, standing), row.trx);
}
