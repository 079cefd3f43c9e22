import type { Clock } from '../clock.ts';
import { toStepgateError } from '../error.ts';
import type { KeptRun, KeptRunPatch, NewKeptRun, RunRepository, RunStatus } from './port.ts';

/** How long a write that the database did not take is tried again: well under a lease. */
const PATIENCE_MS = 5_000;
const WAIT_MS = 250;

/** This process has lost the row: another one has taken the run, or an operator has ended it. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly row: KeptRun | undefined;
  /** True when a write of this process that was not answered has ended it, and nothing else. */
  readonly hasEnded: boolean;

  constructor(trx: string, row: KeptRun | undefined, hasEnded: boolean) {
    super(`run ${trx} is ${row?.status ?? 'gone'}: another process has taken it, or an operator has ended it`);
    this.row = row;
    this.hasEnded = hasEnded;
  }
}

/**
 * One run's row in the store. Each write is committed when it resolves; a write without an answer may have been applied,
 * so it is looked up before it is retried.
 *
 *   none ──begin, insert──► row at an epoch ──checkpoint, end──► row
 *
 * @throws LeaseLostError; StepgateError 000503 when the database stays away.
 */
export interface RunLedger {
  /** Whether there is a row. */
  readonly kept: boolean;
  /** Of the row; 0: there is none. */
  readonly epoch: number;
  /** False once the lease has run out by this process's clock: another process may have the run. */
  readonly held: boolean;
  /** The lease was renewed; `since` is when that was requested, on the monotonic clock. */
  renewed(since: number): void;
  /** Before anything was done: fails at once when the database is away. */
  begin(run: NewKeptRun): Promise<void>;
  /** A run that is suspended, or is being undone. When it fails the row may still come later: then it is not recovered without an operator. */
  insert(run: NewKeptRun): Promise<void>;
  checkpoint(patch: KeptRunPatch): Promise<void>;
  /** The row's status changes to `to`. When the database stays away that is done later, unless it is a success. */
  end(to: RunStatus, patch: KeptRunPatch): Promise<void>;
}

/** Whether `thrown` says that the database is away. */
export function isAway(thrown: unknown): boolean {
  return !(thrown instanceof LeaseLostError) && toStepgateError(thrown).code === '000503';
}

/** What the ledger of a run needs. */
export interface RunLedgerDeps {
  readonly repository: RunRepository;
  readonly clock: Clock;
  readonly leaseMs: number;
  /** Aborted when there is no time left to wait for the database. */
  readonly shutdownSignal: AbortSignal;
  /** Defers a write that the database did not take: it is retried until it does. */
  readonly defer: (trx: string, write: () => Promise<void>) => void;
}

type LedgerRow = Pick<KeptRun, 'epoch' | 'status'>;

/** A row that was claimed for recovery, and when that was requested, on the monotonic clock. */
export interface ClaimedRow {
  readonly row: LedgerRow;
  readonly since: number;
}

/** Whether a row shows that a write was applied. */
type IsDone = (found: KeptRun) => boolean;

/** The ledger of one run; `claimed` when it is being recovered. */
export function createRunLedger(deps: RunLedgerDeps, trx: string, claimed?: ClaimedRow): RunLedger {
  return new RowLedger(deps, trx, claimed);
}

class RowLedger implements RunLedger {
  readonly #deps: RunLedgerDeps;
  readonly #trx: string;
  #row: LedgerRow | undefined;
  /** Ends that were written: each may have been applied, even without an answer. */
  readonly #ends = new Set<RunStatus>();
  #heldUntil: number;
  /** Since when the database has taken nothing, on the monotonic clock. */
  #awaySince: number | undefined;

  constructor(deps: RunLedgerDeps, trx: string, claimed: ClaimedRow | undefined) {
    this.#deps = deps;
    this.#trx = trx;
    this.#row = claimed?.row;
    this.#heldUntil = (claimed?.since ?? 0) + deps.leaseMs;
  }

  get kept(): boolean {
    return this.#row !== undefined;
  }

  get epoch(): number {
    return this.#row?.epoch ?? 0;
  }

  get held(): boolean {
    return this.#deps.clock.elapsed() < this.#heldUntil;
  }

  renewed(since: number): void {
    this.#heldUntil = since + this.#deps.leaseMs;
  }

  async begin(run: NewKeptRun): Promise<void> {
    const { repository, clock, defer } = this.#deps;
    const since = clock.elapsed();
    try {
      await repository.insert(run);
    } catch (error) {
      // The row may have been inserted all the same, and no process goes on with it.
      if (isAway(error)) defer(this.#trx, () => this.#discard());
      throw error;
    }
    this.renewed(since);
    this.#row = { epoch: 1, status: run.status };
  }

  async #discard(): Promise<void> {
    await this.#deps.repository.transition(this.#trx, ['running'], 1, 'failed', {});
  }

  async insert(run: NewKeptRun): Promise<void> {
    try {
      await this.#insert(run);
    } catch (error) {
      if (isAway(error)) this.#deps.defer(this.#trx, () => this.#insertForOperators(run));
      throw error;
    }
  }

  /** A client that got 503 may have sent the request again; the first insert may have been applied. */
  async #insertForOperators(run: NewKeptRun): Promise<void> {
    await this.#insert({ ...run, recoverAt: null });
    if (run.recoverAt !== null) await this.#deps.repository.checkpoint(this.#trx, 1, { recoverAt: null });
  }

  async #insert(run: NewKeptRun): Promise<void> {
    const insert = async (): Promise<boolean> => {
      const since = this.#deps.clock.elapsed();
      await this.#deps.repository.insert(run);
      this.renewed(since);
      return true;
    };
    await this.#patiently(insert, () => true);
    this.#row = { epoch: 1, status: run.status };
  }

  checkpoint(patch: KeptRunPatch): Promise<void> {
    const { epoch } = this.#present();
    const write = (): Promise<boolean> => this.#deps.repository.checkpoint(this.#trx, epoch, patch);
    return this.#patiently(write, () => false);
  }

  async end(to: RunStatus, patch: KeptRunPatch): Promise<void> {
    try {
      await this.#end(to, patch);
    } catch (error) {
      // The answer of a success was not given yet.
      if (to === 'success' || !isAway(error)) throw error;
      this.#deps.defer(this.#trx, () => this.#endDeferred(to, patch));
    }
  }

  async #end(to: RunStatus, patch: KeptRunPatch): Promise<void> {
    const { epoch, status } = this.#present();
    this.#ends.add(to);
    const write = (): Promise<boolean> => this.#deps.repository.transition(this.#trx, [status], epoch, to, patch);
    await this.#patiently(write, (found) => found.epoch === epoch && found.status === to);
    this.#row = { epoch, status: to };
  }

  async #endDeferred(to: RunStatus, patch: KeptRunPatch): Promise<void> {
    try {
      await this.#end(to, patch);
    } catch (error) {
      if (!(error instanceof LeaseLostError && error.hasEnded)) throw error;
    }
  }

  #present(): LedgerRow {
    if (this.#row === undefined) throw new Error(`run ${this.#trx} is not kept`);
    return this.#row;
  }

  async #patiently(write: () => Promise<boolean>, isDone: IsDone): Promise<void> {
    const { clock, shutdownSignal } = this.#deps;
    for (let isAgain = false; ; isAgain = true) {
      try {
        await this.#write(write, isDone, isAgain);
        this.#awaySince = undefined;
        return;
      } catch (thrown) {
        this.#awaySince ??= clock.elapsed();
        const { retryAfterMs = 0 } = toStepgateError(thrown);
        // A database that says that it takes no writes will not do so in a moment.
        const isOver =
          shutdownSignal.aborted ||
          retryAfterMs > PATIENCE_MS ||
          clock.elapsed() + WAIT_MS > this.#awaySince + PATIENCE_MS;
        if (!isAway(thrown) || isOver) throw thrown;
        await clock.sleep(WAIT_MS, shutdownSignal).catch(() => undefined);
      }
    }
  }

  async #write(write: () => Promise<boolean>, isDone: IsDone, isAgain: boolean): Promise<void> {
    const read = (): Promise<KeptRun | undefined> => this.#deps.repository.get(this.#trx);
    const before = isAgain ? await read() : undefined;
    if ((before && isDone(before)) || (await write())) return;
    const found = await read();
    if (found && isDone(found)) return;
    const hasEnded = found !== undefined && found.epoch === this.#row?.epoch && this.#ends.has(found.status);
    throw new LeaseLostError(this.#trx, found, hasEnded);
  }
}

/** Writes nothing: for runs of rules that keep none, and with mocks. */
export const noLedger: RunLedger = {
  kept: false,
  epoch: 0,
  held: true,
  renewed: () => undefined,
  begin: () => Promise.resolve(),
  insert: () => Promise.resolve(),
  checkpoint: () => Promise.resolve(),
  end: () => Promise.resolve(),
};
