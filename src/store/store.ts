import type { ScheduleStore } from './schedules.ts';
import type { WaitStore } from './kept-waits.ts';
import type { Metadata, Operator, RunFilter, RunStatus } from '../engine/port.ts';
import type { QueueRepository } from '../engine/queue-port.ts';
import type { LiveTickets } from './live-tickets.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Page, PagePosition } from './result-page.ts';
import type { AttemptStore, TokenStore, UserStore } from './accounts.ts';
import type { ReadEndpoints } from './endpoints.ts';
import type { ChildRuns } from '../engine/child-runs.ts';
import type { EventRepository } from '../engine/event-port.ts';
import type { BulkRecoveryStore, RunStore } from './kept-runs.ts';
import type { StoredLog } from './run-log-row.ts';
import type { SmallRuns } from './small-runs.ts';
import type { ErrorCount, RuleStats, Series, StatsFilter, StatsSpan } from './statistics.ts';

/** Times are epoch milliseconds, UTC. Ids are integers; `version` is `V` and 32 upper-case hex digits (UUIDv7). */

/** Told how far a long piece of work is. */
export type Advance = (done: number, total: number) => void;

/** One immutable revision of a rule. */
export interface RuleVersion {
  readonly id: number;
  readonly name: string;
  readonly method: string;
  readonly rule: JsonObject;
  readonly desc: string;
  readonly version: string;
  /** The active version of its name and method. */
  readonly active: boolean;
  /** The file that brought it, below the folder of such files; null: none did, or it is not known which. */
  readonly file: string | null;
  readonly operator: string;
  readonly operatorId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ScriptVersion {
  readonly id: number;
  readonly name: string;
  readonly script: string;
  readonly language: 'js' | 'ts';
  readonly desc: string;
  readonly version: string;
  readonly active: boolean;
  readonly file: string | null;
  readonly operator: string;
  readonly operatorId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface VersionFilter {
  /** Prefix of the name. */
  readonly name?: string;
  readonly method?: string;
  readonly active?: boolean;
  readonly operatorId?: number;
  /** `createdAt`, inclusive. */
  readonly start?: number;
  readonly end?: number;
}

export type VersionRef =
  { readonly id: number } | { readonly version: string } | { readonly name: string; readonly method?: string };

/**
 * Versions of rules (key: name + method) or scripts (key: name). Each change of what is active raises the revision,
 * writes its audit entry, and does both in the transaction of the change.
 */
export interface VersionStore<T extends { id: number }, New, Head> {
  /** Newest first; `Head` is without the large content. */
  page(filter: VersionFilter, place: PagePosition): Promise<Page<Head>>;
  /** By name: the active version, else the newest. */
  get(ref: VersionRef): Promise<T | undefined>;
  /** All active versions. */
  active(): Promise<T[]>;
  /** The `version` of each active version, at one moment, in the order of their names. */
  activeVersions(): Promise<string[]>;
  /** Those of these versions that are there, in parts: a turn of the event loop for each. */
  ofVersions(versions: readonly string[]): AsyncIterable<T[]>;
  /** The first of its key is active at once, later ones only with `activate`. */
  add(item: New, activate: boolean, operator: Operator): Promise<T>;
  /** Of each key the newest version that this operator added. */
  newestBy(operatorId: number): Promise<T[]>;
  /** Adds versions of keys that differ, all active, in one transaction. */
  addAll(items: readonly New[], operator: Operator): Promise<void>;
  /** Undefined: no such version. */
  activate(id: number, operator: Operator): Promise<T | undefined>;
  /** 'active': it is the active one and `force` was not given. */
  remove(id: number, force: boolean, operator: Operator): Promise<'removed' | 'missing' | 'active'>;
}

interface FromFile {
  readonly file?: string | null;
}

export type NewRule = Pick<RuleVersion, 'name' | 'method' | 'rule' | 'desc'> & FromFile;
export type NewScript = Pick<ScriptVersion, 'name' | 'script' | 'language' | 'desc'> & FromFile;
export interface RuleStore extends VersionStore<RuleVersion, NewRule, Omit<RuleVersion, 'rule'>> {
  readonly endpoints: ReadEndpoints;
}
export type ScriptStore = VersionStore<ScriptVersion, NewScript, Omit<ScriptVersion, 'script'>>;

/** A secret as reads show it: never its content. */
export interface SecretHead {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  /** Characters of the content. */
  readonly length: number;
  /** First 8 hex digits of the content's SHA-256. */
  readonly sha256Prefix: string;
  readonly operator: string;
  readonly operatorId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SecretStore {
  page(filter: { readonly name?: string }, place: PagePosition): Promise<Page<SecretHead>>;
  get(ref: { readonly id: number } | { readonly name: string }): Promise<SecretHead | undefined>;
  /** Undefined: the name is taken. */
  add(
    secret: { readonly name: string; readonly description: string; readonly content: string },
    operator: Operator,
  ): Promise<SecretHead | undefined>;
  change(
    id: number,
    patch: { readonly content?: string; readonly description?: string },
    operator: Operator,
  ): Promise<SecretHead | undefined>;
  remove(id: number, operator: Operator): Promise<boolean>;
  /** All contents by name, opened. Stays in memory only. */
  openAll(): Promise<ReadonlyMap<string, string>>;
  /** The same, and the values that secrets had before, by name: for masks. */
  openWithFormer(): Promise<{
    readonly current: ReadonlyMap<string, string>;
    readonly former: readonly (readonly [name: string, value: string])[];
  }>;
  /** Deletes values that were replaced before `before`, at most `limit`; gives the number deleted. */
  prune(before: number, limit: number): Promise<number>;
}

export interface RunLogFilter extends RunFilter {
  /** Milliseconds. */
  readonly minRunTime?: number;
}

export interface RunLogStore {
  /**
   * Inserts or replaces by trx; what says that a run is suspended replaces nothing that is newer, whichever process
   * wrote it. Documents are redacted already.
   */
  writeAll(logs: readonly StoredLog[]): Promise<void>;
  /** What is written of a log that is not large; `isInOutbox`: it was stored with its run's row. */
  toStored(log: RunLog, isInOutbox: boolean): StoredLog;
  /** The same of a large one, in slices. */
  toStoredLarge(log: RunLog, isInOutbox: boolean): Promise<StoredLog>;
  get(trx: string): Promise<RunLog | undefined>;
  /** Newest first; the heads only: without `step_logs`, `request`, `response`, `recoveries`. */
  page(filter: RunLogFilter, place: PagePosition): Promise<Page<Json>>;
  /** Per rule, by name and method. */
  stats(filter: StatsFilter): Promise<RuleStats[]>;
  /** Over time, in steps of `stepMs`. */
  series(filter: StatsSpan, stepMs: number): Promise<Series>;
  /** The commonest errors, at most `most`. */
  errors(filter: StatsSpan, most: number): Promise<{ readonly list: readonly ErrorCount[]; readonly more: boolean }>;
  /** Deletes logs that ended before `before`, at most `limit`; gives the number deleted. */
  prune(before: number, limit: number): Promise<number>;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly operator: string;
  readonly operatorId: number;
  readonly ip: string;
  /** E.g. `rule.add`, `rule.activate`, `secret.change`, `user.remove`, `suspend.edit`. */
  readonly action: string;
  /** E.g. `POST api/v1/register`, `demo/user`. */
  readonly target: string;
  /** Secrets as hashes. */
  readonly before: Json;
  readonly after: Json;
}

export interface AuditStore {
  /** For what leaves nothing else in the database: all changes there write theirs themselves. */
  add(entry: Pick<AuditEntry, 'action' | 'target' | 'before' | 'after'>, operator: Operator): Promise<void>;
  page(
    filter: {
      readonly action?: string;
      readonly target?: string;
      readonly operatorId?: number;
      readonly start?: number;
      readonly end?: number;
    },
    place: PagePosition,
  ): Promise<Page<AuditEntry>>;
  /** Walks the chain; the ids of entries that were changed, or where one is missing. */
  verify(advance?: Advance): Promise<{ readonly checked: number; readonly broken: readonly number[] }>;
}

/**
 * Answers kept under an `Idempotency-Key`, which is held by its run's row. The answer of a kept run is written with each
 * change of the run; the leases of keys are renewed with those of the runs.
 */
export interface IdempotencyStore {
  /** 'new': the caller runs the request under the new `trx`, and must `finish` or `release` it. */
  begin(
    key: string,
    payloadHash: string,
    trx: string,
  ): Promise<
    | { readonly kind: 'new' }
    | { readonly kind: 'running' }
    | { readonly kind: 'mismatch' }
    | { readonly kind: 'done'; readonly trx: string; readonly answer: string }
  >;
  /** Keeps the answer of a run under its key; one that is there already stays. */
  finish(trx: string, answer: string): Promise<void>;
  /** Gives the key of a run up, unless it has an answer. */
  release(trx: string): Promise<void>;
  /** Takes the key of a run away, with its answer: the next request runs anew. */
  drop(trx: string): Promise<void>;
  /** Takes away keys that are over, at most `limit`; gives the number. */
  prune(limit: number): Promise<number>;
}

/** The typed store over SQLite and MySQL/MariaDB. */
export interface Store {
  readonly rules: RuleStore;
  readonly scripts: ScriptStore;
  readonly secrets: SecretStore;
  readonly runs: RunStore;
  readonly queues: QueueRepository;
  readonly waits: WaitStore;
  readonly children: ChildRuns;
  readonly events: EventRepository;
  readonly liveTickets: LiveTickets;
  readonly schedules: ScheduleStore;
  readonly bulkRecoveries: BulkRecoveryStore;
  /** What is noted of these runs, by trx, of those that have some. */
  readonly metadata: (trxs: readonly string[]) => Promise<ReadonlyMap<string, Metadata>>;
  /** Of these runs what lists count their progress by. */
  readonly small: (trxs: readonly string[]) => Promise<SmallRuns>;
  readonly runLogs: RunLogStore;
  readonly users: UserStore;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly attempts: AttemptStore;
  readonly idempotency: IdempotencyStore;
  /** What only who has the keys of this database can make of a text; the master key may change. */
  mac(text: string): string;
  /**
   * Raised by every change of an active rule, script or secret: other instances poll it. Rejects while the database
   * takes no writes, too.
   */
  revision(): Promise<number>;
  /** Applies what is missing, under a lock. @throws when the database is newer than the program. */
  migrate(): Promise<{ readonly applied: readonly string[] }>;
  /** Wraps all keys under another master key while the gateway runs; the old one no longer opens the database. */
  rotateKey(newKey: Buffer, operator: Operator, advance?: Advance): Promise<void>;
  /** Why the database takes no writes, and what to do, as far as is known; names neither host nor path. */
  refusal(): string | undefined;
  /** Reads, and writes where nothing is being written. Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type { Operator, RunStatus, StoredLog };
export type { WaitFilter, WaitHead, WaitStore } from './kept-waits.ts';
export type { RuleEndpoint } from './endpoints.ts';
export type { BulkRecovery, KeptRunFilter, KeptRunGroup, RecoveryFailure, RunStore } from './kept-runs.ts';
export type { Percentiles, RuleStats, SeriesPoint, StatsFilter } from './statistics.ts';
