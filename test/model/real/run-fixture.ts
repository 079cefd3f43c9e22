import { createEngine } from '../../../src/engine/create-engine.ts';
import { StepgateError } from '../../../src/error.ts';
import type { EngineDeps } from '../../../src/engine/engine-deps.ts';
import type { Engine, RunIds, StartedRun } from '../../../src/engine/engine.ts';
import type { KeptRun, ResultCache } from '../../../src/engine/port.ts';
import { isEnded } from '../../../src/engine/run-status.ts';
import { reap } from '../../../src/engine/at-rest.ts';
import { CalledBack } from './called-back.ts';
import { engineDeps } from './engine-deps.ts';
import type { ModelStore } from './memory-store.ts';
import { ofRun } from './one-run.ts';
import type { EndedRun } from '../../../src/engine/ended-run.ts';
import type { Seen, SeenCrash, SeenKept, SeenLog, Shown } from '../observation.ts';
import type { Arrival, Crash, Interruption, Recovery, World } from '../program.ts';
import { OLGA, complete, completedWait } from './arrive.ts';
import type { CompiledRules } from './compiled-rules.ts';
import { Life } from './life.ts';
import { failureOf, givenUpOf, isOpen, seenAnswer, seenFailure, seenKept, seenLog, toldBy } from './seen.ts';
import { nextDue, seenTree, whenQuiet } from './run-tree.ts';
import { StillClock } from './still-clock.ts';
import { SubRuns } from './sub-runs.ts';
import { Upstream } from './upstream.ts';

type Begun = StartedRun | null | 'at rest' | 'woken';

/** One run of a rule in one world, by the real engine and the real executor of api components. */
export class RunFixture {
  readonly #world: World;
  readonly #ids: RunIds;
  readonly #rules: CompiledRules;
  readonly #upstream: Upstream;
  readonly #store: ModelStore;
  readonly #subRuns: SubRuns;
  readonly #cache: () => ResultCache;
  #engine: ReturnType<typeof createEngine>;
  readonly #calledBack: CalledBack;
  readonly #clock = new StillClock((ms) => this.#upstream.waited(ms));
  #ended: (run: EndedRun) => void = () => undefined;
  #log: SeenLog | null = null;
  #turns = 0;
  #sessions = 0;
  /** What was wrong with its components, by their keys. */
  #words = new Map<string, string>();
  /** What made them fail that was inside them, in full. */
  #endedBy = new Map<string, string>();
  /** The run for which something has come. */
  #woken: string | null = null;
  /** The last state of the run that was stored. */
  #stored = '';

  constructor(rules: CompiledRules, world: World, ids: RunIds, store: ModelStore, cache: () => ResultCache) {
    this.#world = world;
    this.#ids = ids;
    this.#rules = rules;
    this.#upstream = new Upstream(world.upstream);
    this.#store = store;
    this.#cache = cache;
    this.#calledBack = new CalledBack(world.callbacks ?? [], store.waits, ids.trx);
    this.#subRuns = new SubRuns({ find: rules.find, upstream: this.#upstream, clock: this.#clock, store });
    this.#engine = this.#open(new Life(null));
  }

  /** The engine of a process. */
  #open(life: Life): ReturnType<typeof createEngine> {
    const engine = createEngine(life.around(this.#deps(() => engine, life)));
    return engine;
  }

  /** Starts the run; with a crash, in a process that dies unless the run has ended before. */
  start(crash: Crash | null): Promise<Seen | SeenCrash> {
    const checked = this.#rules.root.check(this.#world.request);
    if (checked instanceof Promise) throw new Error('a request is large');
    if (!checked.ok) throw new Error(`the rule refuses the request: ${JSON.stringify(checked.errors)}`);
    const { request } = checked;
    const interruption = crash ? null : this.#world.interruption;
    return this.#session(() => this.#engine.run(this.#rules.root, request, this.#ids), interruption, crash);
  }

  /** Recovers the suspended run, as a developer, whose data may say where calls go. */
  recover({ data, interruption }: Recovery, crash: Crash | null): Promise<Seen | SeenCrash> {
    const begin = (): Promise<StartedRun> => this.#engine.recover(this.#ids.trx, { data, mayRedirect: true }, 'olga');
    return this.#session(begin, crash ? null : interruption, crash);
  }

  /** An operator gives up the suspended run: what it has left is undone, in the background. */
  compensate(crash: Crash | null): Promise<Seen | SeenCrash> {
    return this.#session(
      async () => {
        await this.#engine.compensate(this.#ids.trx, 'not wanted any more', OLGA);
        return null;
      },
      null,
      crash,
    );
  }

  /** An operator gives up the suspended run, and nothing is undone. */
  cancel(): Promise<Seen | SeenCrash> {
    const begin = async (): Promise<'at rest'> => {
      await this.#engine.cancel(this.#ids.trx, 'not wanted any more', OLGA);
      return 'at rest';
    };
    return this.#session(begin, null, null);
  }

  /** Something comes that the run waits for. */
  arrive(arrival: Arrival, before: Pick<Shown, 'waitRows'>, crash: Crash | null): Promise<Seen | SeenCrash> {
    return this.#session(
      async () => {
        const woken = completedWait(arrival, before)?.trx ?? (await nextDue(this.#store, this.#ids.trx));
        this.#woken = woken;
        this.#subRuns.wakes(woken);
        const begun = woken === this.#ids.trx ? null : 'woken';
        if (await complete(this.#engine.waits, arrival, before)) return begun;
        this.#clock.moveTo((await this.#store.runs.get(woken))?.recoverAt ?? 0);
        this.#engine.startMaintenance('all');
        return begun;
      },
      null,
      crash,
    );
  }

  /** What a process that looks for such runs does with one that no process undoes. */
  goOn(crash: Crash | null): Promise<Seen | SeenCrash> {
    const begin = (): null => {
      this.#engine.startMaintenance('all');
      return null;
    };
    return this.#session(begin, null, crash);
  }

  /** @param begin gives the run, null where it is under way and nobody waits for its answer, or that it is at rest. */
  async #session(
    begin: () => Begun | Promise<Begun>,
    interruption: Interruption | null,
    crash: Crash | null,
  ): Promise<Seen | SeenCrash> {
    const firstCall = this.#upstream.calls.length;
    this.#log = null;
    this.#woken = null;
    this.#words = new Map();
    this.#endedBy = new Map();
    this.#calledBack.beginSession();
    const ended: EndedRun[] = [];
    const over = Promise.withResolvers<undefined>();
    this.#ended = (run) => {
      ended.push(run);
      over.resolve(undefined);
    };
    this.#clock.forget();
    this.#sessions += 1;
    const life = new Life(crash);
    this.#engine = this.#open(life);
    this.#subRuns.forget();
    const started = await Promise.race([begin(), life.died]);
    if (started === undefined) return this.#found(life, firstCall);
    const isAtRest = started === 'at rest' || started === 'woken';
    const done = isAtRest ? whenQuiet(() => this.#isQuiet(life)) : (started?.done ?? over.promise);
    const stopped = await this.#drive(this.#subRuns.over(done), life, interruption, crash);
    if (life.isDead) return this.#found(life, firstCall);
    const answer = started === null || isAtRest ? null : await started.answer;
    const row = await this.#store.runs.get(this.#ids.trx);
    const failure = ended.at(-1)?.failure ?? (row && failureOf(row));
    return {
      status: ended.at(-1)?.status ?? row?.status ?? 'none',
      answer: answer && seenAnswer(answer),
      failure: seenFailure(failure),
      waits: this.#upstream.waits.slice(firstCall),
      ...stopped,
      ...(await this.#seen(row, firstCall, life)),
    };
  }

  /** What is told of the session beside what its client and its store see. */
  get #told() {
    const { brought: calledBack, refused: callbacksRefused } = this.#calledBack;
    return { words: this.#words, endedBy: this.#endedBy, calledBack, callbacksRefused };
  }

  /** Its process has died, and another one looks for runs whose lease has run out. */
  async #found(life: Life, firstCall: number): Promise<SeenCrash> {
    this.#upstream.hangUp();
    const { repository, ...deps } = this.#deps(() => this.#engine, life);
    await reap({ ...deps, repository: { ...repository, reapExpired: () => this.#store.runs.reapExpired() } });
    const row = await this.#store.runs.get(this.#ids.trx);
    return {
      status: 'crashed',
      answer: null,
      failure: row ? toldBy(row, this.#stored) : null,
      interruptedAfter: null,
      heldAfter: null,
      writes: life.writesOf(this.#ids.trx),
      ...(await this.#seen(row, firstCall, life)),
    };
  }

  /** What is seen of a session that is over, however that came. */
  async #seen(row: KeptRun | undefined, firstCall: number, life: Life) {
    if ((!row || isEnded(row.status)) && !life.isDead) await whenQuiet(() => this.#isQuiet(life));
    const show = async (one: KeptRun): Promise<SeenKept> => seenKept(one, await this.#engine.view(one.state));
    return {
      calls: this.#upstream.calls.slice(firstCall),
      subRuns: await this.#subRuns.seen(firstCall, show),
      keptStatus: row?.status ?? null,
      kept: row && isOpen(row) ? seenKept(row, await this.#engine.view(row.state)) : null,
      log: this.#log,
      answered: [...this.#upstream.answered],
      ...(await seenTree(this.#store, this.#ids.trx)),
      woken: this.#woken,
      others: await this.#subRuns.seenWoken(show),
      now: this.#clock.now(),
      ...{ givenUp: givenUpOf(this.#stored), ...this.#told },
    };
  }

  /** Answers one call after another, each time when nothing else can happen any more; gives when it interrupted. */
  async #drive(
    done: Promise<unknown>,
    life: Life,
    interruption: Interruption | null,
    crash: Crash | null,
  ): Promise<Pick<Seen, 'interruptedAfter' | 'heldAfter'>> {
    const { answered } = this.#upstream;
    const due = interruption ? answered.length + interruption.after : Infinity;
    const end = crash?.at === 'rest' ? answered.length + crash.nth : Infinity;
    let stoppedAfter: number | null = null;
    while (await this.#comesToRest(done, life)) {
      await this.#calledBack.comes(this.#engine.waits, this.#upstream.calls, answered.length);
      if (answered.length >= end) {
        life.die();
      } else if (interruption && stoppedAfter === null && answered.length >= due && this.#interrupt(interruption)) {
        stoppedAfter = answered.length;
      } else {
        this.#upstream.answer(this.#nextChoice());
      }
    }
    const isHold = interruption?.kind === 'hold';
    return { interruptedAfter: isHold ? null : stoppedAfter, heldAfter: isHold ? stoppedAfter : null };
  }

  /** Whether the run now waits for the upstream, and nothing else; false: it is over. A database answers in its own time. */
  async #comesToRest(done: Promise<unknown>, life: Life): Promise<boolean> {
    const over = Promise.race([done, life.died]).then(() => true);
    for (let idle = 0; idle < 100_000; idle++) {
      const isOver = await Promise.race([over, new Promise((resolve) => setImmediate(resolve, false))]);
      if (isOver) return false;
      if (!life.isIdle) idle = 0;
      else if (this.#upstream.underWay > 0) return true;
    }
    throw new Error('the run waits for nothing');
  }

  #isQuiet(life: Life): boolean {
    return this.#engine.running === 0 && life.isIdle && this.#upstream.underWay === 0;
  }

  #nextChoice(): number {
    const { order } = this.#world;
    return order[this.#turns++ % order.length] ?? 0;
  }

  /** False: there is nothing yet to interrupt. */
  #interrupt({ kind }: Interruption): boolean {
    if (kind === 'timeout') return this.#clock.fire(this.#rules.root.timeoutMs);
    if (kind === 'hold') return this.#clock.fire(this.#rules.root.holdMs);
    this.#engine.cancel(this.#ids.trx, 'not wanted any more', OLGA).catch((error: unknown) => {
      // A run that is undone is not cancelled.
      if (!(error instanceof StepgateError) || error.code !== '000409') throw error;
    });
    return true;
  }

  /** @param engine the one that is given these. */
  #deps(engine: () => Engine, life: Life): EngineDeps {
    const [clock, session, { trx }] = [this.#clock, this.#sessions, this.#ids];
    const subRuns = this.#subRuns;
    return engineDeps({
      ...{ clock, upstream: this.#upstream, cache: this.#cache(), waits: this.#store.waits },
      ...{ children: this.#store.children, compile: (document) => this.#rules.compile(document) },
      called: subRuns.executor(engine, life),
      // What an earlier process looks for it finds no more.
      repository: ofRun(
        this.#store.runs,
        trx,
        () => (session === this.#sessions ? clock.now() : 0),
        () => this.#woken ?? trx,
        (state) => (this.#stored = state),
      ),
      logged: (log) => (log.trx === trx ? (this.#log = seenLog(log)) : subRuns.logged(log)),
      ended: (run) => (run.ids.trx === trx ? this.#ended(run) : subRuns.ended(run)),
      componentEnded: (rule, record) => {
        const { named, error, failedAt } = record;
        if (rule.name !== this.#rules.root.name) return subRuns.componentEnded(rule, record);
        if (error) this.#words.set(named.key, error.message);
        if (failedAt !== undefined) this.#endedBy.set(named.key, failedAt);
      },
    });
  }
}
