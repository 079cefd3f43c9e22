import { toStepgateError } from '../error.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import { queueNameOf, queuedRow, queuedRun } from './enqueue.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { Answer, Queues, RunIds, StartedRun } from './engine.ts';
import { readState, writeState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import type { KeptRun, Operator } from './port.ts';
import type { DirectRun, WorkerScope } from './queue-port.ts';
import { QueueWorker } from './queue-worker.ts';
import type { QueuedRun, QueuedStart } from './queue-state.ts';
import { conflict } from './refusal.ts';
import { isAway } from './run-ledger.ts';

const RETRIED = 'only a run of a queue that has failed, or was cancelled, can be tried anew';

export interface QueuesDeps {
  readonly engine: EngineDeps;
  /** Why no run may begin now; undefined: it may. */
  readonly refusalOf: (rule: CompiledRule, request: RequestContext, ids: RunIds) => Answer | undefined;
  readonly refuse: (rule: CompiledRule, request: RequestContext, ids: RunIds, error: unknown) => Answer;
  /** Takes a queued run and goes on with it; undefined: it is not queued. */
  readonly goOn: (trx: string) => Promise<StartedRun | undefined>;
  readonly expire: (trx: string) => Promise<void>;
  /** Why a run that has no row cannot be told anything. */
  readonly unknown: (trx: string) => Promise<unknown>;
  readonly defer: (trx: string, write: () => Promise<void>) => void;
}

/** The queues as the engine sees them. */
export class EngineQueues implements Queues {
  readonly #deps: QueuesDeps;
  readonly #worker: QueueWorker;
  /** Who waits for runs. */
  readonly #waiting = new Map<string, Set<(value: undefined) => void>>();

  constructor(deps: QueuesDeps) {
    const { clock, queues, self, leaseMs, onError, attempts } = deps.engine;
    this.#deps = deps;
    this.#worker = new QueueWorker({
      ...{ clock, queues, self, onError, keysEveryMs: leaseMs / 3 },
      take: deps.goOn,
      expire: deps.expire,
      began: (queue, waitedMs) => attempts?.began(queue, waitedMs),
    });
  }

  /** Knows what is set of queues from now on. */
  start(): void {
    this.#worker.begin();
  }

  work(scope: WorkerScope): void {
    this.#worker.work(scope);
  }

  /** Runs under way that were taken from queues. */
  get active(): number {
    return this.#worker.active;
  }

  refresh(): Promise<void> {
    return this.#worker.refresh();
  }

  stop(): Promise<void> {
    return this.#worker.stop();
  }

  /** A run whose client waits, and which begins at once. Undefined: its rule has no queue. */
  direct(rule: CompiledRule): DirectRun | undefined {
    if (!rule.queue) return undefined;
    const settings = this.#worker.of(rule.queue.name);
    const entry = { queue: settings.name, priority: 0, delayMs: 0, expiresMs: null, key: null, keyConcurrency: 1 };
    return { queue: { ...queuedRun(rule, settings, true, null), isDirect: true }, entry: { ...entry, isDirect: true } };
  }

  async begin(rule: CompiledRule, request: RequestContext, ids: RunIds, how: QueuedStart): Promise<Answer> {
    const refusal = this.#deps.refusalOf(rule, request, ids);
    if (refusal) return { ...refusal, transient: 'retry' };
    const { engine, refuse } = this.#deps;
    try {
      const settings = this.#worker.of(queueNameOf(rule, how.queue));
      await engine.queues.name(settings.name);
      const { row, answer } = await queuedRow(engine, rule, request, ids, settings, how);
      await this.#insert(row);
      await this.#told(settings.name, row.newEntry?.key ?? null);
      return answer;
    } catch (thrown) {
      return { ...refuse(rule, request, ids, thrown), transient: 'retry' };
    }
  }

  async #insert(row: Parameters<EngineDeps['repository']['insert']>[0]): Promise<void> {
    const { repository } = this.#deps.engine;
    try {
      await repository.insert(row);
    } catch (error) {
      // Its client is told to send the request again: it must not begin all the same.
      const discard = async (): Promise<void> => {
        await repository.transition(row.trx, ['queued'], 1, 'failed', { entry: { to: 'left', outcome: 'failed' } });
      };
      if (isAway(error)) this.#deps.defer(row.trx, discard);
      throw error;
    }
  }

  take(trx: string): Promise<StartedRun | undefined> {
    return this.#deps.goOn(trx);
  }

  async retry(trx: string, operator: Operator): Promise<void> {
    const { repository, queues } = this.#deps.engine;
    const row = await repository.get(trx);
    if (!row) throw await this.#deps.unknown(trx);
    const state = await this.#retriable(row);
    const { attempt, name, key = null } = state.queue;
    const queue = anew(state.queue);
    const audit = { operator, action: 'run.retry', target: trx, before: null, after: null };
    const text = await writeState({ ...state, queue, pendingAnswer: true });
    const entry = { to: 'queued', delayMs: 0, attempt: attempt + 1, isRetry: true } as const;
    const patch = { state: text, entry, audit, dropsAnswer: true };
    if (!(await repository.transition(trx, [row.status], row.epoch, 'queued', patch)))
      throw conflict(trx, (await repository.get(trx))?.status, RETRIED);
    await queues.name(name);
    await this.#told(name, key);
  }

  async #retriable(row: KeptRun): Promise<KeptState & { readonly queue: QueuedRun }> {
    const mayBe = row.status === 'failed' || row.status === 'cancelled';
    // A run that is in no queue has no state any more.
    const state = mayBe && row.state !== '' ? await readState(row.state) : undefined;
    const { queue } = state ?? {};
    if (!state || !queue) throw conflict(row.trx, row.status, RETRIED);
    return { ...state, queue };
  }

  /** Puts a paused run back in its old place; false: it is in no queue. */
  async putBack(row: KeptRun, operator: Operator): Promise<boolean> {
    const { queue } = await readState(row.state);
    if (!queue || queue.isDirect) return false;
    const { repository } = this.#deps.engine;
    const audit = { operator, action: 'run.resume', target: row.trx, before: null, after: null };
    const entry = { to: 'queued', delayMs: 0, attempt: queue.attempt } as const;
    const isBack = await repository.transition(row.trx, ['paused'], row.epoch, 'queued', { entry, audit });
    if (isBack) await this.#told(queue.name, queue.key ?? null);
    return isBack;
  }

  async settled(trx: string, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const all = this.#waiting.get(trx) ?? new Set();
    this.#waiting.set(trx, all.add(resolve));
    const callOff = this.#deps.engine.clock.timer(ms, () => resolve(undefined));
    await promise;
    callOff();
    all.delete(resolve);
    if (all.size === 0) this.#waiting.delete(trx);
  }

  /** A run of this process has ended, or rests: another one with its key may begin. */
  left(trx: string, queue: QueuedRun): void {
    const { key, name } = queue;
    for (const tell of this.#waiting.get(trx) ?? []) tell(undefined);
    if (key === undefined) return;
    this.#told(name, key).catch((error: unknown) => this.#deps.engine.onError(error, `the key of queue ${name}`));
  }

  async #told(queue: string, key: string | null): Promise<void> {
    // Where that fails, the search for free keys does it.
    if (key !== null) await this.#deps.engine.queues.promoteKey(queue, key).catch(ignoreAway);
    this.#worker.poke(queue);
  }
}

/** With all its attempts. */
function anew(queue: QueuedRun): QueuedRun {
  const { attempt, attempts } = queue;
  return { ...queue, attempt: attempt + 1, last: attempt + attempts, isDirect: false };
}

function ignoreAway(error: unknown): void {
  if (toStepgateError(error).code !== '000503') throw error;
}
