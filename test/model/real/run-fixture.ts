import { noChildren } from '../../fixture/no-children.ts';
import { createApiExecutor } from '../../../src/component/api.ts';
import { judgeApi } from '../../../src/component/api-judge.ts';
import type { Clock } from '../../../src/clock.ts';
import { createEngine } from '../../../src/engine/create-engine.ts';
import type { EngineDeps } from '../../../src/engine/engine-deps.ts';
import type { Answer, RunIds, StartedRun } from '../../../src/engine/engine.ts';
import type { ResultCache, RunRepository } from '../../../src/engine/port.ts';
import { reap } from '../../../src/engine/at-rest.ts';
import { createMemoryWaits } from './memory-waits.ts';
import type { KeptState } from '../../../src/engine/kept-state.ts';
import type { RunLog } from '../../../src/engine/run-log.ts';
import type { EndedRun } from '../../../src/engine/ended-run.ts';
import type { CompiledRule } from '../../../src/rule/compiled.ts';
import type { Seen, SeenAnswer, SeenCrash, SeenKept, SeenLog } from '../observation.ts';
import type { Crash, Interruption, Recovery, World } from '../program.ts';
import { NOW, environment } from '../program.ts';
import { partsToRun } from '../reference/ran.ts';
import type { Parts } from '../reference/ran.ts';
import { Life } from './life.ts';
import { createScriptActor } from './script-actor.ts';
import { transformActor } from './transform-actor.ts';
import { Upstream } from './upstream.ts';

/** One run of a rule in one world, by the real engine and the real executor of api components. */
export class RunFixture {
  readonly #world: World;
  readonly #ids: RunIds;
  readonly #rule: CompiledRule;
  readonly #upstream: Upstream;
  readonly #repository: RunRepository;
  readonly #cache: () => ResultCache;
  #engine: ReturnType<typeof createEngine>;
  #fireTimeout: (() => void) | undefined;
  #ended: (run: EndedRun) => void = () => undefined;
  #log: SeenLog | null = null;
  #turns = 0;

  constructor(rule: CompiledRule, world: World, ids: RunIds, repository: RunRepository, cache: () => ResultCache) {
    this.#world = world;
    this.#ids = ids;
    this.#rule = rule;
    this.#upstream = new Upstream(world.upstream);
    this.#repository = repository;
    this.#cache = cache;
    this.#engine = createEngine(this.#deps());
  }

  /** Starts the run; with a crash, in a process that dies unless the run has ended before. */
  start(crash: Crash | null): Promise<Seen | SeenCrash> {
    const checked = this.#rule.check(this.#world.request);
    if (checked instanceof Promise) throw new Error('a request is large');
    if (!checked.ok) throw new Error(`the rule refuses the request: ${JSON.stringify(checked.errors)}`);
    const { request } = checked;
    const interruption = crash ? null : this.#world.interruption;
    return this.#session(() => this.#engine.run(this.#rule, request, this.#ids), interruption, crash);
  }

  /** Recovers the suspended run, as a developer, whose data may say where calls go. */
  recover({ data, interruption }: Recovery, crash: Crash | null): Promise<Seen | SeenCrash> {
    const begin = (): Promise<StartedRun> => this.#engine.recover(this.#ids.trx, { data, mayRedirect: true }, 'olga');
    return this.#session(begin, crash ? null : interruption, crash);
  }

  async #session(
    begin: () => StartedRun | Promise<StartedRun>,
    interruption: Interruption | null,
    crash: Crash | null,
  ): Promise<Seen | SeenCrash> {
    const firstCall = this.#upstream.calls.length;
    this.#log = null;
    const ended: EndedRun[] = [];
    this.#ended = (run) => ended.push(run);
    const life = new Life(crash);
    this.#engine = createEngine(life.around(this.#deps()));
    const started = await Promise.race([begin(), life.died]);
    const interruptedAfter = started ? await this.#drive(started, life, interruption, crash) : null;
    if (!started || life.isDead) return this.#found(life, firstCall);
    const [answer, status] = await Promise.all([started.answer, started.done]);
    const row = await this.#repository.get(this.#ids.trx);
    const failure = ended.at(-1)?.failure;
    return {
      status,
      answer: seenAnswer(answer),
      failure: failure
        ? {
            code: failure.error.code,
            message: failure.error.message,
            component: failure.component,
            layer: failure.layer,
          }
        : null,
      calls: this.#upstream.calls.slice(firstCall),
      waits: this.#upstream.waits.slice(firstCall),
      keptStatus: row?.status ?? null,
      kept: row?.status === 'suspended' ? await this.#seenKept(row) : null,
      log: this.#log,
      answered: [...this.#upstream.answered],
      interruptedAfter,
    };
  }

  /** Its process has died, and another one looks for runs whose lease has run out. */
  async #found({ writes }: Life, firstCall: number): Promise<SeenCrash> {
    this.#upstream.hangUp();
    await reap(this.#deps());
    const row = await this.#repository.get(this.#ids.trx);
    return {
      status: 'crashed',
      answer: null,
      failure: row?.errMsg != null ? { component: row.errComponent, message: row.errMsg } : null,
      calls: this.#upstream.calls.slice(firstCall),
      keptStatus: row?.status ?? null,
      kept: row?.status === 'suspended' ? await this.#seenKept(row) : null,
      log: this.#log,
      answered: [...this.#upstream.answered],
      interruptedAfter: null,
      writes,
    };
  }

  /** Answers one call after another, each time when nothing else can happen any more; gives when it interrupted. */
  async #drive(
    started: StartedRun,
    life: Life,
    interruption: Interruption | null,
    crash: Crash | null,
  ): Promise<number | null> {
    const { answered } = this.#upstream;
    const due = interruption ? answered.length + interruption.after : Infinity;
    const end = crash?.at === 'rest' ? answered.length + crash.nth : Infinity;
    let interruptedAfter: number | null = null;
    while (await this.#comesToRest(started, life)) {
      if (answered.length >= end) {
        life.die();
      } else if (interruption && interruptedAfter === null && answered.length >= due) {
        interruptedAfter = answered.length;
        this.#interrupt(interruption);
      } else {
        this.#upstream.answer(this.#nextChoice());
      }
    }
    return interruptedAfter;
  }

  /** Whether the run now waits for the upstream, and nothing else; false: it is over. A database answers in its own time. */
  async #comesToRest({ done }: StartedRun, life: Life): Promise<boolean> {
    const over = Promise.race([done, life.died]).then(() => true);
    for (let idle = 0; idle < 100_000; idle++) {
      const isOver = await Promise.race([over, new Promise((resolve) => setImmediate(resolve, false))]);
      if (isOver) return false;
      if (this.#upstream.underWay > 0 && life.isIdle) return true;
    }
    throw new Error('the run waits for nothing');
  }

  #nextChoice(): number {
    const { order } = this.#world;
    return order[this.#turns++ % order.length] ?? 0;
  }

  #interrupt({ kind }: Interruption): void {
    const olga = { id: 1, name: 'olga', ip: '' };
    if (kind === 'timeout') this.#fireTimeout?.();
    else void this.#engine.cancel(this.#ids.trx, 'not wanted any more', olga);
  }

  async #seenKept(row: NonNullable<Awaited<ReturnType<RunRepository['get']>>>): Promise<SeenKept> {
    const { data, errNames } = await this.#engine.view(row.state);
    const { curStep, errCode, errComponent, recoverAt } = row;
    const { parts = {}, failed, responded } = JSON.parse(row.state) as KeptState;
    const seen = { failed: errNames, curStep, errCode, errComponent, recoverAt, data, responded };
    return { ...seen, parts: partsToRun(parts as Parts, failed) };
  }

  #deps(): EngineDeps {
    const clock = this.#clock();
    const api = createApiExecutor({ outbound: this.#upstream, secrets: () => environment.secret, clock });
    const rule = { resolve: noRule, execute: noRule };
    const executors = { api, rule, script: createScriptActor(this.#upstream), transform: transformActor };
    return {
      executors,
      judge: (call, result) => {
        if (call.type === 'api') judgeApi(call, result);
      },
      cache: this.#cache(),
      clock,
      runLogs: {
        fit: (log) => Promise.resolve(log),
        write: (log) => {
          this.#log = seenLog(log);
          return Promise.resolve();
        },
      },
      owner: 'this process',
      ended: (run) => this.#ended(run),
      componentEnded: () => undefined,
      encode: (answer) => Promise.resolve(JSON.stringify(answer)),
      repository: this.#repository,
      waits: createMemoryWaits(),
      callbackUrl: (trx, key) => `http://127.0.0.1/callback/${trx}/${key}`,
      children: noChildren,
      environment: () => environment,
      compile: () => this.#rule,
      findRule: () => Promise.resolve(undefined),
      databaseAway: () => false,
      audit: () => Promise.resolve(),
      hasLog: () => Promise.resolve(false),
      redact: (value) => value,
      redactLarge: (value) => Promise.resolve(value),
      mockedExecutors: () => executors,
      leaseMs: 15_000,
      note: () => undefined,
      onError: (error) => {
        throw error;
      },
    };
  }

  /** Time stands still; a sleep ends at once; the run's own time limit is the test's to let pass. */
  #clock(): Clock {
    return {
      now: () => NOW,
      elapsed: () => 0,
      sleep: (ms, signal) => {
        this.#upstream.waited(ms);
        return signal?.aborted ? Promise.reject(signal.reason ?? new Error('aborted')) : Promise.resolve();
      },
      timer: (_, act) => {
        this.#fireTimeout = act;
        return () => (this.#fireTimeout = undefined);
      },
    };
  }
}

function seenAnswer({ status, headers, type, body }: Answer): SeenAnswer {
  return { status, headers, type, body };
}

function seenLog(log: RunLog): SeenLog {
  return {
    status: log.status,
    step: log.step,
    curStep: log.cur_step,
    errorCode: log.error?.code ?? null,
    entries: log.step_logs.flatMap((layer) =>
      layer.component_logs.map((entry) => ({
        layer: entry.step,
        action: entry.action,
        name: entry.name,
        skipped: entry.is_skip,
        cached: entry.is_cache,
        retries: entry.retry_count,
        output: entry.output,
        errorCode: entry.error?.code ?? null,
        statuses: entry.request_logs.map((request) => request.status_code),
      })),
    ),
    failedAt: log.step_logs.flatMap(({ component_logs }) =>
      component_logs.flatMap(({ error }) => error?.component ?? []),
    ),
    recoveries: log.recoveries.map(({ status }) => status),
  };
}

function noRule(): never {
  throw new Error('no component of a program runs a rule');
}
