import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenAnswer, SeenCrash, SeenEntry, Shown, Witnessed } from '../observation.ts';
import type { Act, Document, Interruption, Reaction, Recovery, Site, World } from '../program.ts';
import { reactionAt, environment } from '../program.ts';
import { successAnswer } from './answer.ts';
import type { Responded } from './answer.ts';
import { runComponent } from './component.ts';
import type { Stage } from './component.ts';
import { insideOf, isComposite, partsOf, runComposite } from './composite.ts';
import { courseOf } from './course.ts';
import type { Course, Standing } from './course.ts';
import type { Ended } from './ended.ts';
import { dataOf, entryOf, expectedCalls, recoverAtOf } from './expected.ts';
import type { Expected, ExpectedCall } from './expected.ts';
import type { Kept } from './kept.ts';
import type { LayerEnd, PlayedLayer } from './layer.ts';
import { mergePatch } from './merge-patch.ts';
import { fullNames } from './ran.ts';
import type { Inside, Parts } from './ran.ts';
import { inContext } from './template.ts';

/** The cache outlives a run. */
export type Cache = Stage['cache'];

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
  /** Of what has others inside it, in the layer that it goes on with. */
  #parts: Parts = {};
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
    const all = this.#runComponents(seen);
    const stopped = seen.interruptedAfter === null ? null : (interruption?.kind ?? null);
    const course = courseOf(this.#standing(), all, stopped, seen);
    this.#take(all, course);
    return course.layer;
  }

  #goOn({ until }: PlayedLayer): void {
    this.#layer += 1;
    this.#only = null;
    this.#parts = {};
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
    if (isBegun) this.#expectCalls(this.#runComponents(seen), null, Infinity);
    else if (first === 'claimed') this.#claims -= 1;
    const isWithin = writes.lastIndexOf('progress') > writes.lastIndexOf('checkpoint');
    this.#forget(isWithin ? this.#progressed(seen) : rest, seen);
    return this.#found(first === 'claimed' || (first === 'begun' && isBegun));
  }

  #kept(): Kept {
    return {
      ...{ context: this.#context, responded: this.#responded, layer: this.#layer, only: this.#only },
      parts: this.#parts,
      ...{ entries: this.#entries, isComplete: this.#isComplete },
    };
  }

  /** What was kept within a layer: how far its flows and loops had come then is the engine's to say. */
  #progressed({ kept }: SeenCrash): Kept {
    const now = this.#kept();
    if (!kept) return now;
    const {
      parts,
      responded,
      data: { response },
    } = kept;
    return {
      ...now,
      isComplete: false,
      parts,
      responded,
      context: { ...now.context, ...(response !== undefined && { response }) },
    };
  }

  #forget({ context, responded, layer, only, parts, entries, isComplete }: Kept, seen: Witnessed): void {
    this.#context = context;
    this.#responded = responded;
    this.#layer = layer;
    this.#only = only;
    this.#parts = parts;
    this.#entries = entries;
    this.#isComplete = isComplete;
    this.#stage.cache.clear();
    this.#countCalls(seen);
  }

  /** A run whose process died, as it is found. */
  #found(hasRow: boolean): Expected {
    return {
      ...this.#expected('crashed'),
      keptStatus: hasRow ? 'suspended' : null,
      kept: hasRow ? this.#keptOf(this.#only) : null,
    };
  }

  #runComponents(seen: Witnessed): Ended[] {
    return this.#componentsOf(this.#layer).flatMap((component) => {
      if (this.#only && !this.#only.includes(component.name as string)) return [];
      if (isComposite(component)) {
        const kept = this.#parts[component.name as string];
        return [runComposite(component, this.#layer, this.#context, kept, this.#start, this.#inside(seen))];
      }
      const key = `${this.#layer}-${component.name as string}`;
      const ended = runComponent(component, key, inContext(this.#context), this.#stage);
      const { keep, settledBy } = ended;
      if (keep) this.#stage.cache.set(keep.key, { result: keep.result, settledBy });
      return [ended];
    });
  }

  #inside(seen: Witnessed): Inside {
    const made = (site: Site): number => this.#made.get(site) ?? 0;
    return insideOf(this.#stage, this.#suspends, this.#world.upstream, made, seen);
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
    this.#expectCalls(all, layer.settled, layer.cut);
    const added = layer.certain.map((ended) => entryOf(ended, this.#layer, this.#componentsOf(this.#layer)));
    this.#entries = [...this.#entries, ...added].sort((a, b) => a.layer - b.layer || a.action - b.action);
    if (layer.certain.length < all.length) this.#isComplete = false;
  }

  #expectCalls(all: readonly Ended[], settled: readonly Ended[] | null, cut: number): void {
    for (const call of expectedCalls(all, settled, cut)) {
      const { site } = call.call;
      this.#calls.set(site, [...(this.#calls.get(site) ?? []), call]);
    }
  }

  #ended(layer: PlayedLayer, end: LayerEnd, seen: Witnessed): Expected {
    const isSuspended = this.#suspends && end.status === 'failed';
    this.#only = layer.failed;
    const again = [...layer.settled.filter(({ outcome }) => 'failure' in outcome), ...layer.stopped];
    this.#parts = partsOf(again, layer.stopped, layer.cut);
    this.#countCalls(seen);
    const { code, message } = end.failure;
    return {
      ...this.#expected(isSuspended ? 'suspended' : end.status),
      failure: { code, message, component: end.component, layer: this.#layer },
      kept: isSuspended ? this.#keptOf(layer.failed) : null,
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

  #keptOf(failed: readonly string[] | null): Expected['kept'] {
    const [parts, recoverAt] = [this.#parts, recoverAtOf(this.#rule, this.#claims)];
    const names = failed && fullNames(failed, parts);
    return { failed: names, curStep: this.#layer, recoverAt, data: dataOf(this.#context), parts };
  }
}
