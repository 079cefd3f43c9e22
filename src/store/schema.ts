import type { Generated } from 'kysely';
import type { RunStatus } from '../engine/port.ts';
import type { WaitKind, WaitStatus } from '../engine/wait-port.ts';
import type { Role } from './accounts.ts';
import type { ScheduleTables } from './schedule-tables.ts';
import type { QueueEntryTable, QueueStartTable, QueueTable, WorkerTable } from './queue-tables.ts';
import type { LiveTicketTable, RunEventTable, RunFollowTable } from './run-event-table.ts';

/** The status of a row that has an `Idempotency-Key` only: no run is kept in it, or none as yet. */
export const KEY_ONLY = 'key-only' as const;

/**
 * The tables as they are in both databases: times are epoch milliseconds, booleans 0 or 1, JSON is plain text,
 * encrypted values are `encryption.ts` blobs. `migrations/` makes them.
 */
export interface Tables extends ScheduleTables {
  migration: { name: string; applied_at: number };
  revision: { id: number; value: number };
  data_key: { name: string; wrapped: Uint8Array };
  version: VersionTable;
  /** `pieces`: the revision of the content's pieces, which is then empty here. */
  version_content: { version_id: number; content: string; pieces: string | null };
  secret: SecretTable;
  former_secret: FormerSecretTable;
  run: RunTable;
  /** Who has begun a run, as its `Client-Id` said. */
  run_client: { trx: string; client_id: string };
  queue_entry: QueueEntryTable;
  queue: QueueTable;
  queue_start: QueueStartTable;
  worker: WorkerTable;
  /** What is noted of a run; `value_cut`: what filters compare. */
  run_metadata: { trx: string; name: string; value: string; value_cut: string };
  run_event: RunEventTable;
  run_follow: RunFollowTable;
  live_ticket: LiveTicketTable;
  bulk_recovery: BulkRecoveryTable;
  wait: WaitTable;
  run_log: RunLogTable;
  /** `packed`: a large document, compressed; the other one is then empty. */
  run_log_document: { trx: string; document: string; packed: Uint8Array | null };
  run_rule: { version: string; name: string; method: string };
  run_stats: RunStatsTable;
  user: UserTable;
  token: TokenTable;
  piece: PieceTable;
  attempt: { name: string; failures: number; blocked_until: number; updated_at: number };
  audit: AuditTable;
  audit_head: { id: number; seq: number; mac: string; seal: string };
}

interface Stamped {
  operator: string;
  operator_id: number;
  created_at: number;
  updated_at: number;
}

/** A revision of a rule or a script, without its content. */
export interface VersionTable extends Stamped {
  id: Generated<number>;
  kind: 'rule' | 'script';
  name: string;
  /** Empty for scripts. */
  method: string;
  /** Empty for rules. */
  language: string;
  version: string;
  description: string;
  /** Of a version that a file brought: the file, below the folder of such files. */
  file: string | null;
  /** 1 or null, never 0: a unique index over (kind, name, method, active) then allows one active version per key. */
  active: 1 | null;
}

export interface SecretTable extends Stamped {
  id: Generated<number>;
  name: string;
  description: string;
  length: number;
  sha256_prefix: string;
  wrapped_key: Uint8Array;
  content: Uint8Array;
}

/** A value that a secret no longer has. */
export interface FormerSecretTable extends Pick<SecretTable, 'name' | 'wrapped_key' | 'content'> {
  id: Generated<number>;
  replaced_at: number;
}

export interface RunTable {
  id: Generated<number>;
  trx: string;
  log_id: string;
  method: string;
  path: string;
  version: string;
  status: RunStatus | typeof KEY_ONLY;
  cause: string | null;
  step: number;
  cur_step: number;
  err_code: string | null;
  err_msg: string | null;
  err_component: string | null;
  recover_count: number;
  epoch: number;
  owner: string | null;
  lease_until: number | null;
  recover_at: number | null;
  /** Random, new with every compare-and-set: a process that finds its own here has won. */
  change_id: string;
  created_at: number;
  updated_at: number;
  /** The run log that is still to be written among the run logs, encrypted, and since when. */
  owed_log: Uint8Array | null;
  owed_at: number | null;
  /** Encrypted; empty once the run has ended. After the columns of heads, which are read without it. */
  state: Uint8Array;
  /** The revision of the state's pieces; null: the state is in the row. */
  state_pieces: string | null;
  /** What filters compare: path, error code and component as long as an index can hold them. */
  path_cut: string;
  err_code_cut: string | null;
  err_component_cut: string | null;
  /** SHA-256 of the caller's `Idempotency-Key`, hex; null: it has none, or it is over. */
  key_hash: string | null;
  payload_hash: string | null;
  key_expires_at: number | null;
  /** To repeated requests; null until there is one, empty where it is stored in pieces. */
  answer: string | null;
  answer_pieces: string | null;
  /** The 202 that its client had when it went on without it; a repeated request has the same, whatever `answer` is. */
  promised: string | null;
  /** The run that called it, and the SHA-256 of the key of the call within that, hex. */
  parent_trx: string | null;
  parent_key: string | null;
  /** 1: it was called back while it was under way, and is due as soon as it rests. */
  called: 1 | null;
  /** 1: it is to rest before its next layer. */
  pausing: 1 | null;
}

/** What a kept run waits for. */
export interface WaitTable {
  id: Generated<number>;
  trx: string;
  /** What names it within its run, and its SHA-256, hex. */
  wait_key: string;
  key_hash: string;
  component: string;
  method: string;
  name: string;
  /** What filters compare. */
  name_cut: string;
  kind: WaitKind;
  title: string | null;
  /** Joined by spaces. */
  roles: string;
  since: number | null;
  until_at: number | null;
  status: WaitStatus;
  completed_by: string | null;
  /** Encrypted JSON. */
  completion: Uint8Array | null;
  change_id: string;
}

/** A recovery of many runs in the background. */
export interface BulkRecoveryTable {
  id: string;
  operator: string;
  state: 'running' | 'done' | 'stopped';
  accepted: number;
  succeeded: number;
  failed: number;
  /** JSON. */
  failures: string;
  started_at: number;
  /** When its process last said something. */
  updated_at: number;
}

export interface RunLogTable {
  id: Generated<number>;
  trx: string;
  log_id: string;
  method: string;
  path: string;
  version: string;
  status: RunStatus;
  err_code: string | null;
  start_at: number;
  end_at: number;
  run_time: number | null;
  /** The document without its large parts, JSON. */
  head: string;
  /** What this run adds to the counts (`run-counts.ts`). */
  counts: string;
}

/** What the runs of a version that began in a span of time add up to. */
export interface RunStatsTable {
  /** How long the span is: an hour or a day. */
  hours: 1 | 24;
  /** Which span of that length it is, counted from the epoch. */
  place: number;
  version: string;
  /** JSON (`run-counts.ts`). */
  counts: string;
}

export interface UserTable {
  id: Generated<number>;
  username: string;
  role: Role;
  disabled: 0 | 1;
  password_hash: string;
  created_at: number;
  updated_at: number;
}

export interface TokenTable {
  id: Generated<number>;
  kind: 'session' | 'api';
  user_id: number;
  name: string;
  role: Role;
  /** SHA-256 of the token, hex. */
  hash: string;
  expires_at: number | null;
  created_at: number;
  last_used_at: number | null;
}

/** A part of a large value (`pieces.ts`). */
export interface PieceTable {
  id: Generated<number>;
  /** Whose value it is: `run:TRX`, `answer:TRX` or `version:ID`. */
  owner: string;
  revision: string;
  /** From 0. */
  place: number;
  content: Uint8Array;
}

export interface AuditTable {
  /** Counts up from 1 without gaps. */
  seq: number;
  at: number;
  operator: string;
  operator_id: number;
  ip: string;
  action: string;
  target: string;
  before_json: string;
  after_json: string;
  /** The MAC of the entry before. */
  prev: string;
  mac: string;
}
