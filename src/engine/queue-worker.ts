import type { Clock } from '../clock.ts';
import { repeat } from '../repeat.ts';
import type { QueueRepository, Worker, WorkerScope } from './queue-port.ts';
import { queueOf } from './queue-settings.ts';
import type { Queue } from './queue-settings.ts';

/** What another process has put into a queue is found within that time. */
const LOOK_MS = 500;
const EXPIRED_AT_ONCE = 100;
const TRIMMED_AT_ONCE = 500;

export interface QueueWorkerDeps {
  readonly clock: Clock;
  readonly queues: QueueRepository;
  /** Takes a run from its queue: resolves once it has begun. Undefined: another process has it, or it is not there any more. */
  readonly take: (trx: string) => Promise<{ readonly done: Promise<unknown> } | undefined>;
  /** A run was taken. @param waitedMs for how long it could be. */
  readonly began: (queue: string, waitedMs: number) => void;
  /** Ends a run that has not begun in time. */
  readonly expire: (trx: string) => Promise<void>;
  readonly self: Pick<Worker, 'id' | 'host' | 'pid' | 'version'>;
  /** How often keys are looked through, whose runs may have died. */
  readonly keysEveryMs: number;
  readonly onError: (error: unknown, what: string) => void;
}

/** Takes runs from their queues, as many as each allows, and knows what is set of these. */
export class QueueWorker {
  readonly #deps: QueueWorkerDeps;
  #scope: WorkerScope | undefined;
  #queues: ReadonlyMap<string, Queue> = new Map();
  readonly #active = new Map<string, number>();
  /** Queues that are being looked at; true: once more, then. */
  readonly #filling = new Map<string, boolean>();
  readonly #reading;
  readonly #looking;
  readonly #trimming;
  /** One waits for its key. */
  #isHeld = false;
  readonly #keys;
  #isStopped = false;

  constructor(deps: QueueWorkerDeps) {
    this.#deps = deps;
    const { clock } = deps;
    const failed = (what: string) => (error: unknown) => deps.onError(error, what);
    this.#reading = repeat(clock, 1000, () => this.#read(), failed('the reading of queues'));
    this.#looking = repeat(clock, LOOK_MS, () => this.#look(), failed('the search for queued runs'));
    this.#trimming = repeat(clock, 1000, () => this.#trim(), failed('the search for runs that are over'));
    this.#keys = repeat(clock, deps.keysEveryMs, () => this.#promoteKeys(), failed('the search for free keys'));
  }

  /** Knows what is set of queues from now on. */
  begin(): void {
    this.#reading.start();
  }

  /** Works from now on. */
  work(scope: WorkerScope): void {
    this.#scope = scope;
    for (const one of [this.#looking, this.#trimming, this.#keys]) one.start();
  }

  /** Runs under way. */
  get active(): number {
    let sum = 0;
    for (const one of this.#active.values()) sum += one;
    return sum;
  }

  /** A queue as it is set. */
  of(name: string): Queue {
    return this.#queues.get(name) ?? queueOf(name, false, {});
  }

  /** There may be something to take from this queue. */
  poke(queue: string): void {
    if (this.#filling.has(queue)) this.#filling.set(queue, true);
    else if (this.#scope && !this.#isStopped) void this.#fill(queue);
  }

  /** Takes nothing any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const all = [this.#reading, this.#looking, this.#trimming, this.#keys];
    await Promise.all(all.map((one) => one.stop()));
    if (this.#scope) await this.#deps.queues.gone(this.#deps.self.id).catch(() => undefined);
  }

  /** Reads what is set of queues; what they allow now is taken. */
  async refresh(): Promise<void> {
    await this.#read();
    for (const name of this.#queues.keys()) this.poke(name);
  }

  async #read(): Promise<void> {
    this.#queues = new Map((await this.#deps.queues.all()).map((queue) => [queue.name, queue]));
  }

  #say(): Promise<void> {
    const { queues, self } = this.#deps;
    return queues.seen({ ...self, queues: this.#scope?.queues ?? null, active: this.active });
  }

  async #look(): Promise<void> {
    const { queues, self, expire } = this.#deps;
    const found = await queues.look(self.id);
    this.#isHeld = found.isHeld;
    if (found.isAsked) await this.#say();
    if (found.isDue) await queues.promote();
    if (found.isDue || found.isReady) for (const name of this.#queues.keys()) this.poke(name);
    if (found.isExpired) for (const trx of await queues.expired(EXPIRED_AT_ONCE)) await expire(trx);
  }

  async #promoteKeys(): Promise<void> {
    if (this.#isHeld) await this.#deps.queues.promoteKeys();
  }

  async #trim(): Promise<void> {
    for (const queue of this.#queues.values()) {
      const { success, failed } = queue.keep;
      if (success !== null || failed !== null) await this.#deps.queues.trim(queue, TRIMMED_AT_ONCE);
    }
  }

  /** Takes what there is room for; looks again where it was told to meanwhile. */
  async #fill(queue: string): Promise<void> {
    try {
      do {
        this.#filling.set(queue, false);
        await this.#takeSome(this.of(queue));
      } while (this.#filling.get(queue) === true && !this.#isStopped);
    } catch (error) {
      this.#deps.onError(error, `the taking of runs from the queue ${queue}`);
    } finally {
      this.#filling.delete(queue);
    }
  }

  async #takeSome(queue: Queue): Promise<void> {
    const { queues } = this.#deps;
    const { name, isPaused, limit } = queue;
    const room = (this.#scope?.concurrency ?? queue.concurrency) - (this.#active.get(name) ?? 0);
    if (isPaused || room <= 0 || this.#isStopped || this.#scope?.queues?.includes(name) === false) return;
    const found = await queues.ready(name, room);
    if (found.length === 0) return;
    const most = limit ? await queues.grant(name, limit, found.length) : found.length;
    await Promise.all(found.slice(0, most).map(({ trx, waitedMs }) => this.#take(name, trx, waitedMs)));
  }

  /** Resolves once the run has begun; there is room for another one when it has ended, or rests. */
  async #take(queue: string, trx: string, waitedMs: number): Promise<void> {
    this.#count(queue, 1);
    const ended = (): void => {
      this.#count(queue, -1);
      this.poke(queue);
    };
    try {
      const run = await this.#deps.take(trx);
      if (!run) return this.#count(queue, -1);
      this.#deps.began(queue, waitedMs);
      void run.done.then(ended);
    } catch (error) {
      this.#count(queue, -1);
      this.#deps.onError(error, `the beginning of the queued run ${trx}`);
    }
  }

  #count(queue: string, by: 1 | -1): void {
    this.#active.set(queue, (this.#active.get(queue) ?? 0) + by);
  }
}
