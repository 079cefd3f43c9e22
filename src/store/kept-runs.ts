import type { KeptRunHead, RunFilter, RunRepository, RunStatus } from '../engine/port.ts';
import type { Page, PagePosition } from './result-page.ts';

/** Of kept runs; an empty `errCode` or `errComponent` finds those without one. */
export interface KeptRunFilter extends RunFilter {
  /** One of these; `status` does not count then. */
  readonly statuses?: readonly RunStatus[];
  readonly queue?: string;
  /** Of a queue, whichever. */
  readonly isOfQueue?: boolean;
  /** Begun with this `Client-Id`. */
  readonly clientId?: string;
  readonly errComponent?: string;
  /** One of these. */
  readonly trxs?: readonly string[];
  /** Of all versions of this rule, without a method of those with any. Null: of versions that are deleted. */
  readonly rule?: { readonly name: string; readonly method?: string } | null;
}

/** Kept runs of one rule that stand at the same error; times are those of `createdAt`. */
export interface KeptRunGroup {
  /** The rule's, whatever the requests had; null where its version is deleted. */
  readonly method: string | null;
  readonly name: string | null;
  readonly errCode: string | null;
  readonly errComponent: string | null;
  readonly count: number;
  readonly oldest: number;
  readonly newest: number;
}

/** Kept runs, of any status. */
export interface RunStore extends RunRepository {
  /** Newest first; without a status those that are suspended or recovering. */
  page(filter: KeptRunFilter, place: PagePosition): Promise<Page<KeptRunHead>>;
  /** The newest one with this trx or log id. */
  find(id: string): Promise<KeptRunHead | undefined>;
  /** At most `most` groups, the largest first; without a status of those that are suspended. */
  groups(
    filter: KeptRunFilter,
    most: number,
  ): Promise<{ readonly list: readonly KeptRunGroup[]; readonly more: boolean }>;
  countSuspended(): Promise<number>;
  /** The trxs of a client's runs that have not ended, the newest first, at most `most`. */
  ofClient(clientId: string, most: number): Promise<readonly string[]>;
  /** The answer that stands with a run; undefined: none. */
  answer(trx: string): Promise<string | undefined>;
  /** Deletes runs that ended before `before`, at most `limit`; gives the number deleted. */
  prune(before: number, limit: number): Promise<number>;
}

/** Why a run that was to be recovered has not succeeded. */
export interface RecoveryFailure {
  readonly trx: string;
  readonly errCode: string | null;
  readonly errMsg: string | null;
  readonly errComponent: string | null;
}

/** How far a recovery of many runs is. `stopped`: its process has ended before it was done. */
export interface RecoveryProgress {
  readonly state: 'running' | 'done' | 'stopped';
  readonly succeeded: number;
  readonly failed: number;
  /** The first of those that failed. */
  readonly failures: readonly RecoveryFailure[];
}

export interface BulkRecovery extends RecoveryProgress {
  readonly id: string;
  readonly operator: string;
  readonly accepted: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** Recoveries of many runs in the background. */
export interface BulkRecoveryStore {
  begin(id: string, accepted: number, operator: string): Promise<void>;
  /** To be called every few seconds, also when nothing has changed: else it counts as stopped. */
  report(id: string, progress: RecoveryProgress): Promise<void>;
  get(id: string): Promise<BulkRecovery | undefined>;
  /** Deletes those that ended before `before`, at most `limit`; gives the number deleted. */
  prune(before: number, limit: number): Promise<number>;
}
