import type { Clock } from '../clock.ts';
import { toStepgateError } from '../error.ts';
import type { StepgateError } from '../error.ts';
import type { Failure } from './answer.ts';
import type { Answer } from './engine.ts';
import { LeaseLostError, isAway } from './run-ledger.ts';
import type { AuditLine, KeptRunPatch, NewKeptRun, RunLogSink, RunStatus } from './port.ts';
import { recoverAt } from './recover-at.ts';
import type { RunData } from './run-data.ts';
import type { RunLog } from './run-log.ts';
import { RunRecord } from './run-record.ts';
import { endPatch, newRow, patchOf } from './run-snapshot.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import type { RunStart } from './run-start.ts';
import type { Effect, Ending, RunEvent, Suspending } from './run-state.ts';

/** What writing takes. */
export interface WriteDeps {
  readonly clock: Clock;
  readonly owner: string;
  readonly runLogs: RunLogSink;
  /** Masks secrets. */
  readonly redact: <T>(value: T) => T;
  /** Writes an answer as it is kept for repeated requests with the `Idempotency-Key`. */
  readonly encode: (answer: Answer, trx: string) => Promise<string>;
}

type WriteEffect = Extract<Effect, { do: 'begin' | 'checkpoint' | 'suspend' | 'end' }>;

/** What of a run is written: its row, at the moments that `advance` decides on, and its log. */
export class RunWrites {
  readonly record: RunRecord;
  readonly #deps: WriteDeps;
  readonly #start: RunStart;
  readonly #data: RunData;
  readonly #mask: (error: StepgateError) => StepgateError;
  readonly #startedAt: number;
  /** The answer that was sent. */
  #sent: Answer | undefined;
  /** The log as it was written with the row. */
  #log: RunLog | undefined;
  /** The row has the answer to repeated requests. */
  #isAnswerKept = false;

  constructor(deps: WriteDeps, start: RunStart, data: RunData, mask: (error: StepgateError) => StepgateError) {
    this.#mask = mask;
    this.#deps = deps;
    this.#start = start;
    this.#data = data;
    this.#startedAt = deps.clock.now();
    this.record = new RunRecord(start.state.log, deps.clock);
  }

  /** The client has this answer. */
  sent(answer: Answer): void {
    this.#sent = answer;
    this.record.answered(answer);
  }

  /** The final answer as the client gets it: whether something is still to be done about the request's key. */
  final(answer: Answer): Answer {
    return this.#isAnswerKept ? { ...answer, transient: 'pending' } : answer;
  }

  /** Writes what `effect` says. Never rejects: gives the event with the outcome. `audit`: the operator who cancels. */
  async write(effect: WriteEffect, audit: AuditLine | undefined): Promise<RunEvent> {
    try {
      await this.#write(effect, audit);
      this.#isAnswerKept = this.#start.state.pendingAnswer && (effect.do === 'end' || effect.do === 'suspend');
      return { type: 'stored' };
    } catch (thrown) {
      if (thrown instanceof LeaseLostError) {
        const { row, hasEnded } = thrown;
        return { type: 'store lost', status: row?.status ?? null, message: row?.errMsg ?? null, hasEnded };
      }
      return { type: isAway(thrown) ? 'store away' : 'store refused', error: this.#mask(toStepgateError(thrown)) };
    }
  }

  async #write(effect: WriteEffect, audit: AuditLine | undefined): Promise<void> {
    switch (effect.do) {
      case 'begin':
        return this.#begin();
      case 'checkpoint':
        return this.#start.ledger.checkpoint(await patchOf(this.#snapshot(effect.layer, null, await this.#logSoFar())));
      case 'suspend':
        return this.#suspend(effect.state, this.#data.answer(effect.state.answer));
      case 'end':
        return this.#end(effect.state, this.#data.answer(effect.state.answer), audit);
    }
  }

  async #begin(): Promise<void> {
    const { layer, state, ledger } = this.#start;
    const snapshot = this.#snapshot(layer, state.failed, await this.#logSoFar());
    return ledger.begin(this.#newRow('running', snapshot, await patchOf(snapshot)));
  }

  /** What the state of a large run holds of the log, which would repeat all that is in it. */
  async #logSoFar(): Promise<RunLog> {
    const { log } = this.record;
    return this.#data.isLarge ? this.#deps.runLogs.fit({ ...log }) : log;
  }

  async #suspend({ layer, failed, failure, cause, kept }: Suspending, answer: Answer): Promise<void> {
    const { rule, ledger, recovery } = this.#start;
    const log = await this.#closeFitted('suspended', failure, answer);
    const snapshot = this.#snapshot(layer, failed, log);
    const { code: errCode, message: errMsg } = failure.error;
    const patch = {
      ...(await patchOf(snapshot)),
      ...(await this.#pendingAnswer(answer)),
      ...{ cause, errCode, errMsg, errComponent: failure.component, log: 'in state' as const },
      recoverAt: recoverAt(rule, recovery?.count ?? 0, this.#deps.clock.now()),
    };
    // Where there is a row, it holds already that the run is kept.
    return kept ? ledger.endOrDefer('suspended', patch) : ledger.insert(this.#newRow('suspended', snapshot, patch));
  }

  async #end({ status, failure }: Ending, answer: Answer, audit: AuditLine | undefined): Promise<void> {
    const { ledger } = this.#start;
    const log = this.#isLogged(status)
      ? await this.#closeFitted(status, failure, answer)
      : this.#close(status, failure, answer);
    const patch = {
      ...endPatch(log, failure ?? undefined),
      ...(await this.#pendingAnswer(answer)),
      ...(this.#isLogged(status) && { log }),
      audit: status === 'cancelled' ? audit : undefined,
    };
    return status === 'success' ? ledger.end(status, patch) : ledger.endOrDefer(status, patch);
  }

  /** Hands the log over to be written; waits while too many wait. */
  async log(status: RunStatus, failure: Failure | null, answer: Answer): Promise<void> {
    if (this.#isLogged(status))
      await this.#deps.runLogs.write(this.#written(status) ?? this.#close(status, failure, answer));
  }

  #written(status: RunStatus): RunLog | undefined {
    return this.#log?.status === status ? this.#log : undefined;
  }

  #isLogged(status: RunStatus): boolean {
    const { rule, recovery } = this.#start;
    return rule.record || status === 'suspended' || recovery !== undefined;
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

  /** Written with the end, so that a repeated request with the `Idempotency-Key` gets it even after a crash. */
  async #pendingAnswer(answer: Answer): Promise<Pick<KeptRunPatch, 'answer'>> {
    const { state, ids } = this.#start;
    return state.pendingAnswer ? { answer: await this.#deps.encode(this.#sent ?? answer, ids.trx) } : {};
  }

  #snapshot(layer: number, failed: readonly string[] | null, log = this.record.log): RunSnapshot {
    const { rule, ids, state } = this.#start;
    const pendingAnswer = state.pendingAnswer && this.#sent === undefined;
    const { handle, responded } = this.#data;
    return { rule, ids, layer, failed, log, data: this.#data.kept(), handle, responded, pendingAnswer };
  }

  #newRow(status: RunStatus, snapshot: RunSnapshot, patch: KeptRunPatch & { state: string }): NewKeptRun {
    const due = recoverAt(this.#start.rule, 0, this.#deps.clock.now());
    const row = newRow(snapshot, status, this.#deps.owner, { recoverAt: due, state: patch.state });
    return { ...row, path: this.#deps.redact(row.path), ...patch };
  }
}
