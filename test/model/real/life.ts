import type { EngineDeps } from '../../../src/engine/engine-deps.ts';
import type { ChildRuns } from '../../../src/engine/child-runs.ts';
import type { ComponentExecutor, KeptRun, ResolvedCall, RunRepository, RunStatus } from '../../../src/engine/port.ts';
import type { WaitRepository } from '../../../src/engine/wait-port.ts';
import type { CompiledComponent } from '../../../src/rule/compiled.ts';
import type { IdempotencyStore } from '../../../src/store/store.ts';
import type { Crash, Write } from '../program.ts';

/** What a process does that has an effect outside. */
type Doing = 'write' | 'call';

/** A process: once it has died nothing that it does has an effect, and nothing that it waits for comes. */
export class Life {
  readonly died: Promise<undefined>;
  readonly #died = Promise.withResolvers<undefined>();
  readonly #crash: Crash | null;
  readonly #done = { write: 0, call: 0 };
  #isDead = false;
  /** What it waits for of its database. */
  #underWay = 0;
  /** What it has committed of each run, in order. */
  readonly #writes = new Map<string, Write[]>();
  /** Where their rows say that they stand. */
  readonly #layers = new Map<string, number | undefined>();

  constructor(crash: Crash | null) {
    this.#crash = crash;
    this.died = this.#died.promise;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Whether it waits for nothing of its database. */
  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  /** What it has committed of a run, in order. */
  writesOf(trx: string): readonly Write[] {
    return this.#writes.get(trx) ?? [];
  }

  /** The keys of calls as this process has them. @param finished is told whose answers are kept. */
  keys(real: IdempotencyStore, finished: (trx: string) => void): IdempotencyStore {
    const write = <T>(work: () => Promise<T>): Promise<T> => this.#pass('write', work);
    return {
      prune: (most) => real.prune(most),
      begin: (...args) => write(() => real.begin(...args)),
      finish: (trx, answer) =>
        write(async () => {
          await real.finish(trx, answer);
          finished(trx);
        }),
      release: (trx) => write(() => real.release(trx)),
      drop: (trx) => write(() => real.drop(trx)),
    };
  }

  /** What runs have called, as this process sees it. */
  children(real: ChildRuns): ChildRuns {
    const read = <T>(work: () => Promise<T>): Promise<T> => this.#pass(undefined, work);
    return {
      of: (call) => read(() => real.of(call)),
      open: (caller) => read(() => real.open(caller)),
      answer: (trx) => read(() => real.answer(trx)),
      succeeded: (caller) => read(() => real.succeeded(caller)),
    };
  }

  die(): void {
    this.#isDead = true;
    this.#died.resolve(undefined);
  }

  /** What an engine of this process gets in place of `deps`. */
  around(deps: EngineDeps): EngineDeps {
    const { api, rule, script, transform } = deps.executors;
    return {
      ...deps,
      repository: this.#repository(deps.repository),
      waits: this.#waits(deps.waits),
      executors: {
        api: this.#executor(api),
        rule: this.#executor(rule),
        script: this.#executor(script),
        transform: this.#executor(transform),
      },
      runLogs: {
        fit: (log) => deps.runLogs.fit(log),
        write: (...args) => this.#pass(undefined, () => deps.runLogs.write(...args)),
      },
      ended: (run) => {
        if (!this.#isDead) deps.ended(run);
      },
    };
  }

  #executor<C extends CompiledComponent['call'], R extends ResolvedCall>(
    real: ComponentExecutor<C, R>,
  ): ComponentExecutor<C, R> {
    return {
      resolve: (call, scope) => real.resolve(call, scope),
      execute: (call, attempt) => this.#pass('call', () => real.execute(call, attempt)),
    };
  }

  #repository(real: RunRepository): RunRepository {
    const write = <T>(
      trx: string,
      what: Write,
      layerOf: (result: T) => number | undefined,
      work: () => Promise<T>,
    ): Promise<T> =>
      this.#pass('write', async () => {
        const result = await work();
        this.#writes.set(trx, [...this.writesOf(trx), what]);
        this.#layers.set(trx, layerOf(result));
        return result;
      });
    const taken = (row: KeptRun | string | undefined): number | undefined =>
      typeof row === 'object' ? row.curStep : undefined;
    const read = <T>(work: () => Promise<T>): Promise<T> => this.#pass(undefined, work);
    return {
      insert: (run) =>
        write(
          run.trx,
          writeOf(run.status) ?? 'begun',
          () => run.curStep,
          () => real.insert(run),
        ),
      checkpoint: (trx, epoch, patch) => {
        const what = patch.curStep === this.#layers.get(trx) ? 'progress' : 'checkpoint';
        return write(
          trx,
          what,
          () => patch.curStep,
          () => real.checkpoint(trx, epoch, patch),
        );
      },
      transition: (trx, from, epoch, to, patch) =>
        write(
          trx,
          writeOf(to) ?? 'ended',
          () => patch.curStep,
          () => real.transition(trx, from, epoch, to, patch),
        ),
      claim: (trx, ...by) => write(trx, 'claimed', taken, () => real.claim(trx, ...by)),
      get: (trx) => read(() => real.get(trx)),
      getById: (id) => read(() => real.getById(id)),
      renewLeases: (owner, trxs) => read(() => real.renewLeases(owner, trxs)),
      reapExpired: () => read(() => real.reapExpired()),
      outboxLogs: () => read(() => real.outboxLogs()),
      wake: (trx, ...by) => write(trx, 'woken', taken, () => real.wake(trx, ...by)),
      pause: (trx, audit) => read(() => real.pause(trx, audit)),
      toBePaused: (owner) => read(() => real.toBePaused(owner)),
      due: (limit, trx) => read(() => real.due(limit, trx)),
      dueForUndo: (limit) => read(() => real.dueForUndo(limit)),
      claimUndo: (trx, owner) => write(trx, 'claimed', taken, () => real.claimUndo(trx, owner)),
    };
  }

  #waits(real: WaitRepository): WaitRepository {
    const pass = <T>(work: () => Promise<T>): Promise<T> => this.#pass(undefined, work);
    return {
      of: (trx) => pass(() => real.of(trx)),
      get: (trx, key) => pass(() => real.get(trx, key)),
      open: (wait) => pass(() => real.open(wait)),
      pass: (trx, key) => pass(() => real.pass(trx, key)),
      complete: (...args) => pass(() => real.complete(...args)),
    };
  }

  async #pass<T>(doing: Doing | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#isDead) return never();
    const isHere = doing !== undefined && doing === this.#crash?.at && this.#done[doing]++ === this.#crash.nth;
    if (isHere && this.#crash.side === 'before') {
      this.die();
      return never();
    }
    const ofDatabase = doing === 'call' ? 0 : 1;
    this.#underWay += ofDatabase;
    try {
      return await work();
    } finally {
      this.#underWay -= ofDatabase;
      if (isHere) this.die();
      if (this.isDead) await never();
    }
  }
}

/** What it is that a run has this status from now on. */
function writeOf(status: RunStatus): Write | undefined {
  if (status === 'compensating') return 'given up';
  if (status === 'waiting') return 'resting';
  return status === 'suspended' ? status : undefined;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
