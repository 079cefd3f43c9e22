import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenAnswer, SeenCrash, SeenEntry, Shown, Witnessed } from '../observation.ts';
import type { Act, Document, Interruption, Reaction, Recovery, Site, World } from '../program.ts';
import { NOW, reactionAt, environment } from '../program.ts';
import { successAnswer } from './answer.ts';
import type { Responded } from './answer.ts';
import { runComponent } from './component.ts';
import type { Stage } from './component.ts';
import { courseOf } from './course.ts';
import type { Course, Standing } from './course.ts';
import type { Ended } from './ended.ts';
import type { Expected, ExpectedCall } from './expected.ts';
import type { LayerEnd, PlayedLayer } from './layer.ts';
import { mergePatch } from './merge-patch.ts';

/** The cache outlives a run. */
export type Cache = Stage['cache'];

/** All that is kept of a run: what it goes on with, whatever happens to its process. */
interface Kept {
  readonly context: JsonObject;
  readonly responded: Responded;
  readonly layer: number;
  readonly only: readonly string[] | null;
  readonly entries: SeenEntry[];
  readonly isComplete: boolean;
}

/**
 * One run, interpreted from the rule's JSON as the specification reads: one component after another. What it takes from
 * the engine as given is time: in which order the upstream's answers came; and the engine's words for what was wrong.
 */
export class ReferenceRun {
  readonly #world: World;
  readonly #rule: JsonObject;
  readonly #response: JsonObject;
  readonly #layers: readonly (readonly JsonObject[])[];
  readonly #suspends: boolean;
  readonly #stage: Stage;
  #attempts = new Map<Site, number>();
  /** Calls that were really made, in all sessions. */
  readonly #made = new Map<Site, number>();
  #context: JsonObject;
  #responded: Responded = null;
  #layer = 1;
  #only: readonly string[] | null = null;
  /** Answers that the upstream had given when the layer began. */
  #start = 0;
  #answer: SeenAnswer | undefined;
  #calls = new Map<Site, ExpectedCall[]>();
  #entries: SeenEntry[] = [];
  #isComplete = true;
  /** How often it was taken up again. */
  #claims = 0;
  #recoveries: string[] = [];

  constructor({ rule }: Document, world: World, ids: { readonly trx: string; readonly logId: string }, cache: Cache) {
    this.#world = world;
    this.#rule = rule;
    this.#response = (this.#rule.response ?? {}) as JsonObject;
    this.#layers = (this.#rule.components ?? []) as unknown as JsonObject[][];
    this.#suspends = this.#rule.suspend === true || this.#rule.durable === true;
    for (const [key, cached] of cache) cache.set(key, { ...cached, settledBy: null });
    this.#stage = { ...ids, cache, react: (site) => this.#react(site) };
    this.#context = { request: world.request as unknown as Json, ...ids, ...environment };
  }

  /** Runs the first time, until it ends or is suspended, or its process dies. */
  start(seen: Shown): Expected {
    if (seen.status !== 'crashed') return this.#session(this.#world.interruption, seen);
    return this.#crashed(seen as SeenCrash, this.#kept(), this.#rule.durable === true ? 'begun' : null);
  }

  /** Resumes a suspended run. `answers`: how many the upstream had given until then. */
  recover(recovery: Recovery, answers: number, seen: Shown): Expected {
    const before = this.#kept();
    this.#context = mergePatch(this.#context, recovery.data) as JsonObject;
    this.#start = answers;
    this.#claims += 1;
    if (seen.status === 'crashed') return this.#crashed(seen as SeenCrash, before, 'claimed');
    return this.#recovered(this.#session(recovery.interruption, seen));
  }

  #recovered(expected: Expected): Expected {
    this.#recoveries = [...this.#recoveries, expected.status];
    const { log } = expected;
    return { ...expected, log: { ...log, required: true }, recoveries: this.#recoveries };
  }

  #session(interruption: Interruption | null, seen: Witnessed): Expected {
    this.#answer = undefined;
    this.#calls = new Map();
    while (this.#layer <= this.#layers.length) {
      const layer = this.#runLayer(interruption, seen);
      if (layer.end) return this.#ended(layer, layer.end, seen);
      this.#goOn(layer);
    }
    this.#answer ??= successAnswer(this.#response, this.#context, this.#responded);
    return this.#expected('success');
  }

  #runLayer(interruption: Interruption | null, seen: Witnessed): PlayedLayer {
    const all = this.#runComponents();
    const stopped = seen.interruptedAfter === null ? null : (interruption?.kind ?? null);
    const course = courseOf(this.#standing(), all, stopped, seen);
    this.#take(all, course);
    return course.layer;
  }

  #goOn({ until }: PlayedLayer): void {
    this.#layer += 1;
    this.#only = null;
    this.#start = Math.max(this.#start, until);
  }

  /**
   * The process died: what it had committed counts, all else is forgotten, and what the layer under way had called may
   * be called again.
   * @param kept the run as it was kept when the session began.
   * @param first the write before which nothing else happens.
   */
  #crashed(seen: SeenCrash, kept: Kept, first: 'begun' | 'claimed' | null): Expected {
    const { writes } = seen;
    const last = writes.at(-1);
    if (last === 'suspended' || last === 'ended') {
      const expected = this.#session(null, seen);
      this.#stage.cache.clear();
      return { ...(first === 'claimed' ? this.#recovered(expected) : expected), keptStatus: expected.status };
    }
    this.#answer = undefined;
    this.#calls = new Map();
    let rest = kept;
    for (const write of writes) {
      if (write !== 'checkpoint') continue;
      const layer = this.#runLayer(null, seen);
      if (layer.end) return this.#ended(layer, layer.end, seen);
      this.#goOn(layer);
      rest = this.#kept();
    }
    const isBegun = first === null || writes.includes(first);
    if (isBegun) this.#expectCalls(this.#runComponents(), []);
    else if (first === 'claimed') this.#claims -= 1;
    this.#forget(rest, seen);
    return this.#found(first === 'claimed' || (first === 'begun' && isBegun));
  }

  #kept(): Kept {
    return {
      ...{ context: this.#context, responded: this.#responded, layer: this.#layer, only: this.#only },
      ...{ entries: this.#entries, isComplete: this.#isComplete },
    };
  }

  #forget({ context, responded, layer, only, entries, isComplete }: Kept, seen: Witnessed): void {
    this.#context = context;
    this.#responded = responded;
    this.#layer = layer;
    this.#only = only;
    this.#entries = entries;
    this.#isComplete = isComplete;
    this.#stage.cache.clear();
    this.#countCalls(seen);
  }

  /** A run whose process died, as it is found. */
  #found(hasRow: boolean): Expected {
    const [only, curStep] = [this.#only, this.#layer];
    return {
      ...this.#expected('crashed'),
      keptStatus: hasRow ? 'suspended' : null,
      kept: hasRow ? { failed: only, curStep, recoverAt: this.#recoverAt(), data: this.#data() } : null,
    };
  }

  #runComponents(): Ended[] {
    return this.#componentsOf(this.#layer).flatMap((component) => {
      if (this.#only && !this.#only.includes(component.name as string)) return [];
      const ended = runComponent(component, this.#layer, this.#context, this.#stage);
      const { keep, settledBy } = ended;
      if (keep) this.#stage.cache.set(keep.key, { result: keep.result, settledBy });
      return [ended];
    });
  }

  #componentsOf(layer: number): readonly JsonObject[] {
    return this.#layers[layer - 1] ?? [];
  }

  #react(site: Site): { reaction: Reaction | Act; nth: number } {
    const nth = (this.#attempts.get(site) ?? 0) + 1;
    this.#attempts.set(site, nth);
    return { reaction: reactionAt(this.#world.upstream, site, nth), nth };
  }

  #standing(): Standing {
    return {
      ...{ context: this.#context, responded: this.#responded, answer: this.#answer },
      ...{ layer: this.#layer, start: this.#start, suspends: this.#suspends, response: this.#response },
    };
  }

  /** Takes over what a layer has left. */
  #take(all: readonly Ended[], { layer, context, responded, early, failed }: Course): void {
    this.#context = context;
    this.#responded = responded;
    this.#answer ??= early ?? failed;
    // A call that was aborted leaves nothing in the cache.
    for (const { keep } of layer.stopped) if (keep) this.#stage.cache.delete(keep.key);
    this.#expectCalls(all, layer.settled);
    const added = layer.certain.map((ended) => this.#entryOf(ended));
    this.#entries = [...this.#entries, ...added].sort((a, b) => a.layer - b.layer || a.action - b.action);
    if (layer.certain.length < all.length) this.#isComplete = false;
  }

  #expectCalls(all: readonly Ended[], certain: readonly Ended[]): void {
    for (const ended of all) {
      for (const made of ended.calls) {
        const { site } = made.call;
        const call = { ...made, certain: certain.includes(ended) };
        this.#calls.set(site, [...(this.#calls.get(site) ?? []), call]);
      }
    }
  }

  #entryOf(ended: Ended): SeenEntry {
    return {
      layer: this.#layer,
      action: this.#componentsOf(this.#layer).indexOf(ended.component) + 1,
      name: ended.name,
      skipped: ended.outcome.kind === 'skipped',
      cached: ended.cached,
      retries: ended.retries,
      output: ended.outcome.kind === 'value' ? ended.outcome.output : null,
      errorCode: ended.errorCode,
      statuses: ended.statuses,
    };
  }

  #ended(layer: PlayedLayer, end: LayerEnd, seen: Witnessed): Expected {
    const isSuspended = this.#suspends && end.status === 'failed';
    this.#only = layer.failed;
    this.#countCalls(seen);
    const { code, message } = end.failure;
    return {
      ...this.#expected(isSuspended ? 'suspended' : end.status),
      failure: { code, message, component: end.component, layer: this.#layer },
      kept: isSuspended
        ? { failed: layer.failed, curStep: this.#layer, recoverAt: this.#recoverAt(), data: this.#data() }
        : null,
    };
  }

  /** Of a component that was stopped, how far it came is the engine's to say. */
  #countCalls({ calls }: Witnessed): void {
    for (const { site } of calls) this.#made.set(site, (this.#made.get(site) ?? 0) + 1);
    this.#attempts = new Map(this.#made);
  }

  #expected(status: string): Expected {
    if (!this.#answer && status !== 'crashed') throw new Error('a session ends with an answer');
    return {
      status,
      answer: this.#answer ?? null,
      failure: null,
      calls: this.#calls,
      keptStatus: undefined,
      kept: null,
      curStep: Math.min(this.#layer, this.#layers.length),
      log: {
        required: this.#rule.record === true || status === 'suspended',
        complete: this.#isComplete,
        entries: this.#entries,
      },
      recoveries: this.#recoveries,
    };
  }

  /** At most `max` times, `wait` seconds apart, doubling. */
  #recoverAt(): number | null {
    const { auto, max = 3, wait = 30 } = (this.#rule.recover ?? { auto: false }) as JsonObject;
    const count = this.#claims;
    return auto === true && count < Number(max) ? NOW + Number(wait) * 1000 * 2 ** count : null;
  }

  #data(): JsonObject {
    const environment = ['trx', 'logId', 'var', 'secret'];
    return Object.fromEntries(Object.entries(this.#context).filter(([name]) => !environment.includes(name)));
  }
}
