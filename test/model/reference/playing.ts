import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenAnswer, SeenEntry, Witnessed } from '../observation.ts';
import type { Act, Document, Interruption, Reaction, Site, World } from '../program.ts';
import { NOW, reactionAt, environment } from '../program.ts';
import type { AnsweredFailure, Responded } from './answer.ts';
import { runComponent } from './component.ts';
import type { Stage } from './component.ts';
import { callbacksOf, withCallbacks } from './callbacks.ts';
import { insideOf, isComposite, runComposite, seenFrom } from './composite.ts';
import { courseOf } from './course.ts';
import type { Course, Standing } from './course.ts';
import { crashLeft } from './crash-left.ts';
import type { Ended } from './ended.ts';
import { dataOf, expectedCalls, recoverAtOf } from './expected.ts';
import type { Expected, ExpectedCall } from './expected.ts';
import type { Kept } from './kept.ts';
import type { PlayedLayer } from './layer.ts';
import { withLayer } from './logged.ts';
import { entryLeft, leafLeft, withEntries } from './left.ts';
import type { LeftEntry } from './left.ts';
import { fullNames, rests } from './ran.ts';
import { FormerCalls } from './former-calls.ts';
import type { Calling, Inside, Parts, Ran } from './ran.ts';
import { inContext } from './template.ts';

/** The cache outlives a run. */
export type Cache = Stage['cache'];

/** One run under way, as far as it was interpreted: its context, its place, and what one session shows of it. */
export class Playing {
  readonly world: World;
  readonly rule: JsonObject;
  readonly response: JsonObject;
  readonly layers: readonly (readonly JsonObject[])[];
  suspends: boolean;
  readonly isDurable: boolean;
  /** It has rested. */
  hasRested = false;
  /** It rests now. */
  isResting = false;
  /** It has been called back since it last rested: then it is due as soon as it rests. */
  isCalledBack = false;
  readonly stage: Omit<Stage, 'words'>;
  attempts = new Map<Site, number>();
  /** Calls that were really made, in all sessions. */
  readonly made = new Map<Site, number>();
  readonly #calling: Calling;
  readonly former = new FormerCalls();
  context: JsonObject;
  responded: Responded = null;
  layer = 1;
  only: readonly string[] | null = null;
  /** Of what has others inside it, in the layer that it goes on with. */
  parts: Parts = {};
  /** What is undone should it be given up. */
  left: readonly LeftEntry[] = [];
  /** Its process has died, and what that may have left is not in `left` yet. */
  isCrashed = false;
  /** Why it is given up. */
  givenUp: AnsweredFailure | null = null;
  /** When the session began. */
  #wasGivenUp = false;
  /** Answers that the upstream had given when the layer began. */
  start = 0;
  answer: SeenAnswer | undefined;
  calls = new Map<Site, ExpectedCall[]>();
  entries: SeenEntry[] = [];
  /** Entries of what has rested. */
  readonly #resting = new Set<SeenEntry>();
  isComplete = true;
  /** How often it was taken up again. */
  claims = 0;
  recoveries: string[] = [];
  hasRow: boolean;
  /** Epoch milliseconds. */
  now = NOW;
  waits: Inside['waits'] = new Map();
  /** Those of all runs. */
  waitRows: Inside['waitRows'] = [];
  /** What a run that it has called has made, in the session in which that has let it go on. */
  wokenCalls: readonly ExpectedCall[] = [];
  /** The layer in which the run has rested, in the session in which it goes on. */
  wokenAt: number | null = null;

  constructor({ rule }: Document, world: World, ids: Pick<Inside, 'trx' | 'logId'>, cache: Cache, calling: Calling) {
    this.#calling = calling;
    this.world = world;
    this.rule = rule;
    this.response = (this.rule.response ?? {}) as JsonObject;
    this.layers = (this.rule.components ?? []) as unknown as JsonObject[][];
    // What rests is a row.
    this.isDurable = this.rule.durable === true || this.layers.flat().some(rests);
    this.suspends = this.rule.suspend === true || this.isDurable;
    this.hasRow = this.isDurable;
    for (const [key, cached] of cache) cache.set(key, { ...cached, settledBy: null });
    this.stage = { ...ids, cache, restsLong: this.isDurable, now: NOW, react: (site) => this.#react(site) };
    const callback = callbacksOf(this.layers, ids.trx);
    this.context = { request: world.request as unknown as Json, callback, ...ids, ...environment };
  }

  get isOver(): boolean {
    return this.layer > this.layers.length;
  }

  /** Goes on as another one was kept. */
  take(other: Playing): void {
    const { claims, recoveries, hasRow, now, suspends, hasRested } = other;
    Object.assign(this, { ...other.kept(), claims, recoveries, hasRow, now, suspends, hasRested });
    for (const entry of other.#resting) this.#resting.add(entry);
    this.former.add(other.former);
  }

  beginSession(): void {
    this.answer = undefined;
    this.#wasGivenUp = this.givenUp !== null;
    this.calls = new Map();
    this.isResting = false;
  }

  runLayer(interruption: Interruption | null, seen: Witnessed): Course {
    const all = this.runComponents(seen);
    const isStop = interruption !== null && interruption.kind !== 'hold' && seen.interruptedAfter !== null;
    const left = (layer: PlayedLayer): LeftEntry[] => this.#leftBy(all, layer, seen);
    const course = courseOf({ ...this.#standing, left }, all, isStop ? interruption.kind : null, seen);
    this.#take(all, course, seen);
    return course;
  }

  goOn({ until }: PlayedLayer): void {
    this.layer += 1;
    this.only = null;
    this.parts = {};
    this.start = Math.max(this.start, until);
  }

  kept(): Kept {
    return {
      ...{ context: this.context, responded: this.responded, layer: this.layer, only: this.only, parts: this.parts },
      ...{ left: this.left, isCrashed: this.isCrashed, isResting: this.isResting, givenUp: this.givenUp },
      ...{ entries: this.entries, isComplete: this.isComplete },
    };
  }

  /** Only what was kept counts. */
  takeBack(kept: Kept, seen: Witnessed): void {
    Object.assign(this, kept, { isResting: false });
    this.stage.cache.clear();
    this.countCalls(seen);
  }

  /** What its process, which has died, may have left: as the run was then. */
  noteCrash(): void {
    if (!this.isCrashed || this.givenUp) return;
    const all = this.componentsOf(this.layer);
    this.left = withEntries(this.left, crashLeft(this.layer, all, this.only, this.parts, this.context));
    this.isCrashed = false;
  }

  runComponents(seen: Witnessed): Ended[] {
    return this.componentsOf(this.layer).flatMap((component) => {
      if (this.only && !this.only.includes(component.name as string)) return [];
      if (isComposite(component)) {
        const kept = this.parts[component.name as string];
        return [runComposite(component, this.layer, this.context, kept, this.#span, this.inside(seen))];
      }
      const key = `${this.layer}-${component.name as string}`;
      const ended = runComponent(component, key, inContext(this.context), { ...this.stage, words: seen.words });
      const { keep, settledBy } = ended;
      if (keep) this.stage.cache.set(keep.key, { result: keep.result, settledBy });
      return [ended];
    });
  }

  inside(seen: Witnessed): Inside {
    const rest = {
      ...{ waits: withCallbacks(this.waits, seen.calledBack), now: this.now, isWoken: this.#span.isWoken },
      ...{ restsLong: this.isDurable, former: this.former, waitRows: this.waitRows },
    };
    const calling = { ...this.#calling, made: this.madeBefore };
    const around = insideOf(this.stage, this.suspends, this.world, calling, rest, seen);
    return { ...around, ...seenFrom(this.#madeEarlier, seen), ...this.#calling.outer };
  }

  get #span() {
    return { start: this.start, isWoken: this.wokenAt === this.layer };
  }

  componentsOf(layer: number): readonly JsonObject[] {
    return this.layers[layer - 1] ?? [];
  }

  /** How often a site was called before. */
  readonly madeBefore = (site: Site): number => {
    const woken = this.wokenCalls.filter(({ call }) => call.site === site).length;
    return this.#madeEarlier(site) + woken;
  };

  /** The same in earlier sessions. */
  readonly #madeEarlier = (site: Site): number => (this.made.get(site) ?? 0) + this.#calling.made(site);

  #react(site: Site): { reaction: Reaction | Act; nth: number } {
    const before = (this.attempts.get(site) ?? 0) + 1;
    this.attempts.set(site, before);
    const nth = before + this.#calling.made(site);
    return { reaction: reactionAt(this.world.upstream, site, nth), nth };
  }

  get #standing(): Omit<Standing, 'left'> {
    return {
      ...{ context: this.context, responded: this.responded, answer: this.answer },
      ...{ layer: this.layer, start: this.start, suspends: this.suspends, response: this.response },
    };
  }

  /** Takes over what a layer has left. */
  #take(all: readonly Ended[], { layer, context, responded, early }: Course, seen: Witnessed): void {
    this.context = context;
    this.responded = responded;
    this.answer ??= early;
    // A call that was aborted leaves nothing in the cache.
    for (const { keep } of layer.stopped) if (keep) this.stage.cache.delete(keep.key);
    this.expectCalls(expectedCalls(all, layer.settled, layer.cut, layer.certain));
    this.left = this.#leftBy(all, layer, seen);
    const components = this.componentsOf(this.layer);
    const uncertain = all.filter((ended) => !layer.certain.includes(ended));
    this.entries = withLayer(this.entries, this.layer, components, layer.certain, uncertain, this.#resting);
    if (uncertain.length > 0) this.isComplete = false;
  }

  #leftBy(all: readonly Ended[], layer: PlayedLayer, seen: Witnessed): LeftEntry[] {
    const left = all.flatMap((one) => entryLeft(this.layer, one.name, this.#leftOf(one, layer, seen)));
    return withEntries(this.left, left);
  }

  #leftOf(ended: Ended, { stopped, cut }: PlayedLayer, seen: Witnessed): Pick<Ran, 'left' | 'elementsLeft'> {
    const { composite } = ended;
    const isStopped = stopped.includes(ended);
    if (composite) return isStopped ? composite.upTo(cut) : composite.whole;
    return { left: leafLeft(ended, isStopped ? cut : undefined, this.inside(seen)) };
  }

  expectCalls(calls: readonly ExpectedCall[]): void {
    for (const call of calls) {
      const { site } = call.call;
      this.calls.set(site, [...(this.calls.get(site) ?? []), call]);
    }
  }

  /** Calls that were made before those of the session itself. */
  expectFirst(calls: readonly ExpectedCall[]): void {
    const after = [...this.calls.values()].flat();
    this.calls.clear();
    this.expectCalls([...calls, ...after]);
  }

  /** Of a component that was stopped, how far it came is the engine's to say. */
  countCalls(seen: Witnessed): void {
    if (seen.calledBack.size > 0) this.isCalledBack = true;
    this.former.note(this, seen);
    for (const { site } of seen.calls) this.made.set(site, (this.made.get(site) ?? 0) + 1);
    this.attempts = new Map(this.made);
  }

  expected(status: string): Expected {
    return {
      status,
      answer: this.answer ?? null,
      failure: null,
      calls: this.calls,
      hasRow: this.hasRow,
      keptStatus: undefined,
      kept: null,
      curStep: Math.min(this.layer, this.layers.length),
      takesCallbacks: this.#wasGivenUp ? false : this.givenUp ? null : true,
      log: {
        required: this.rule.record === true || status === 'suspended' || status === 'waiting' || this.givenUp !== null,
        complete: this.isComplete,
        entries: this.entries,
      },
      recoveries: this.recoveries,
    };
  }

  /** When a run that is suspended now resumes by itself. */
  get recoverAt(): number | null {
    return recoverAtOf(this.rule, this.claims, this.now);
  }

  /** @param recoverAt undefined: it is not to be compared. */
  keptOf(
    failed: readonly string[] | null,
    error: NonNullable<Expected['kept']>['error'],
    recoverAt: number | null | undefined,
  ): Expected['kept'] {
    const parts = this.givenUp ? {} : this.parts;
    const names = failed && fullNames(failed, parts);
    const place = { failed: names, curStep: this.layer, recoverAt, parts };
    return { ...place, error, data: dataOf(this.context), left: this.left };
  }
}
