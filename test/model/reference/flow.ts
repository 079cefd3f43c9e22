import type { Json, JsonObject } from '../../../src/json.ts';
import { withOwnCallbacks } from './callbacks.ts';
import { WrongCondition, isTrue } from './condition.ts';
import { failure } from './ended.ts';
import type { Failure, Outcome } from './ended.ts';
import { failedOutput, ignoredOf } from './ignored.ts';
import { runInside } from './inside.ts';
import type { Span } from './inside.ts';
import { entryLeft, withEntries } from './left.ts';
import type { LeftFlow, LeftOne } from './left.ts';
import { put } from './put.ts';
import { casesOf } from './ran.ts';
import type { FlowKept, Inside, PartKept, Parts, Ran, TimesKept, Where } from './ran.ts';
import { failedInside, hadFailedOf, isDone, parkedOf, settle } from './settle.ts';
import { fill, inContext } from './template.ts';
import { LONG_PAUSE_MS, inOutput, timeKey, untilAgain, untilWaitMs } from './until.ts';

/** Runs a flow, each of its times. */
export function runFlow(
  component: JsonObject,
  where: Where,
  context: JsonObject,
  kept: FlowKept | undefined,
  first: TimesKept,
  span: Span,
  around: Inside,
): Ran {
  return new FlowRun(component, where, context, first, span, around).run(kept);
}

/** How the layers of a flow went once. */
interface LayersEnd {
  readonly outcome: Outcome | null;
  readonly failedAt: string | null;
  readonly hadFailed?: Ran['hadFailed'];
  readonly time: number;
  readonly part: FlowKept;
}

class FlowRun {
  readonly #component: JsonObject;
  readonly #where: Where;
  readonly #context: JsonObject;
  readonly #first: TimesKept;
  /** Of `until`. */
  #times: number;
  #around: Inside;
  readonly #cut: number;
  readonly #isWoken: boolean;
  readonly #calls: Ran['calls'][number][] = [];
  /** Those of earlier times of `until`. */
  readonly #before: Ran['calls'][number][] = [];
  /** What its times have left inside. */
  readonly #flowsLeft: LeftFlow[] = [];
  /** A time of it has ended well. */
  #hasHappened = false;
  readonly #start: number;
  #time: number;

  constructor(
    component: JsonObject,
    where: Where,
    context: JsonObject,
    first: TimesKept,
    { start, cut, isWoken = false }: Span,
    around: Inside,
  ) {
    this.#isWoken = isWoken;
    this.#first = first;
    this.#times = first.times;
    this.#component = component;
    this.#where = where;
    this.#context = context;
    this.#around = around;
    this.#start = start;
    this.#time = start;
    this.#cut = cut;
  }

  run(before: FlowKept | undefined): Ran {
    let kept = before;
    try {
      if (!this.#isWoken && !this.#holds(this.#component.condition))
        return this.#ran({ kind: 'skipped' }, null, undefined);
      for (; ; this.#times++) {
        const chosen = kept?.case ?? casesOf(this.#component).findIndex(({ when }) => this.#holds(when));
        if (chosen < 0) return this.#ran({ kind: 'skipped' }, null, undefined);
        const end = this.#layers(chosen, timeKey(this.#where.key, this.#times), kept);
        this.#time = end.time;
        this.#leave(end.part);
        if (end.outcome?.kind !== 'value') return this.#failed(end);
        this.#hasHappened = true;
        const again = untilAgain(this.#component, inOutput(end.outcome.output), this.#tried);
        if (again === 'holds') return this.#ran(end.outcome, null, undefined);
        if (typeof again === 'object') return this.#failed({ ...end, outcome: { kind: 'failed', failure: again } });
        const pauseMs = untilWaitMs(this.#component);
        if (this.#around.restsLong && pauseMs >= LONG_PAUSE_MS) {
          const dueAt = this.#around.now + pauseMs;
          return { ...this.#ran({ kind: 'parked', dueAt }, null, undefined), rests: true };
        }
        kept = undefined;
        this.#countCalls();
      }
    } catch (error) {
      if (!(error instanceof WrongCondition)) throw error;
      return this.#failed({
        ...{ outcome: { kind: 'failed', failure: failure('110004') }, failedAt: null, time: this.#time },
        part: kept,
      });
    }
  }

  #leave({ case: chosen, outputs, undo = [] }: FlowKept): void {
    if (undo.length > 0) this.#flowsLeft.push({ time: this.#times, case: chosen, outputs, entries: undo });
  }

  /** How many times count against `max`, with this one. */
  get #tried(): number {
    return this.#first.tried + this.#times - this.#first.times + 1;
  }

  /** The next time goes on where the calls of this one were. */
  #countCalls(): void {
    const { made } = this.#around;
    const calls = Map.groupBy(this.#calls.splice(0), ({ call }) => call.site);
    this.#before.push(...[...calls.values()].flat());
    this.#around = { ...this.#around, made: (site) => made(site) + (calls.get(site)?.length ?? 0) };
  }

  #holds(condition: Json | undefined): boolean {
    return typeof condition !== 'string' || isTrue(condition, inContext(this.#context));
  }

  #failed({
    outcome,
    failedAt,
    hadFailed,
    part,
  }: Omit<LayersEnd, 'part'> & { readonly part: FlowKept | undefined }): Ran {
    const { ignoreError, fallback = null } = this.#component;
    if (outcome?.kind !== 'failed' || ignoreError !== true) return { ...this.#ran(outcome, failedAt, part), hadFailed };
    const output = fill(fallback, inContext(this.#context));
    return this.#ran({ kind: 'value', output }, null, undefined, outcome.failure);
  }

  /** @param ignored the failure that was passed over. */
  #ran(outcome: Outcome | null, failedAt: string | null, part: PartKept | undefined, ignored?: Failure): Ran {
    const failed = outcome && 'failure' in outcome ? outcome.failure : ignored;
    const errorCode = failed?.code ?? null;
    return {
      ignored: ignored && ignoredOf(ignored, this.#where.key, this.#around.words),
      outcome,
      time: this.#time,
      calls: [...this.#before, ...this.#calls],
      errorCode,
      failedAt,
      part,
      times: this.#times,
      left: this.#left(outcome, failed),
    };
  }

  #left(outcome: Outcome | null, failed: Failure | undefined): LeftOne | undefined {
    const flows = this.#flowsLeft.length > 0 ? { flows: this.#flowsLeft } : undefined;
    // Of one that ends as it is stopped only the engine knows which came first.
    const isTold = this.#around.toldLeft.get(this.#where.key)?.outcome === 'unknown';
    const isStopped = this.#time === this.#cut && isTold;
    const isDone = outcome?.kind === 'value' && !failed && !isStopped;
    // The same of one that was to begin at that moment: whether it did.
    const hasBegun = this.#start < this.#cut || isTold;
    const mayHave = (outcome === null && hasBegun) || this.#hasHappened || isStopped || failed?.uncertain === true;
    if (this.#component.compensate === undefined || !(isDone || mayHave)) return flows;
    return { outcome: isDone ? 'done' : 'unknown', ...flows };
  }

  #layers(chosen: number, key: string, kept: FlowKept | undefined): LayersEnd {
    const layers = (casesOf(this.#component)[chosen]?.components ?? []) as unknown as JsonObject[][];
    let {
      layer,
      failed: only,
      outputs,
      parts,
      undo = [],
    }: FlowKept = kept ?? { case: chosen, layer: 1, failed: null, outputs: [] };
    const around = withOwnCallbacks(this.#context, layers, this.#around.trx, key);
    let time = this.#time;
    for (; layer <= layers.length; layer++) {
      const isWoken = this.#around.isWoken && layer === kept?.layer;
      const played = this.#layer(layers[layer - 1] ?? [], `${key}/${layer}`, contextOf(around, outputs), {
        ...{ only, parts, time, isWoken },
      });
      time = played.time;
      outputs = [...outputs, ...played.outputs];
      undo = withEntries(
        undo,
        played.left.flatMap(([name, ran]) => entryLeft(layer, name, ran)),
      );
      if (played.failed.length > 0) {
        const part = { case: chosen, layer, failed: played.failed, outputs, parts: played.parts, undo };
        return { outcome: played.outcome, failedAt: played.failedAt, hadFailed: played.hadFailed, time, part };
      }
      [only, parts] = [null, undefined];
    }
    const { outputData } = this.#component;
    const output =
      outputData === undefined
        ? contextOf(
            {},
            outputs.filter(({ path }) => path[0] !== 'failed'),
          )
        : fill(outputData, inContext(contextOf(around, outputs)));
    const part = { case: chosen, layer, failed: null, outputs, undo };
    return { outcome: { kind: 'value', output }, failedAt: null, time, part };
  }

  #layer(all: readonly JsonObject[], key: string, context: JsonObject, { only, parts, time, isWoken }: Begun) {
    const whereOf = ({ name }: JsonObject): Where => ({
      name: `${this.#where.name}/${name as string}`,
      key: `${key}-${name as string}`,
    });
    const meant = all.filter(({ name }) => only?.includes(name as string) ?? true);
    const run = (component: JsonObject, cut: number): Ran =>
      runInside(
        component,
        whereOf(component),
        context,
        parts?.[component.name as string],
        { start: time, cut, isWoken },
        this.#around,
      );
    const whole = (one: JsonObject): Ran => run(one, this.#cut);
    const { runs, first, hadFailed } = settle(meant, whole, run, whereOf, this.#where, this.#around);
    for (const { calls } of runs.values()) this.#calls.push(...calls);
    const failed = meant.filter((one) => !isDone(runs.get(one)));
    const end = first && runs.get(first);
    const ended = [...runs.values()];
    const isStopped = first === null && ended.some((one) => one.outcome === null);
    const rests = first === null && !isStopped ? parkedOf(ended) : null;
    return {
      outcome: end?.outcome ?? rests,
      hadFailed: hadFailed
        ? hadFailedOf(runs.get(hadFailed), whereOf(hadFailed))
        : failedInside(runs.values(), this.#around.told),
      failedAt: first && (end?.failedAt ?? whereOf(first).name),
      // What is under way until the moment looked at settles no earlier.
      time: isStopped ? this.#cut : Math.max(time, ...[...runs.values()].map((one) => one.time)),
      failed: failed.map(({ name }) => name as string),
      parts: partsOf(failed, runs),
      left: meant.flatMap((one) => {
        const ran = runs.get(one);
        return ran ? [[one.name as string, ran] as const] : [];
      }),
      outputs: meant.flatMap((one) => {
        const { outcome, ignored = null } = runs.get(one) ?? {};
        const { outputName } = one;
        if (outcome?.kind !== 'value' && outcome?.kind !== 'skipped') return [];
        const failure = failedOutput(one, ignored);
        if (outcome.kind !== 'value' || typeof outputName !== 'string') return [failure];
        return [failure, { path: outputName.split('.'), value: outcome.output }];
      }),
    } as const;
  }
}

/** How a layer of a flow begins. */
interface Begun {
  readonly only: readonly string[] | null;
  readonly parts: Parts | undefined;
  readonly time: number;
  readonly isWoken: boolean;
}

/** What is kept of those of them that have something inside. */
function partsOf(failed: readonly JsonObject[], runs: ReadonlyMap<JsonObject, Ran>): Parts {
  const parts = failed.map((one) => [one.name as string, runs.get(one)?.part] as const);
  return Object.fromEntries(parts.filter((entry): entry is [string, PartKept] => entry[1] !== undefined));
}

function contextOf(context: JsonObject, outputs: FlowKept['outputs']): JsonObject {
  return outputs.reduce((before, { path, value }) => put(before, path, value), context);
}
