import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { RunLogSink } from '../engine/port.ts';
import type { RunLog } from '../engine/run-log.ts';
import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { RunLogStore, StoredLog } from '../store/store.ts';
import { fitLargeLog } from './fit-large-log.ts';
import { LARGEST_RUN_LOG, fitRunLog } from './fit-run-log.ts';
import { isLargeLog } from './log-size.ts';
import { CREDENTIALS } from './redactor.ts';
import type { Redactor } from './redactor.ts';

/** Milliseconds from one group to the next, unless a whole group waits before. */
const INTERVAL_MS = 200;
/** Milliseconds until the next try while the database is away. */
const RETRY_MS = 500;
/** Documents, and characters, of one transaction. */
const GROUP = 200;
const GROUP_CHARS = 4 * 1024 ** 2;
/** Characters waiting above which a run waits too. */
const ROOM_CHARS = 32 * 1024 ** 2;

export interface RunLogWriterDeps {
  readonly store: Pick<RunLogStore, 'toStored' | 'toStoredLarge' | 'writeAll'>;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** Counts documents that were given up. */
  readonly dropped: (count: number) => void;
}

export interface RunLogWriter extends RunLogSink {
  /** A log as it is stored: masked, and cut to size; `write` takes it as it is. */
  fit(log: RunLog): Promise<RunLog>;
  /** Writes what waits now, so that a reader sees it. Rejects when the database does not take it; it stays. */
  flush(): Promise<void>;
  /** Writes what is left, trying again for `patienceMs`. */
  close(patienceMs: number): Promise<void>;
}

/** Writes run logs in groups, masked and cut to size. */
export function createRunLogWriter(deps: RunLogWriterDeps): RunLogWriter {
  return new GroupWriter(deps);
}

/**
 *   empty ──write()──► waiting ──the interval is over, or flush()──► writing ──► empty
 *                         ▲                                            │
 *                         └────────── the database is away ────────────┘
 *
 * While more than ROOM_CHARS wait, `write` holds its caller back: nothing is dropped.
 */
class GroupWriter implements RunLogWriter {
  readonly #deps: RunLogWriterDeps;
  /** By trx: the later document of a run takes the place of an earlier one. */
  readonly #waiting = new Map<string, StoredLog>();
  #chars = 0;
  /** Large logs that are being cut. */
  readonly #storing = new Set<Promise<StoredLog>>();
  #room = Promise.withResolvers<undefined>();
  /** Writes happen one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #closed = false;
  #lastWrite = -Infinity;
  #away = false;

  constructor(deps: RunLogWriterDeps) {
    this.#deps = deps;
  }

  /** One that is in the outbox is masked and cut to size already. */
  async write(log: RunLog, isInOutbox: boolean): Promise<void> {
    const storing = isLargeLog(log) ? this.#storeLarge(log, isInOutbox) : this.#storeSmall(log, isInOutbox);
    // A small one waits already when this returns: `flush` counts on it.
    const stored = storing instanceof Promise ? await storing : storing;
    this.#chars += stored.chars - (this.#waiting.get(log.trx)?.chars ?? 0);
    this.#waiting.set(log.trx, stored);
    this.#schedule();
    if (this.#chars > ROOM_CHARS) await this.#room.promise;
  }

  async fit(log: RunLog): Promise<RunLog> {
    const { redactor } = this.#deps;
    return isLargeLog(log) ? (await fitLargeLog(log, redactor)).log : fitRunLog(masked(log, redactor)).log;
  }

  /** It becomes text at once: held as it is until it is written, it would cost more to keep than to write. */
  #storeSmall(log: RunLog, isInOutbox: boolean): StoredLog {
    const { store, redactor } = this.#deps;
    if (isInOutbox) return store.toStored(log, isInOutbox);
    const shown = withoutCredentials(log);
    const plain = storedOrTooDeep(() => store.toStored(shown, isInOutbox));
    const isClean = plain && redactor.isClean(plain.row.head) && redactor.isClean(plain.document);
    const stored = isClean ? plain : store.toStored(masked(log, redactor), isInOutbox);
    if (stored.chars * 3 <= LARGEST_RUN_LOG || bytesOf(stored) <= LARGEST_RUN_LOG) return stored;
    return store.toStored(fitRunLog(masked(log, redactor)).log, isInOutbox);
  }

  #storeLarge(log: RunLog, isInOutbox: boolean): Promise<StoredLog> {
    const { store, redactor } = this.#deps;
    const fitting = isInOutbox ? Promise.resolve({ log }) : fitLargeLog(log, redactor);
    const stored = fitting.then((fitted) => store.toStoredLarge(fitted.log, isInOutbox));
    const storing = stored.finally(() => this.#storing.delete(storing));
    this.#storing.add(storing);
    return storing;
  }

  flush(): Promise<void> {
    // A reader finds what was handed over before.
    const handedOver = Promise.allSettled([this.#turn, ...this.#storing]);
    const mine = handedOver.then(() => this.#writeWaiting());
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async close(patienceMs: number): Promise<void> {
    const { clock, log, dropped } = this.#deps;
    this.#closed = true;
    this.#cancelTimer?.();
    const until = clock.elapsed() + patienceMs;
    for (;;) {
      await this.flush().catch(() => undefined);
      if (this.#waiting.size === 0) return;
      if (clock.elapsed() >= until) break;
      await clock.sleep(RETRY_MS);
    }
    dropped(this.#waiting.size);
    log.error({ trx: [...this.#waiting.keys()] }, 'run logs are lost: the database did not take them before the end');
    this.#room.resolve(undefined);
  }

  #schedule(): void {
    if (this.#waiting.size % GROUP === 0 && !this.#away) return void this.flush().catch(() => undefined);
    if (this.#cancelTimer !== undefined || this.#closed) return;
    const { clock } = this.#deps;
    const wait = this.#away ? RETRY_MS : Math.max(0, this.#lastWrite + INTERVAL_MS - clock.elapsed());
    const write = async (): Promise<void> => {
      await this.flush().catch(() => undefined);
      this.#cancelTimer = undefined;
      if (this.#waiting.size > 0) this.#schedule();
    };
    this.#cancelTimer = clock.timer(wait, () => void write());
  }

  async #writeWaiting(): Promise<void> {
    const { log } = this.#deps;
    try {
      // What comes meanwhile waits for the next time: groups of what came during one write would be small.
      for (let left = this.#waiting.size; left > 0 && this.#waiting.size > 0;)
        left -= await this.#writeGroup(this.#nextGroup());
      if (this.#away) log.info('run logs are written again');
      this.#away = false;
    } catch (error) {
      const waiting = this.#waiting.size;
      if (!this.#away) log.error({ err: error, waiting }, 'run logs cannot be written; they are kept and tried again');
      this.#away = true;
      throw error;
    }
  }

  #nextGroup(): StoredLog[] {
    const group: StoredLog[] = [];
    let chars = 0;
    for (const waiting of this.#waiting.values()) {
      if (group.length === GROUP || (chars > 0 && chars + waiting.chars > GROUP_CHARS)) break;
      group.push(waiting);
      chars += waiting.chars;
    }
    return group;
  }

  /** Gives how many wait no more. Rejects only when the database is away. */
  async #writeGroup(group: readonly StoredLog[]): Promise<number> {
    this.#lastWrite = this.#deps.clock.elapsed();
    try {
      await this.#deps.store.writeAll(group);
    } catch (error) {
      if (error instanceof StepgateError && error.retryAfterMs !== undefined) throw error;
      if (group.length === 1) this.#giveUp(group, error);
      // One of them cannot be stored: alone, it harms no other.
      else {
        let written = 0;
        for (const one of group) written += await this.#writeGroup([one]);
        return written;
      }
    }
    return this.#remove(group);
  }

  #giveUp([one]: readonly StoredLog[], error: unknown): void {
    this.#deps.dropped(1);
    this.#deps.log.error({ err: error, trx: one?.trx }, 'a run log is lost: the database refuses it');
  }

  #remove(group: readonly StoredLog[]): number {
    let removed = 0;
    for (const one of group) {
      // A newer document of the same run may have come meanwhile.
      if (this.#waiting.get(one.trx) !== one) continue;
      this.#waiting.delete(one.trx);
      this.#chars -= one.chars;
      removed += 1;
    }
    if (this.#chars <= ROOM_CHARS) {
      this.#room.resolve(undefined);
      this.#room = Promise.withResolvers();
    }
    return removed;
  }
}

function masked(log: RunLog, redactor: Redactor): RunLog {
  return redactor.json(log as unknown as Json) as unknown as RunLog;
}

/** Most requests have one of these headers: a log in which only they are masked needs no walk through all of it. */
function withoutCredentials(log: RunLog): RunLog {
  const { header } = (log.request ?? {}) as { readonly header?: Readonly<Record<string, unknown>> };
  if (!header || !CREDENTIALS.some((name) => header[name] !== undefined)) return log;
  const shown = Object.entries(header).map(([name, value]) => [name, CREDENTIALS.includes(name) ? '***' : value]);
  return { ...log, request: { ...(log.request as object), header: Object.fromEntries(shown) as Json } };
}

/** Undefined: it nests too deep to become text. */
function storedOrTooDeep(toStored: () => StoredLog): StoredLog | undefined {
  try {
    return toStored();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function bytesOf({ row, document }: StoredLog): number {
  return Buffer.byteLength(row.head) + Buffer.byteLength(document);
}
