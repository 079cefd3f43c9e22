import { AsyncLocalStorage } from 'node:async_hooks';
import { createRuleExecutor } from '../../../src/component/rule.ts';
import type { CallRule } from '../../../src/engine/call-rule.ts';
import type { ComponentRecord } from '../../../src/engine/component-record.ts';
import type { CompiledRule } from '../../../src/rule/compiled.ts';
import type { EndedRun } from '../../../src/engine/ended-run.ts';
import type { Answer, Engine, RunIds, StartedRun } from '../../../src/engine/engine.ts';
import type { EngineDeps } from '../../../src/engine/engine-deps.ts';
import type { KeptRun } from '../../../src/engine/port.ts';
import type { RuleAnswer, RuleRequest } from '../../../src/engine/rule-request.ts';
import type { RunLog } from '../../../src/engine/run-log.ts';
import type { StepgateError } from '../../../src/error.ts';
import { createCallRule } from '../../../src/gateway/call-rule.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import type { Json } from '../../../src/json.ts';
import type { SeenKept, SeenRun, SeenSubRun } from '../observation.ts';
import { failureOf, isOpen, seenAnswer, seenFailure, seenLog } from './seen.ts';
import type { Life } from './life.ts';
import type { ModelStore } from './memory-store.ts';
import type { StillClock } from './still-clock.ts';
import type { Upstream } from './upstream.ts';

/** What is told of a run's components, by their keys: what was wrong, and what inside them. */
interface Told {
  readonly words: Map<string, string>;
  readonly endedBy: Map<string, string>;
}

/** A call of another rule, while it is made and afterwards. */
interface Called extends Told {
  readonly life: Life;
  readonly caller: string;
  readonly key: string;
  readonly index: number;
  readonly request: RuleRequest;
  readonly path: string;
  answer?: RuleAnswer;
  refused?: StepgateError;
  trx?: string;
  parent?: RunIds['parent'];
  given?: Answer;
}

interface SubRunDeps {
  readonly find: Registry['find'];
  readonly upstream: Upstream;
  readonly clock: StillClock;
  readonly store: ModelStore;
}

const PREFIX = '/ps';

/** The runs that the run of a program calls, by the gateway's own means. */
export class SubRuns {
  readonly #deps: SubRunDeps;
  readonly #called: Called[] = [];
  readonly #ended = new Map<string, EndedRun>();
  readonly #logs = new Map<string, RunLog>();
  /** By the rule of a run, which is no other run's. */
  readonly #told = new WeakMap<CompiledRule, Told>();
  /** Of those that were recovered, which may be several of one rule. */
  readonly #again = new AsyncLocalStorage<Told>();
  /** The trx of those whose answers are kept under the keys of their calls. */
  readonly #finished = new Set<string>();
  /** Those that go on for which something has come. */
  #woken: Called[] = [];
  /** Of this session. */
  #underWay: StartedRun[] = [];

  constructor(deps: SubRunDeps) {
    this.#deps = deps;
  }

  /** @param engine that of the process. */
  executor(engine: () => Engine, life: Life): EngineDeps['executors']['rule'] {
    return createRuleExecutor({
      call: (request, attempt) => this.#call(engine(), life, request, attempt),
      clock: this.#deps.clock,
      maskText: (text) => text,
      exchange: () => Promise.reject(new Error('no program signs a call')),
      endpoint: (name) => name,
    });
  }

  ended(run: EndedRun): void {
    this.#ended.set(run.ids.trx, run);
  }

  logged(log: RunLog): void {
    this.#logs.set(log.trx, log);
  }

  componentEnded(rule: CompiledRule, { named, error, failedAt }: ComponentRecord): void {
    const told = this.#told.get(rule) ?? this.#wokenOf(rule) ?? this.#again.getStore();
    if (error) told?.words.set(named.key, error.message);
    if (failedAt !== undefined) told?.endedBy.set(named.key, failedAt);
  }

  /** A run goes on that has been called before, and may let its callers go on. */
  wakes(trx: string): void {
    const called = this.#called.findLast((one) => one.trx === trx);
    if (!called) return;
    const again = { ...called, words: new Map(), endedBy: new Map() };
    delete again.given;
    this.#woken.push(again);
    this.wakes(called.caller);
  }

  /** Of those of one rule one goes on at a time. */
  #wokenOf({ name }: CompiledRule): Told | undefined {
    return this.#woken.find(({ request }) => beginningOf(request.target) === beginningOf(name));
  }

  /** What has become of these. @param kept shows a row. */
  async seenWoken(kept: (row: KeptRun) => Promise<SeenKept>): Promise<Map<string, SeenRun>> {
    const all = new Map<string, SeenRun>();
    for (const called of this.#woken) {
      const seen = this.#ended.has(called.trx ?? '') ? await this.#seenRun(called, kept) : null;
      if (seen) all.set(seen.trx, seen);
    }
    return all;
  }

  /** A session begins. */
  forget(): void {
    this.#woken = [];
    this.#ended.clear();
    this.#logs.clear();
    this.#underWay = [];
  }

  /** Once the caller of all is over, and they are. */
  async over(caller: Promise<unknown>): Promise<void> {
    await caller;
    for (const run of this.#underWay) await run.done;
  }

  /** What became of the calls since `first`. @param kept shows a row. */
  async seen(first: number, kept: (row: KeptRun) => Promise<SeenKept>): Promise<(SeenSubRun | null)[]> {
    const seen = Array<SeenSubRun | null>(this.#deps.upstream.calls.length - first).fill(null);
    for (const called of this.#called.filter(({ index }) => index >= first))
      seen[called.index - first] = await this.#seen(called, kept);
    return seen;
  }

  async #seen(called: Called, kept: (row: KeptRun) => Promise<SeenKept>): Promise<SeenSubRun> {
    const { caller, key, request, path, answer, refused } = called;
    return {
      ...{ caller, key },
      header: headersOf(request),
      path,
      answer: answer ? { ...answer, body: answer.body.toString() } : null,
      refused: refused ? { message: refused.message, errors: (refused.errors ?? null) as unknown as Json } : null,
      isKept: await this.#isKept(called),
      run: await this.#seenRun(called, kept),
    };
  }

  async #isKept({ trx = '' }: Called): Promise<boolean> {
    const { runs, children } = this.#deps.store;
    if (this.#finished.has(trx)) return true;
    return (await runs.get(trx))?.status === 'success' && (await children.answer(trx)) !== undefined;
  }

  async #seenRun(
    { trx, parent, given, words, endedBy, life }: Called,
    kept: (row: KeptRun) => Promise<SeenKept>,
  ): Promise<SeenSubRun['run']> {
    if (trx === undefined || !parent) return null;
    const row = await this.#deps.store.runs.get(trx);
    const ended = this.#ended.get(trx);
    const log = this.#logs.get(trx);
    return {
      ...{ trx, parent: { trx: parent.trx, component: parent.component }, words, endedBy },
      status: ended?.status ?? row?.status ?? 'running',
      answer: given ? seenAnswer(given) : null,
      failure: seenFailure(ended?.failure ?? (row && failureOf(row))),
      keptStatus: row?.status ?? null,
      kept: row && isOpen(row) ? await kept(row) : null,
      log: log ? seenLog(log) : null,
      givenUp: null,
      writes: life.writesOf(trx),
    };
  }

  async #call(
    engine: Engine,
    life: Life,
    request: RuleRequest,
    attempt: Parameters<CallRule>[1],
  ): ReturnType<CallRule> {
    const { upstream, find, clock, store } = this.#deps;
    const { timeoutMs, signal, key, run, component } = attempt;
    const { target, body, ...rest } = request;
    const url = `http://up.test/${target}`;
    const index = upstream.calledRule({ ...rest, url, timeoutMs, signal, ...(body && { body }) });
    const called: Called = {
      life,
      words: new Map(),
      endedBy: new Map(),
      caller: run.trx,
      key,
      index,
      request,
      path: `${PREFIX}/${target.split('?')[0] ?? ''}`,
    };
    this.#called.push(called);
    const followed = (started: StartedRun, parent: RunIds['parent']): StartedRun => {
      Object.assign(called, { trx: started.trx, parent });
      this.#underWay.push(started);
      void started.answer.then((answer) => (called.given = answer));
      return started;
    };
    const callRule = createCallRule({
      engine: {
        run: (rule, asked, ids) => {
          const own = { ...rule };
          this.#told.set(own, called);
          return followed(engine.run(own, asked, ids), ids.parent);
        },
        recover: async (trx, ...by) => {
          const parent = { trx: run.trx, component, key, depth: run.depth };
          Object.assign(called, { trx, parent });
          return followed(await this.#again.run(called, () => engine.recover(trx, ...by)), parent);
        },
        cancel: (...args) => engine.cancel(...args),
        refuse: (rule, asked, ids, error) => {
          called.refused = error;
          return engine.refuse(rule, asked, ids, error);
        },
      },
      registry: { find },
      ...{ children: life.children(store.children), clock, prefix: PREFIX },
      idempotency: life.keys(store.idempotency, (trx) => this.#finished.add(trx)),
      bodyLimitBytes: 1_000_000,
      log: {
        error: (fields: unknown) => {
          throw new Error('a sub-run could not be served', { cause: fields });
        },
      },
    });
    const result = await callRule(request, attempt);
    if (result.kind === 'answered') called.answer = result.answer;
    return result;
  }
}

/** The first segment of a path. */
function beginningOf(path: string): string {
  return path.split(/[/?]/)[0] ?? '';
}

function headersOf({ headers }: RuleRequest): Record<string, string> {
  const all: Record<string, string> = {};
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    const value = headers[at + 1] ?? '';
    all[name] = all[name] === undefined ? value : `${all[name]}, ${value}`;
  }
  return all;
}
