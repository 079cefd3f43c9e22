import type { CallerWake } from './child-runs.ts';
import type { AuditLine } from './audit-line.ts';
import type { Metadata } from '../rule/metadata.ts';
import type { Parent } from './parent.ts';
import type { EntryChange, NewEntry } from './queue-port.ts';
import type { RunLog } from './run-log.ts';
import type { RunStatus } from './run-status.ts';

/** A kept run: stored with `durable`, and on suspension. `state` is the engine's own JSON. */
export interface KeptRun {
  readonly id: number;
  readonly trx: string;
  readonly logId: string;
  readonly method: string;
  /** The path of the request. */
  readonly path: string;
  readonly version: string;
  readonly status: RunStatus;
  /** Why it is suspended: `error`, `script`, `crash`, `shutdown`, … */
  readonly cause: string | null;
  /** Number of layers. */
  readonly step: number;
  /** The layer to go on with, from 1. */
  readonly curStep: number;
  readonly errCode: string | null;
  readonly errMsg: string | null;
  readonly errComponent: string | null;
  readonly state: string;
  readonly recoverCount: number;
  /** Raised at every claim: a fencing token. */
  readonly epoch: number;
  readonly owner: string | null;
  /** Epoch milliseconds on the database's clock; null: no lease. */
  readonly leaseUntil: number | null;
  /** It is to rest before its next layer. */
  readonly isPaused?: boolean;
  /**
   * Epoch milliseconds when it goes on by itself: a suspended one is recovered, a waiting one woken; of one under
   * way that it does so after a crash, also where the process that finds it dies. Null: never.
   */
  readonly recoverAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A kept run without its state, which may be large. */
export type KeptRunHead = Omit<KeptRun, 'state'> & {
  /** What is noted of it, in lists. */
  readonly metadata?: Metadata;
};

/** A run log that waits in the outbox to be written among the run logs, or the state of the run that holds it. */
export type OutboxLog = { readonly log: RunLog } | { readonly state: string };

/** Side writes: what else is written in the same commit. */
export interface SideWrites {
  /** The encoded answer to repeated requests with the run's `Idempotency-Key`, if there is such a key. */
  readonly answer?: string;
  /** The same, where no answer is kept yet. */
  readonly answerIfPending?: string;
  /** The encoded 202 that the client has, and repeated requests: the run goes on without it. */
  readonly promised?: string;
  /** The run log as of this write, in the outbox until it is among the run logs. `in state`: the state holds it. */
  readonly log?: RunLog | 'in state';
  /** The run ends: nothing waits for it any more. */
  readonly endsWaits?: boolean;
  /** The run that waits for this one, and goes on by itself now. */
  readonly wakes?: CallerWake | undefined;
  /** It is kept so because of runs that it has called: where those have ended by now it is due at once. */
  readonly looksAtCalled?: boolean;
  /** What becomes of its place in the queue. */
  readonly entry?: EntryChange | undefined;
  /** The state of a run that has ended stays: it may be tried anew. */
  readonly keepsState?: boolean;
  /** What the run has answered before is no answer any more. */
  readonly dropsAnswer?: boolean;
  /** Written where the change is made, and only there. */
  readonly audit?: AuditLine | undefined;
}

/** The parts of a kept run that a change may write. */
export type KeptRunPatch = SideWrites &
  Partial<
    Pick<
      KeptRun,
      | 'version'
      | 'cause'
      | 'step'
      | 'curStep'
      | 'errCode'
      | 'errMsg'
      | 'errComponent'
      | 'state'
      | 'recoverCount'
      | 'recoverAt'
      | 'epoch'
    >
  >;

export type NewKeptRun = SideWrites &
  Omit<KeptRun, 'id' | 'epoch' | 'leaseUntil' | 'createdAt' | 'updatedAt'> & {
    /** Its request came with an `Idempotency-Key`: there may be a row, which holds the key. */
    readonly keyed?: boolean | undefined;
    readonly parent?: Parent | undefined;
    /** Who has begun it, as its `Client-Id` said. */
    readonly clientId?: string | undefined;
    /** What is noted of it, for lists and their filters. */
    readonly metadata?: Metadata | undefined;
    /** Its place in the queue. */
    readonly newEntry?: NewEntry | undefined;
  };

export interface RunFilter {
  readonly trx?: string;
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  readonly logId?: string;
  readonly errCode?: string;
  readonly status?: RunStatus;
  /** Epoch milliseconds of `createdAt`, inclusive. */
  readonly start?: number;
  readonly end?: number;
  /** All of these are noted of the run. */
  readonly metadata?: Metadata;
}

/** The kept runs. Every change is one compare-and-set on status and epoch. */
export interface RunRepository {
  /** Inserts with epoch 1; with a lease for `owner` when the status is running. Committed when it resolves. */
  insert(run: NewKeptRun): Promise<void>;
  /** Status stays; false: another process has taken the run, or it has ended. */
  checkpoint(trx: string, epoch: number, patch: KeptRunPatch): Promise<boolean>;
  /** False: the row was not in one of `from` at `epoch`. A final or suspended status ends the lease. */
  transition(
    trx: string,
    from: readonly RunStatus[],
    epoch: number,
    to: RunStatus,
    patch: KeptRunPatch,
  ): Promise<boolean>;
  /**
   * suspended → recovering, epoch and recoverCount raised, leased to `owner`; `audit` is written where it wins.
   * @param counts false: `recoverCount` stays.
   */
  claim(trx: string, owner: string, audit?: AuditLine, counts?: boolean): Promise<KeptRun | 'missing' | 'conflict'>;
  /** To running, epoch raised, leased to `owner`, with a `recoverAt`: it goes on by itself after a crash. `audit`: the operator who resumes a paused one. */
  wake(
    trx: string,
    owner: string,
    from?: 'waiting' | 'paused' | 'queued',
    audit?: AuditLine,
  ): Promise<KeptRun | 'missing' | 'conflict'>;
  /** A running run is to rest before its next layer: its process is told. False: it does not run. */
  pause(trx: string, audit: AuditLine): Promise<boolean>;
  /** The running runs of `owner` that are to be paused. */
  toBePaused(owner: string): Promise<readonly string[]>;
  /** A compensating run that no process has: epoch raised, leased to `owner`; undefined: there is none, or another has it. */
  claimUndo(trx: string, owner: string): Promise<KeptRun | undefined>;
  get(trx: string): Promise<KeptRun | undefined>;
  getById(id: number): Promise<KeptRun | undefined>;
  /** Extends the leases that `owner` still has on these runs; gives the trxs of those. */
  renewLeases(owner: string, trxs: readonly string[]): Promise<readonly string[]>;
  /** Running and recovering rows whose lease has run out become suspended, cause `crash`, epoch raised; gives them. */
  reapExpired(): Promise<KeptRun[]>;
  /** Logs that are in the outbox for longer than it takes to write them: their process has died. */
  outboxLogs(): Promise<readonly OutboxLog[]>;
  /** Suspended and waiting runs whose `recoverAt` has come, those that wait longest first. `trx`: only that one. */
  due(limit: number, trx?: string): Promise<readonly Pick<KeptRun, 'trx' | 'status'>[]>;
  /** Compensating runs that no process has, by trx. */
  dueForUndo(limit: number): Promise<readonly string[]>;
}
