import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { RunLogSink } from '../engine/port.ts';
import type { RunLog } from '../engine/run-log.ts';
import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { RunLogStore } from '../store/store.ts';
import { isLarge } from '../large/size.ts';
import { fitLargeLog } from './fit-large-log.ts';
import { fitRunLog } from './fit-run-log.ts';
import type { FittedLog } from './fit-run-log.ts';
import type { Redactor } from './redactor.ts';

/** Milliseconds from one group to the next. */
const INTERVAL_MS = 200;
/** Milliseconds until the next try while the database is away. */
const RETRY_MS = 500;
/** Documents, and bytes, of one transaction. */
const GROUP = 200;
const GROUP_BYTES = 4 * 1024 ** 2;
/** Bytes waiting above which a run waits too. */
const ROOM_BYTES = 32 * 1024 ** 2;

export interface RunLogWriterDeps {
  readonly store: Pick<RunLogStore, 'writeAll'>;
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
 * While more than ROOM_BYTES wait, `write` holds its caller back: nothing is dropped.
 */
class GroupWriter implements RunLogWriter {
  readonly #deps: RunLogWriterDeps;
  /** By trx: the later document of a run takes the place of an earlier one. */
  readonly #waiting = new Map<string, FittedLog>();
  #bytes = 0;
  /** Large logs that are being cut. */
  readonly #fitting = new Set<Promise<FittedLog>>();
  /** Logs that `fit` has given. */
  readonly #fitted = new WeakMap<RunLog, FittedLog>();
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

  async write(log: RunLog): Promise<void> {
    const fitting = this.#fitted.get(log) ?? this.#fit(log);
    // A small one waits already when this returns: `flush` counts on it.
    const fitted = fitting instanceof Promise ? await fitting : fitting;
    this.#bytes += fitted.bytes - (this.#waiting.get(log.trx)?.bytes ?? 0);
    this.#waiting.set(log.trx, fitted);
    this.#schedule();
    if (this.#bytes > ROOM_BYTES) await this.#room.promise;
  }

  async fit(log: RunLog): Promise<RunLog> {
    const fitted = await this.#fit(log);
    this.#fitted.set(fitted.log, fitted);
    return fitted.log;
  }

  #fit(log: RunLog): FittedLog | Promise<FittedLog> {
    return isLarge(log) ? this.#fitLarge(log) : this.#fitSmall(log);
  }

  #fitSmall(log: RunLog): FittedLog {
    return fitRunLog(this.#deps.redactor.json(log as unknown as Json) as unknown as RunLog);
  }

  #fitLarge(log: RunLog): Promise<FittedLog> {
    const fitting = fitLargeLog(log, this.#deps.redactor).finally(() => this.#fitting.delete(fitting));
    this.#fitting.add(fitting);
    return fitting;
  }

  flush(): Promise<void> {
    // A reader finds what was handed over before.
    const handedOver = Promise.allSettled([this.#turn, ...this.#fitting]);
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
      while (this.#waiting.size > 0) await this.#writeGroup(this.#nextGroup());
      if (this.#away) log.info('run logs are written again');
      this.#away = false;
    } catch (error) {
      const waiting = this.#waiting.size;
      if (!this.#away) log.error({ err: error, waiting }, 'run logs cannot be written; they are kept and tried again');
      this.#away = true;
      throw error;
    }
  }

  #nextGroup(): FittedLog[] {
    const group: FittedLog[] = [];
    let bytes = 0;
    for (const waiting of this.#waiting.values()) {
      if (group.length === GROUP || (bytes > 0 && bytes + waiting.bytes > GROUP_BYTES)) break;
      group.push(waiting);
      bytes += waiting.bytes;
    }
    return group;
  }

  /** Rejects only when the database is away. */
  async #writeGroup(group: readonly FittedLog[]): Promise<void> {
    this.#lastWrite = this.#deps.clock.elapsed();
    try {
      await this.#deps.store.writeAll(group.map(({ log }) => log));
    } catch (error) {
      if (error instanceof StepgateError && error.retryAfterMs !== undefined) throw error;
      if (group.length === 1) this.#giveUp(group, error);
      // One of them cannot be stored: alone, it harms no other.
      else for (const one of group) await this.#writeGroup([one]);
    }
    this.#remove(group);
  }

  #giveUp([one]: readonly FittedLog[], error: unknown): void {
    this.#deps.dropped(1);
    this.#deps.log.error({ err: error, trx: one?.log.trx }, 'a run log is lost: the database refuses it');
  }

  #remove(group: readonly FittedLog[]): void {
    for (const one of group) {
      // A newer document of the same run may have come meanwhile.
      if (this.#waiting.get(one.log.trx) !== one) continue;
      this.#waiting.delete(one.log.trx);
      this.#bytes -= one.bytes;
    }
    if (this.#bytes > ROOM_BYTES) return;
    this.#room.resolve(undefined);
    this.#room = Promise.withResolvers();
  }
}
