import { toStepgateError } from '../error.ts';
import type { Failure } from './answer.ts';
import { failureColumns } from './failure-columns.ts';
import type { Answer } from './engine.ts';
import { givenUpOf } from './given-up.ts';
import type { GivenUp } from './given-up.ts';
import { wakeOf } from './callers.ts';
import { writeState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import { LeaseLostError, isAway } from './run-ledger.ts';
import { newRow, stateOf } from './kept-row.ts';
import type { Place } from './kept-row.ts';
import type { AuditLine, KeptRunPatch, NewKeptRun, RunStatus } from './port.ts';
import { leftQueue, mayBeRetried, queuedRest } from './queue-writes.ts';
import { recoverAt } from './recover-at.ts';
import type { RunData, RunOfData } from './run-data.ts';
import type { RunLog } from './run-log.ts';
import type { WriteDeps } from './write-deps.ts';
import { RunRecord, keepsLog } from './run-record.ts';
import { restingStatuses } from './run-status.ts';
import { isResumed } from './run-start.ts';
import type { RunStart } from './run-start.ts';
import type { Effect, Ending, Resting, Reverting, RunEvent, Suspending } from './run-state.ts';

/** `progress`: what has been done within a layer; `only`: the components of it that run. */
type WriteEffect =
  | Extract<Effect, { do: 'begin' | 'checkpoint' | 'suspend' | 'rest' | 'give up' | 'end' }>
  | { readonly do: 'progress'; readonly layer: number; readonly only: readonly string[] | null };

/** Writes after which nothing of the run is under way here. */
const ENDS: ReadonlySet<WriteEffect['do']> = new Set(['end', 'suspend', 'rest']);

/** What of a run is written: its row, at the moments that `advance` decides on, and its log. */
export class RunWrites {
  readonly record: RunRecord;
  readonly #deps: WriteDeps;
  readonly #start: RunStart;
  readonly #data: RunData;
  readonly #run: Pick<RunOfData, 'masked' | 'parts'>;
  readonly #startedAt: number;
  /** The answer that was sent. */
  #sent: Answer | undefined;
  /** The answer that was given early, and stays the run's. */
  #standing: Answer | undefined;
  /** The log as it was written with the row. */
  #log: RunLog | undefined;
  /** Why the run is given up. */
  #givenUp: GivenUp | undefined;
  /** The row has the answer to repeated requests. */
  #isAnswerKept = false;
  /** The 202 that its client is to have, encoded; it is stored when `isPromised`. */
  #promise: string | undefined;
  #isPromised = false;
  /** What the run answers in the end is kept with the row. */
  readonly #keepsAnswer: boolean;

  /** @param startedAt when this session of the run began, milliseconds since the epoch. */
  constructor(
    deps: WriteDeps,
    start: RunStart,
    data: RunData,
    run: Pick<RunOfData, 'masked' | 'parts'>,
    startedAt: number,
  ) {
    this.#run = run;
    this.#deps = deps;
    this.#start = start;
    this.#data = data;
    this.#startedAt = startedAt;
    this.#givenUp = start.state.givenUp;
    this.#keepsAnswer = start.state.pendingAnswer;
    this.record = new RunRecord(start.state.log, deps.clock);
  }

  /** The client has this answer. @param stands whatever the run comes to; else another one is there in the end. */
  sent(answer: Answer, stands: boolean): void {
    this.#sent = answer;
    if (stands) this.#standing = answer;
    if (keepsLog(this.#start.rule)) this.record.answered(answer);
  }

  /** The next write of progress stores that the client has this answer, and the run goes on without it. */
  async promise(answer: Answer): Promise<void> {
    this.#promise = await this.#deps.encode(answer, this.#start.ids.trx);
  }

  /** Whether that is stored. */
  get isPromised(): boolean {
    return this.#isPromised;
  }

  /** Of the run's row. */
  get epoch(): number {
    return this.#start.ledger.epoch;
  }

  /** The final answer as the client gets it: whether something is still to be done about the request's key. */
  final(answer: Answer): Answer {
    return this.#isAnswerKept ? { ...answer, transient: 'pending' } : answer;
  }

  /** Writes what `effect` says. Never rejects: gives the event with the outcome. `audit`: the operator who cancels. */
  async write(effect: WriteEffect, audit: AuditLine | undefined): Promise<RunEvent> {
    try {
      await this.#write(effect, audit);
      this.#isAnswerKept = this.#keepsAnswer && ENDS.has(effect.do);
      return { type: 'stored' };
    } catch (thrown) {
      if (thrown instanceof LeaseLostError) {
        const { row, hasEnded } = thrown;
        return { type: 'store lost', status: row?.status ?? null, message: row?.errMsg ?? null, hasEnded };
      }
      return {
        type: isAway(thrown) ? 'store away' : 'store refused',
        error: this.#run.masked(toStepgateError(thrown)),
      };
    }
  }

  async #write(effect: WriteEffect, audit: AuditLine | undefined): Promise<void> {
    switch (effect.do) {
      case 'begin':
        return this.#begin();
      case 'checkpoint':
        return this.#start.ledger.checkpoint(await this.#place(effect.layer, null, await this.#logSoFar()));
      case 'progress':
        return this.#progress(effect.layer, effect.only);
      case 'suspend':
        return this.#suspend(effect.state, this.#data.answer(effect.state.answer));
      case 'rest':
        return this.#rest(effect.state);
      case 'give up':
        return this.#giveUp(effect.state);
      case 'end':
        return this.#end(effect.state, this.#data.answer(effect.state.answer), audit);
    }
  }

  async #progress(layer: number, only: readonly string[] | null): Promise<void> {
    const promised = this.#promise;
    // Where the run stands is taken now: while the log is cut, the layer may come to its end.
    const place = await this.#place(layer, only, this.#logSoFar());
    // Whichever process finds that this one has died, and dies itself: the row says that the run goes on.
    const isPromise = promised !== undefined && { promised, recoverAt: this.#deps.clock.now() };
    await this.#start.ledger.checkpoint({ ...place, ...isPromise });
    if (promised !== undefined) this.#isPromised = true;
  }

  async #begin(): Promise<void> {
    const { layer, state, ledger } = this.#start;
    return ledger.begin(this.#newRow('running', await this.#place(layer, state.failed, await this.#logSoFar())));
  }

  /** What the state of a large run holds of the log, which would repeat all that is in it. */
  #logSoFar(): RunLog | Promise<RunLog> {
    const { log } = this.record;
    return this.#data.isLarge ? this.#deps.runLogs.fit({ ...log }) : log;
  }

  async #giveUp({ layer, failure, kept }: Reverting): Promise<void> {
    const { ledger, rule } = this.#start;
    this.#givenUp = givenUpOf(failure);
    this.#data.isGivenUp = true;
    const place = await this.#place(layer, null, await this.#logSoFar());
    const waits = rule.rests && { endsWaits: true };
    const patch = { ...place, cause: null, ...failureColumns(failure), recoverAt: null, ...waits };
    return kept ? ledger.end('compensating', patch) : ledger.insert(this.#newRow('compensating', patch));
  }

  async #suspend({ layer, failed, failure, cause, undoing, kept }: Suspending, answer: Answer): Promise<void> {
    const { rule, ledger, recoveries, ids, state } = this.#start;
    await this.#data.prepareToKeep();
    const wakes = kept ? wakeOf(ids.parent, state, false) : undefined;
    const log = await this.#closeFitted('suspended', failure, answer);
    const patch = {
      ...(await this.#place(layer, failed, log)),
      ...(await this.#pendingAnswer(answer)),
      ...{ cause, ...failureColumns(undoing ?? failure), log: 'in state' as const },
      recoverAt: recoverAt(rule, recoveries, this.#deps.clock.now()),
      ...(wakes && { wakes }),
      ...(cause === 'child' && { looksAtCalled: true }),
      ...leftQueue(state.queue, null),
    };
    // Where there is a row, it holds already that the run is kept.
    await (kept ? ledger.end('suspended', patch) : ledger.insert(this.#newRow('suspended', patch)));
    if (wakes) this.#deps.callers.settled(wakes);
    if (cause === 'child') this.#deps.callers.suspended(ids.trx);
  }

  async #rest(resting: Resting): Promise<void> {
    const { status, layer, parked, dueAt, failure, kept } = resting;
    const { ledger, state } = this.#start;
    const answer = this.#data.answer({ kind: status });
    const log = await this.#closeFitted(status, failure, answer);
    const isQueued = status === 'queued';
    const { queue, patch: queued } = queuedRest(state.queue, resting);
    const patch = {
      // The time limit is one of an attempt.
      ...(await this.#place(layer, parked, log, isQueued ? {} : { hasRested: true, ranMs: this.#ranMs() }, queue)),
      ...(isQueued ? {} : await this.#pendingAnswer(answer)),
      ...{ cause: null, ...queued, log: 'in state' as const, recoverAt: dueAt },
    };
    if (kept) return ledger.end(status, patch);
    // What it has called could not mark a row that was not there.
    return ledger.insert({ ...this.#newRow(status, patch), looksAtCalled: true });
  }

  /** Milliseconds, rests not counted. */
  #ranMs(): number {
    return (this.#start.state.ranMs ?? 0) + (this.#deps.clock.now() - this.#startedAt);
  }

  async #end({ status, layer, failed, failure }: Ending, answer: Answer, audit: AuditLine | undefined): Promise<void> {
    const { rule, ledger, ids, state } = this.#start;
    // In its first session its caller is under way, and waits here.
    const wakes = wakeOf(ids.parent, state, status === 'success' && isResumed(this.#start));
    const log = this.#isLogged(status)
      ? await this.#closeFitted(status, failure, answer)
      : this.#close(status, failure, answer);
    const patch = {
      ...{ curStep: log.cur_step, ...failureColumns(failure), recoverAt: null },
      ...(await this.#pendingAnswer(answer)),
      ...(this.#isLogged(status) && { log }),
      audit: status === 'cancelled' ? audit : undefined,
      ...(rule.rests && { endsWaits: true }),
      ...(wakes && { wakes }),
      ...leftQueue(state.queue, status),
      ...(mayBeRetried(state.queue, status) && { ...(await this.#place(layer, failed, log)), keepsState: true }),
    };
    await ledger.end(status, patch);
    if (wakes) this.#deps.callers.settled(wakes);
  }

  /** Hands the log over to be written; the promise waits while too many wait. Undefined: the run leaves none. */
  log(status: RunStatus, failure: Failure | null, answer: Answer): Promise<void> | undefined {
    if (!this.#isLogged(status)) return undefined;
    const written = this.#written(status);
    return this.#deps.runLogs.write(written ?? this.#close(status, failure, answer), written !== undefined);
  }

  #written(status: RunStatus): RunLog | undefined {
    return this.#log?.status === status ? this.#log : undefined;
  }

  #isLogged(status: RunStatus): boolean {
    const { rule } = this.#start;
    // There is one already of a run that goes on.
    const isLogged = rule.record || restingStatuses.includes(status) || isResumed(this.#start);
    return isLogged || this.#givenUp !== undefined;
  }

  /** The log as it is when the run ends so. */
  #close(status: RunStatus, failure: Failure | null, answer: Answer): RunLog {
    const record = this.record.copy();
    if (!this.#sent) record.answered(answer);
    record.ended(status, failure ?? undefined);
    const { recovery } = this.#start;
    if (recovery) record.recovered(recovery.operator, this.#startedAt, status, recovery.changes);
    this.#log = record.log;
    return record.log;
  }

  /** The same, masked and cut to size: as it is stored with the row, and then among the run logs. */
  async #closeFitted(status: RunStatus, failure: Failure | null, answer: Answer): Promise<RunLog> {
    this.#log = await this.#deps.runLogs.fit(this.#close(status, failure, answer));
    return this.#log;
  }

  /** What a repeated request gets, and who asks at `/runs`: written with the row, so that it is there after a crash. */
  async #pendingAnswer(answer: Answer): Promise<Pick<KeptRunPatch, 'answer'>> {
    const { ids } = this.#start;
    return this.#keepsAnswer ? { answer: await this.#deps.encode(this.#standing ?? answer, ids.trx) } : {};
  }

  /** Later where the log is, or the state is large. */
  #place(
    layer: number,
    failed: readonly string[] | null,
    log: RunLog | Promise<RunLog>,
    rest: Pick<KeptState, 'hasRested' | 'ranMs'> = this.#rested(),
    queue = this.#start.state.queue,
  ): Place | Promise<Place> {
    const givenUp = this.#givenUp;
    const pendingAnswer = this.#keepsAnswer && this.#standing === undefined;
    const standing = { failed, parts: givenUp ? undefined : this.#run.parts(), givenUp, pendingAnswer, queue };
    const state = { ...stateOf(this.#start, this.#data, standing), ...rest };
    const at = (text: string): Place => ({ curStep: layer, state: text });
    const written =
      log instanceof Promise ? log.then((cut) => writeState({ ...state, log: cut })) : writeState({ ...state, log });
    return typeof written === 'string' ? at(written) : written.then(at);
  }

  #rested(): Pick<KeptState, 'hasRested'> {
    return this.#start.state.hasRested || this.#promise !== undefined ? { hasRested: true } : {};
  }

  #newRow(status: RunStatus, patch: KeptRunPatch & Place): NewKeptRun {
    return newRow(this.#start, this.record.log, this.#deps, status, patch);
  }
}
