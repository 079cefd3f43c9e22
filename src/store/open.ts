import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { misreadCredentials, shownUrl } from '../url-credentials.ts';
import { createAttemptStore } from './attempt-store.ts';
import { createAudit } from './audit.ts';
import { createBulkRecoveryStore } from './bulk-recovery-store.ts';
import type { Database } from './database.ts';
import { createKeyring } from './keyring.ts';
import type { Keyring, LaterMasterKeys } from './keyring.ts';
import { isMigrated, migrate } from './migrate.ts';
import { dropPieces, insertPieces, newPieces } from './pieces.ts';
import { createRuleStore } from './rule-store.ts';
import { createRunLogStore } from './run-log-store.ts';
import { createChildRuns } from './child-runs.ts';
import { namingQueues } from './named-queues.ts';
import { createQueueStore } from './queue-store.ts';
import { readMetadata } from './run-metadata.ts';
import { createRunStates } from './run-state.ts';
import { createLiveTickets } from './live-tickets.ts';
import { createRunEventStore } from './run-event-store.ts';
import { createRunStore } from './run-store.ts';
import { readSmall } from './small-runs.ts';
import { createWaitStore } from './wait-store.ts';
import { macOf } from './mac.ts';
import { createScheduleStore } from './schedule-store.ts';
import { createScriptStore } from './script-store.ts';
import { createSecretStore, rewrapSecrets } from './secret-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import type { Store } from './store.ts';
import { createTokenStore } from './token-store.ts';
import { createUserStore } from './user-store.ts';
import { createWriteQueue } from './write-queue.ts';
import type { GroupedWrite, WriteQueue } from './write-queue.ts';

const LEASE_MS = 15_000;
const WAIT_MS = 10_000;
const PROBE_BYTES = 2 ** 18;
const SMALL_PROBE_BYTES = 2 ** 10;

/** What of a log the store uses; pino's loggers are such. */
export interface StoreLog {
  warn(fields: object, message: string): void;
}

export interface StoreOptions {
  /** `sqlite:PATH` or `mysql://user:password@host:port/database`. */
  readonly url: string;
  /** 32 bytes. */
  readonly masterKey: Buffer;
  /** Where it may be found after another process has changed it; missing: nowhere. */
  readonly laterMasterKeys?: LaterMasterKeys;
  readonly log: StoreLog;
  /** How long a kept run stays its owner's without being renewed. */
  readonly leaseMs?: number;
  /** How long a query, or the wait for a lock of another process, may take. */
  readonly waitMs?: number;
}

/**
 * Opens the store. A database without tables needs `migrate` first.
 * @throws an Error that says what was tried, without the password: not reachable, newer than the program, another
 * master key.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const keyring = createKeyring(options.masterKey, options.laterMasterKeys ?? (() => Promise.resolve([])));
  const db = await openDatabase(options.url, options.waitMs ?? WAIT_MS);
  try {
    if (await isMigrated(db)) await keyring.open(db.read, false);
  } catch (error) {
    await db.close();
    throw error;
  }
  return createStore(db, keyring, options);
}

function createStore(db: Database, keyring: Keyring, { leaseMs = LEASE_MS, log }: StoreOptions): Store {
  const queue = createWriteQueue(db, log);
  const audit = createAudit(db, keyring);
  const waits = createWaitStore(db, { queue, audit }, keyring);
  const states = createRunStates(db, keyring);
  const children = createChildRuns(db);
  const queues = createQueueStore(db, { queue, audit });
  const runs = createRunStore(db, { queue, audit }, keyring, leaseMs);
  return {
    rules: namingQueues(createRuleStore(db, audit), queues),
    scripts: createScriptStore(db, audit),
    secrets: createSecretStore(db, audit, keyring, log),
    runs,
    queues,
    waits,
    children,
    events: createRunEventStore(db, queue),
    liveTickets: createLiveTickets(db, queue),
    schedules: createScheduleStore(db, queue, audit),
    bulkRecoveries: createBulkRecoveryStore(db, queue),
    metadata: (trxs) => readMetadata(db, trxs),
    small: (trxs) => readSmall(db, states, trxs),
    runLogs: createRunLogStore(db, queue),
    users: createUserStore(db, audit),
    tokens: createTokenStore(db, audit),
    audit: audit.store,
    attempts: createAttemptStore(db),
    idempotency: runs.keys,
    mac: (text) => macOf(keyring, text),
    revision: () => currentRevision(db, queue),
    async migrate() {
      const applied = await migrate(db, async (on) => {
        await keyring.open(on, true);
        await audit.begin(on);
      });
      return { applied };
    },
    async rotateKey(newKey, operator, advance) {
      await audit.change(operator, async ({ trx, record }) => {
        await rewrapSecrets(trx, keyring, await keyring.rewrap(trx, newKey), advance);
        await record({ action: 'master_key.rotate', target: 'master key', before: null, after: null });
      });
      keyring.adopt(newKey);
    },
    refusal: () => queue.refusal,
    async ping() {
      await readRevision(db);
      // Writes that are under way say by themselves what becomes of them.
      if (queue.refusal === undefined && !queue.isBusy) await queue.write(probe(db, SMALL_PROBE_BYTES));
    },
    async close() {
      await queue.idle();
      await db.close();
    },
  };
}

/** A database that has refused a write counts as away until it takes one, though it can be read. */
async function currentRevision(db: Database, queue: WriteQueue): Promise<number> {
  if (queue.refused || queue.refusal !== undefined)
    await queue.write({ ...probe(db, PROBE_BYTES), isLarge: true, isProbe: true });
  return readRevision(db);
}

/** Writes so many bytes and takes them away again: a disk that is nearly full may take a few. */
function probe(db: Database, bytes: number): GroupedWrite<undefined> {
  const owner = `probe:${randomUUID()}`;
  const inserted = insertPieces(db, owner, newPieces([Buffer.alloc(bytes)]));
  return { statements: [...inserted, dropPieces(db, [owner])], result: () => undefined };
}

async function readRevision(db: Database): Promise<number> {
  const { value } = await db.read.selectFrom('revision').select('value').executeTakeFirstOrThrow();
  return value;
}

async function openDatabase(url: string, waitMs: number): Promise<Database> {
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  if (path === undefined && !url.startsWith('mysql://'))
    throw new Error('DATABASE_URL is neither sqlite:PATH nor mysql://user:password@host:3306/database');
  const tried = path === undefined ? shownServer(url) : resolve(path);
  try {
    if (path !== undefined) return await openSqlite(tried, waitMs);
    // Its driver is 80 files, which a gateway on SQLite does not load.
    const { openMysql } = await import('./mysql/open-mysql.ts');
    return await openMysql(url, waitMs);
  } catch (error) {
    throw new Error(`the database ${tried} could not be opened: ${reasonOf(error)}`, { cause: error });
  }
}

/** Where it is, without the password. What cannot be read is not shown: it may begin with a password. */
function shownServer(text: string): string {
  const url = misreadCredentials(text) === undefined ? URL.parse(text) : null;
  if (!url) return shownUrl(text);
  const user = url.password === '' ? url.username : `${url.username}:***`;
  return `${url.protocol}//${user === '' ? '' : `${user}@`}${url.host}${url.pathname}`;
}

/** The innermost reason; Node gives several refused addresses as one error without a message. */
function reasonOf(error: unknown): string {
  const { cause, message, errors } = error as { cause?: unknown; message?: string; errors?: readonly unknown[] };
  if (cause !== undefined) return reasonOf(cause);
  if (errors?.[0] !== undefined) return reasonOf(errors[0]);
  return message ?? String(error);
}
