import { systemClock } from '../../clock.ts';
import type { RunsUnderWay } from '../../engine/live-run.ts';
import type { MetricPiece } from '../../observe/exposition.ts';
import type { Turns } from '../../turns.ts';
import { within } from '../../within.ts';
import type { Begin, Cancel, FromProcess, Outcome, Request, ToProcess } from './message.ts';

/** A parent that does not answer in time is stuck: what was asked for is given up. */
const PATIENCE_MS = 5000;

/** What the others of a machine do for this process. While they cannot, it goes on without. */
export interface Siblings extends Turns {
  /** Resolves when all use what is active now. */
  refresh(): Promise<void>;
  /** Resolves when what they have of run logs is written. */
  flush(): Promise<void>;
  /** The metrics of all processes, this one too. */
  metrics(): AsyncIterable<MetricPiece>;
  /** Whether one of them ran it, and has stopped it. */
  cancel(run: Cancel): Promise<boolean>;
  /** What each of them has under way, the newest `most`. */
  live(most: number): Promise<readonly RunsUnderWay[]>;
}

/** What this process does for the others. */
export interface Services {
  refresh(): Promise<void>;
  flush(): Promise<void>;
  metrics(): AsyncIterable<MetricPiece>;
  /** Rejects when it does not run it. */
  cancel(run: Cancel): Promise<void>;
  live(most: number): Promise<RunsUnderWay>;
}

interface Asked {
  readonly done: () => void;
  outcome: Outcome;
  readonly pieces: MetricPiece[];
}

/** The channel from one of several processes to their parent. */
export class ParentChannel implements Siblings {
  readonly #begin = Promise.withResolvers<Begin>();
  readonly #shutDown = Promise.withResolvers<{ readonly othersServe: boolean }>();
  readonly #asked = new Map<number, Asked>();
  #services: Services | undefined;
  #onKeepHouse: (() => void) | undefined;
  #keepsHouse = false;
  #lastId = 0;
  #surplus = 0;

  constructor() {
    process.on('message', (message) => this.#hear(message as ToProcess));
  }

  /** How this process begins. */
  get begin(): Promise<Begin> {
    return this.#begin.promise;
  }

  /** The parent tells it to end. */
  get shutDown(): Promise<{ readonly othersServe: boolean }> {
    return this.#shutDown.promise;
  }

  send(message: FromProcess): void {
    process.send?.(message, undefined, undefined, () => undefined);
  }

  /** From now on it does what others ask for. */
  serve(services: Services): void {
    this.#services = services;
  }

  /** Calls `keepHouse` once, when this process is the one of them that keeps house. */
  onKeepHouse(keepHouse: () => void): void {
    this.#onKeepHouse = keepHouse;
    if (this.#keepsHouse) keepHouse();
  }

  /** Whether the connection of the request that has come ends with its answer: others have fewer. */
  takeSurplus(): boolean {
    if (this.#surplus === 0) return false;
    this.#surplus--;
    return true;
  }

  async refresh(): Promise<void> {
    await this.#ask('refresh');
  }

  async flush(): Promise<void> {
    await this.#ask('flush');
  }

  async *metrics(): AsyncGenerator<MetricPiece> {
    const { pieces } = await this.#ask('metrics');
    yield* pieces.length > 0 ? pieces : (this.#services?.metrics() ?? []);
  }

  async cancel(run: Cancel): Promise<boolean> {
    return (await this.#ask(run)).outcome.found;
  }

  async live(most: number): Promise<readonly RunsUnderWay[]> {
    return (await this.#ask({ live: most })).outcome.live ?? [];
  }

  async take(names: readonly string[]): Promise<() => void> {
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked.set(id, { done: resolve, outcome: { found: false }, pieces: [] });
    this.send({ kind: 'turn', id, names });
    await promise;
    this.#asked.delete(id);
    return () => this.send({ kind: 'endTurn', id });
  }

  /** Tells the parent the last metrics; then the channel no longer keeps this process alive. */
  async close(): Promise<void> {
    await this.#sendPieces();
    process.channel?.unref();
  }

  async #ask(request: Request): Promise<Asked> {
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    const asked: Asked = { done: resolve, outcome: { found: false }, pieces: [] };
    this.#asked.set(id, asked);
    this.send({ kind: 'request', id, request });
    await within(systemClock, PATIENCE_MS, promise);
    this.#asked.delete(id);
    return asked;
  }

  #hear(message: ToProcess): void {
    switch (message.kind) {
      case 'begin':
        return this.#begin.resolve(message.begin);
      case 'shutDown':
        return this.#shutDown.resolve(message);
      case 'keepHouse':
        if (!this.#keepsHouse) this.#onKeepHouse?.();
        this.#keepsHouse = true;
        return;
      case 'surplus':
        this.#surplus = message.count;
        return;
      case 'request':
        return void this.#serve(message.id, message.request);
      case 'piece':
        return void this.#asked.get(message.id)?.pieces.push(message.piece);
      case 'done':
        return this.#done(message);
    }
  }

  #done({ id, ...outcome }: { readonly id: number } & Outcome): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    asked.outcome = outcome;
    asked.done();
  }

  async #serve(id: number, request: Request): Promise<void> {
    // A failure is logged where it happens; who asked goes on without.
    const outcome = await this.#do(request).catch(() => ({ found: false }));
    this.send({ kind: 'done', id, ...outcome });
  }

  async #do(request: Request): Promise<Outcome> {
    const services = this.#services;
    if (!services) return { found: false };
    if (request === 'metrics') await this.#sendPieces();
    else if (typeof request === 'string') await services[request]();
    else if ('live' in request) return { found: false, live: [await services.live(request.live)] };
    else {
      await services.cancel(request);
      return { found: true };
    }
    return { found: false };
  }

  async #sendPieces(): Promise<void> {
    for await (const piece of this.#services?.metrics() ?? []) this.send({ kind: 'piece', piece });
  }
}
