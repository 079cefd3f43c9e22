import type { CompiledQuery, QueryResult, Transaction } from 'kysely';
import { CommitUnknown } from './database.ts';
import type { Database } from './database.ts';
import type { StepgateError } from '../error.ts';
import type { Tables } from './schema.ts';
import { RefusedWrite, isUnavailable } from './unavailable.ts';

/*
 * Group commit. A commit waits for the disk; writes that arrive meanwhile wait together and are committed together:
 *
 *   write ──► waiting ──► one transaction of all that wait ──► each write's own result
 *                              │ a statement fails: rolled back
 *                              │ COMMIT is not answered: each checks first whether it was applied
 *                              └──► each alone, in a transaction of its own
 */

const GROUP_SIZE = 100;
/** So many writes are worth a group beside one that is under way; fewer wait for that, and more come with them. */
const WORTH_ANOTHER = 16;

type Results = readonly QueryResult<unknown>[];

/** A write that does not look at anything in between: its statements are known beforehand. */
export interface GroupedWrite<T> {
  /** It takes long: it has a transaction of its own, so that no other write waits for it in a group. */
  readonly isLarge?: boolean;
  /** A write that is taken only where others would be: it ends a refusal. */
  readonly isProbe?: boolean;
  readonly statements: readonly CompiledQuery[];
  /** Makes the result out of one query result per statement. */
  readonly result: (results: Results) => T;
  /**
   * For a write that gives another result when it is run twice: asked before it is run again because it is unknown
   * whether it was applied; undefined: it was not. Without it the write is simply run again.
   */
  readonly settled?: {
    readonly query: () => CompiledQuery;
    readonly result: (result: QueryResult<unknown>) => T | undefined;
  };
}

/** Called when the database takes no writes any more, and when it does again. */
export interface RefusalLog {
  warn(fields: object, message: string): void;
}

/** Commits writes of many callers together. */
export interface WriteQueue {
  /** Resolves when the write is committed. @throws StepgateError 000503, or the statement's error. */
  write<T>(write: GroupedWrite<T>): Promise<T>;
  /** A write that looks at something in between; in no group. Rejects as `Database.transaction` does. */
  transaction<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Whether the database has not taken the last write. It may answer questions all the same. */
  readonly refused: boolean;
  /** Why it takes no writes, as it said, until it takes a probe. */
  readonly refusal: string | undefined;
  /** Whether writes are under way. */
  readonly isBusy: boolean;
  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void>;
}

/** A write and its caller, without the type of its result. */
interface GroupMember {
  readonly isLarge: boolean;
  readonly isProbe: boolean;
  readonly statements: readonly CompiledQuery[];
  readonly settle: (results: Results) => void;
  /** Whether it is known to be applied; then its caller gets the result. */
  readonly settleHappened: () => Promise<boolean>;
  readonly reject: (error: unknown) => void;
}

/** A queue over `db`, with as many groups under way at once as the database has use for. */
export function createWriteQueue(db: Database, log: RefusalLog): WriteQueue {
  const waiting: GroupMember[] = [];
  const groups = new Set<Promise<void>>();
  /** Of these, those that are not large. */
  let small = 0;
  const refusals = new Refusals(log);
  const start = (): void => {
    while (waiting.length > (small === 0 ? 0 : WORTH_ANOTHER - 1) && groups.size < db.can.writers) {
      const members = nextGroup(waiting);
      const isSmall = members[0]?.isLarge === false;
      if (isSmall) small += 1;
      const group = commitGroup(db, members).then((away) => {
        refusals.ended(away, members);
        if (isSmall) small -= 1;
        groups.delete(group);
        schedule();
      });
      groups.add(group);
    }
  };
  let isScheduled = false;
  // Not at once: what else this turn of the event loop wants to write goes along.
  const schedule = (): void => {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      start();
    });
  };
  return {
    write<T>(write: GroupedWrite<T>): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      waiting.push(memberOf(db, write, resolve, reject));
      if (waiting.length === 1 || waiting.length === WORTH_ANOTHER) schedule();
      return promise;
    },
    async transaction(work) {
      try {
        const result = await db.transaction(work);
        refusals.ended(undefined, []);
        return result;
      } catch (error) {
        if (isUnavailable(error)) refusals.ended(error, []);
        throw error;
      }
    },
    get refused() {
      return refusals.refused;
    },
    get refusal() {
      return refusals.refusal;
    },
    get isBusy() {
      return groups.size > 0 || waiting.length > 0;
    },
    async idle() {
      while (groups.size > 0 || waiting.length > 0)
        await (groups.size > 0 ? Promise.all(groups) : new Promise(setImmediate));
    },
  };
}

/** Whether the database takes writes, as far as is known. */
class Refusals {
  refused = false;
  refusal: string | undefined;
  readonly #log: RefusalLog;

  constructor(log: RefusalLog) {
    this.#log = log;
  }

  /** @param away the error that says that the database is away. */
  ended(away: StepgateError | undefined, members: readonly GroupMember[]): void {
    this.refused = away !== undefined;
    if (away?.cause instanceof RefusedWrite) {
      const { reason } = away.cause;
      if (reason !== this.refusal)
        this.#log.warn({ err: away }, `the database takes no writes: ${reason}; it is tried again`);
      this.refusal = reason;
    } else if (this.refusal !== undefined && !away && members.some(({ isProbe }) => isProbe)) {
      this.#log.warn({}, 'the database takes writes again');
      this.refusal = undefined;
    }
  }
}

/** Taken from those that wait: in their order, a large one by itself. */
function nextGroup(waiting: GroupMember[]): GroupMember[] {
  const large = waiting.findIndex(({ isLarge }) => isLarge);
  return waiting.splice(0, large === -1 ? GROUP_SIZE : Math.max(1, Math.min(large, GROUP_SIZE)));
}

function memberOf<T>(
  db: Database,
  { isLarge = false, isProbe = false, statements, result, settled }: GroupedWrite<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): GroupMember {
  return {
    isLarge,
    isProbe,
    statements,
    reject,
    settle(results) {
      try {
        resolve(result(results));
      } catch (error) {
        reject(error);
      }
    },
    async settleHappened() {
      const happened = settled?.result(await db.read.executeQuery(settled.query()));
      if (happened !== undefined) resolve(happened);
      return happened !== undefined;
    },
  };
}

/** Never rejects: each member gets its own result. Gives the error that says that the database is away. */
async function commitGroup(db: Database, group: readonly GroupMember[]): Promise<StepgateError | undefined> {
  try {
    const results = await db.batch(group.flatMap(({ statements }) => statements));
    let from = 0;
    for (const { statements, settle } of group) settle(results.slice(from, (from += statements.length)));
    return undefined;
  } catch (error) {
    const unknown = error instanceof CommitUnknown;
    if (unknown || (group.length > 1 && !isUnavailable(error))) return commitEach(db, group, unknown);
    for (const { reject } of group) reject(error);
    return isUnavailable(error) ? error : undefined;
  }
}

/** One after another; once the database is away the rest need not try. */
async function commitEach(
  db: Database,
  group: readonly GroupMember[],
  askFirst: boolean,
): Promise<StepgateError | undefined> {
  let away: StepgateError | undefined;
  for (const member of group) {
    const error = away ?? (await commitAlone(db, member, askFirst));
    if (isUnavailable(error)) away = error;
    if (error !== undefined) member.reject(error);
  }
  return away;
}

/** Gives the error, if any. */
async function commitAlone(db: Database, member: GroupMember, askFirst: boolean): Promise<unknown> {
  try {
    if (askFirst && (await member.settleHappened())) return undefined;
    member.settle(await db.batch(member.statements));
    return undefined;
  } catch (error) {
    return error instanceof CommitUnknown ? error.cause : error;
  }
}
