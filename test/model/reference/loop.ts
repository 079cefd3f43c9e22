import type { Json, JsonObject } from '../../../src/json.ts';
import { failure } from './ended.ts';
import type { Failure, Outcome } from './ended.ts';
import { ignoredOf } from './ignored.ts';
import { runOne } from './inside.ts';
import type { Span } from './inside.ts';
import { mergedElements } from './left.ts';
import type { LeftElement } from './left.ts';
import type { ElementKept, Inside, LoopKept, Ran, Where } from './ran.ts';
import { failedInside, isDone, parkedOf, toldRank } from './settle.ts';
import { fill, inContext } from './template.ts';

interface UnderWay {
  readonly index: number;
  readonly start: number;
  readonly ran: Ran;
}

/** Runs a component once for each element of a list. */
export function runLoop(
  component: JsonObject,
  where: Where,
  context: JsonObject,
  kept: LoopKept | undefined,
  span: Span,
  around: Inside,
): Ran {
  const list = kept?.list ?? listOf(component, context);
  if ('code' in list) return refused(component, where, context, span, list, around);
  return new LoopRun(component, where, context, list, span, around).run(kept ?? { list, elements: {} });
}

/** The elements of a loop, or why it has none. */
export function listOf(component: JsonObject, context: JsonObject): readonly Json[] | Failure {
  const list = fill(component.foreach ?? null, inContext(context)) ?? [];
  if (!Array.isArray(list)) return failure('110004');
  return list.length > Number(component.maxItems ?? 1000) ? failure('110018') : (list as Json[]);
}

function refused(
  component: JsonObject,
  { key }: Where,
  context: JsonObject,
  { start }: Span,
  failed: Failure,
  { words }: Inside,
): Ran {
  const { ignoreError, fallback = null } = component;
  const ran = { time: start, calls: [], errorCode: failed.code, failedAt: null, part: undefined };
  if (ignoreError !== true) return { ...ran, outcome: { kind: 'failed', failure: failed } };
  const output = fill(fallback, inContext(context));
  return { ...ran, outcome: { kind: 'value', output }, ignored: ignoredOf(failed, key, words) };
}

class LoopRun {
  readonly #component: JsonObject;
  readonly #where: Where;
  readonly #context: JsonObject;
  readonly #list: readonly Json[];
  readonly #around: Inside;
  readonly #cut: number;
  readonly #calls: Ran['calls'][number][] = [];
  readonly #elements = new Map<number, ElementKept>();
  readonly #left: Record<string, LeftElement> = {};
  #kept: LoopKept['elements'] = {};
  #ignored: LoopKept['ignored'];
  #time: number;
  #running: UnderWay[] = [];
  readonly #parked: Ran[] = [];
  #next = 0;
  #end: { readonly ran: Ran; readonly index: number } | undefined;

  constructor(
    component: JsonObject,
    where: Where,
    context: JsonObject,
    list: readonly Json[],
    { start, cut }: Span,
    around: Inside,
  ) {
    this.#component = component;
    this.#where = where;
    this.#context = context;
    this.#list = list;
    this.#time = start;
    this.#cut = cut;
    this.#around = around;
  }

  run({ elements, ignored, undo = {} }: LoopKept): Ran {
    this.#kept = elements;
    this.#ignored = ignored;
    Object.assign(this.#left, undo);
    for (const [index, element] of Object.entries(elements)) this.#elements.set(Number(index), element);
    for (;;) {
      this.#begin(this.#next > 0);
      const first = this.#first();
      if (!first) return this.#ended();
      if (first.ran.outcome === null) {
        // None of those under way settles in time.
        const inside = failedInside(
          this.#running.map(({ ran }) => ran),
          this.#around.told,
        );
        this.#stop(this.#cut);
        this.#time = this.#cut;
        const { ran, index } = this.#end ?? {};
        const failed = ran?.outcome && 'failure' in ran.outcome ? ran.outcome.failure : undefined;
        const own = failed && { failure: failed, at: ran?.failedAt ?? this.#whereOf(index ?? 0).name };
        return { ...this.#ran(null, null, null), hadFailed: own ?? inside };
      }
      this.#take(first);
    }
  }

  /** @param isLater others have ended: one that fails at this moment may have been first, and then no other begins. */
  #begin(isLater: boolean): void {
    const most = Number(this.#component.concurrency ?? 10);
    while (!this.#end && this.#next < this.#list.length && this.#running.length < most) {
      const { toldBegun } = this.#around;
      if (isLater && this.#isFailing && toldBegun && !toldBegun.has(this.#whereOf(this.#next).key)) return;
      const index = this.#next++;
      const before = this.#elements.get(index);
      if (before && 'output' in before) continue;
      this.#running.push({ index, start: this.#time, ran: this.#element(index, this.#time, this.#cut) });
    }
  }

  get #isFailing(): boolean {
    return this.#running.some(({ ran }) => ran.time <= this.#time && ran.outcome && 'failure' in ran.outcome);
  }

  #element(index: number, start: number, cut: number): Ran {
    const { as = 'item' } = this.#component;
    const context = { ...this.#context, [as as string]: this.#list[index] ?? null, index };
    const before = this.#kept[index];
    const part = before && 'failed' in before ? before.part : undefined;
    const isWoken = this.#around.isWoken && before !== undefined;
    return runOne(this.#component, this.#whereOf(index), context, part, { start, cut, isWoken }, this.#around);
  }

  #whereOf(index: number): Where {
    const { name, key } = this.#where;
    return { name: `${name}[${index}]`, key: `${key}[${index}]` };
  }

  /** The one that settles first; of several at once the first, and of those that fail the one that the engine says has. */
  #first(): UnderWay | undefined {
    const rank = ({ index, ran: { outcome } }: UnderWay): number => {
      if (outcome === null) return 3;
      return 'failure' in outcome ? toldRank(this.#whereOf(index), this.#where, this.#around) : 0;
    };
    return this.#running.toSorted((a, b) => a.ran.time - b.ran.time || rank(a) - rank(b) || a.index - b.index)[0];
  }

  #take(one: UnderWay): void {
    const { index, ran } = one;
    this.#time = Math.max(this.#time, ran.time);
    this.#running = this.#running.filter((other) => other !== one);
    this.#note(index, ran);
    // What rests takes no place of `concurrency`.
    if (isDone(ran) || ran.outcome?.kind === 'parked') return;
    const breaks = ran.outcome?.kind === 'break';
    if (!this.#end || breaks) this.#end = { ran, index };
    const letSettle = this.#around.letSettle || this.#end.ran.outcome?.kind === 'child';
    if (breaks || !letSettle) this.#stop(ran.time);
  }

  #note(index: number, ran: Ran): void {
    const { outcome, calls, part, left, errorCode, ignored } = ran;
    if (ignored && !((this.#ignored?.index ?? Infinity) < index)) this.#ignored = { index, failure: ignored };
    if (outcome?.kind === 'parked') this.#parked.push(ran);
    this.#calls.push(...calls);
    const isRead = typeof this.#component.outputName === 'string' && outcome?.kind === 'value' && errorCode === null;
    const item = this.#list[index] ?? null;
    if (left)
      Object.assign(
        this.#left,
        mergedElements(this.#left, { [index]: { item, ...left, ...(isRead && { output: outcome.output }) } }),
      );
    const own = part && 'list' in part ? undefined : part;
    this.#elements.set(
      index,
      outcome?.kind === 'value'
        ? { output: outcome.output }
        : outcome?.kind === 'skipped'
          ? { output: null }
          : { failed: outcome?.kind !== 'parked', ...(own && { part: own }) },
    );
  }

  /** Those under way are aborted. */
  #stop(cut: number): void {
    for (const { index, start } of this.#running) this.#note(index, this.#element(index, start, cut));
    this.#running = [];
  }

  #ended(): Ran {
    if (this.#end) {
      const { ran, index } = this.#end;
      return this.#ran(ran.outcome, ran.failedAt ?? this.#whereOf(index).name, ran.errorCode);
    }
    const rests = parkedOf(this.#parked);
    if (rests) return this.#ran(rests, null, null);
    const output = this.#list.map((_, index) => {
      const element = this.#elements.get(index);
      return element && 'output' in element ? element.output : null;
    });
    return this.#ran({ kind: 'value', output }, null, null);
  }

  #ran(outcome: Outcome | null, failedAt: string | null, errorCode: string | null): Ran {
    const elements = Object.fromEntries(this.#elements);
    const elementsLeft = Object.keys(this.#left).length > 0 ? this.#left : undefined;
    const ignored = this.#ignored;
    const part = {
      list: this.#list,
      ...{ elements, ...(ignored && { ignored }), ...(elementsLeft && { undo: elementsLeft }) },
    };
    const ended = { time: this.#time, calls: this.#calls, errorCode, failedAt, part, elementsLeft };
    return { outcome, ...ended, ignored: ignored?.failure };
  }
}
