import type { Json, JsonObject } from '../../../src/json.ts';
import type { Site } from '../program.ts';
import { withOwnCallbacks } from './callbacks.ts';
import type { Failure } from './ended.ts';
import { runLeaf } from './leaf.ts';
import type { LeftElement, LeftEntry, LeftOne } from './left.ts';
import { put } from './put.ts';
import { casesOf } from './ran.ts';
import type { Inside, Ran, Where } from './ran.ts';
import { timeKey } from './until.ts';

type Layers = readonly (readonly JsonObject[])[];

/** How undoing went. `time`: in answers; Infinity: it has not come to its end. */
interface End {
  readonly ok: boolean;
  readonly time: number;
}

/** A compensation that has failed. */
export interface UndoFailure {
  readonly failure: Failure;
  /** In full. */
  readonly component: string;
  readonly time: number;
}

interface Around {
  readonly context: JsonObject;
  readonly whereOf: (layer: number, name: string) => Where;
}

/** What undoing a run comes to. */
export interface Undone {
  readonly ok: boolean;
  readonly failures: readonly UndoFailure[];
  readonly calls: Ran['calls'];
  /** With what is undone now. */
  readonly left: readonly LeftEntry[];
}

/**
 * Undoes what a run has left: in reverse order, layer by layer from the last, a layer's at once.
 * @param context with `error`. @param start when it begins, in answers.
 */
export function undoAll(
  left: readonly LeftEntry[],
  layers: Layers,
  context: JsonObject,
  start: number,
  around: Inside,
): Undone {
  const undoing = new Undoing(around);
  const own = structuredClone(left);
  const whereOf = (layer: number, name: string): Where => ({ name, key: `${layer}-${name}` });
  const { ok } = undoing.layers(own, layers, { context, whereOf }, start);
  return { ok, failures: undoing.failures, calls: undoing.calls, left: own };
}

/** There is always one. */
const NONE: readonly [string, LeftElement] = ['', { item: null }];

class Undoing {
  readonly failures: UndoFailure[] = [];
  readonly calls: Ran['calls'][number][] = [];
  readonly #inside: Inside;

  constructor(around: Inside) {
    this.#inside = around;
  }

  layers(entries: readonly LeftEntry[], layers: Layers, around: Around, start: number): End {
    let time = start;
    for (const layer of [...new Set(entries.map((one) => one.layer))].sort((a, b) => b - a)) {
      const ends = entries
        .filter((one) => one.layer === layer)
        .map((entry) => this.#entry(entry, layers[layer - 1] ?? [], around, time));
      time = Math.max(...ends.map((end) => end.time));
      if (!ends.every(({ ok }) => ok)) return { ok: false, time };
    }
    return { ok: true, time };
  }

  #entry(entry: LeftEntry, layer: readonly JsonObject[], { context, whereOf }: Around, start: number): End {
    const component = layer.find(({ name }) => name === entry.name);
    if (!component) throw new Error(`${entry.name} is not in layer ${entry.layer}`);
    const where = whereOf(entry.layer, entry.name);
    if (entry.elements) return this.#elements(Object.entries(entry.elements), component, where, context, start);
    const seen = entry.outcome === 'unknown' ? withOutput(component, context, null) : context;
    return this.#one(entry, component, where, seen, start);
  }

  /** From the last, `concurrency` at once; where one fails no other begins. */
  #elements(
    all: readonly (readonly [string, LeftElement])[],
    component: JsonObject,
    { name, key }: Where,
    context: JsonObject,
    start: number,
  ): End {
    const { as = 'item', concurrency = 10 } = component;
    const next = [...all];
    const begin = ([index, element]: readonly [string, LeftElement], at: number): End => {
      const inside = { ...context, [as as string]: element.item, index: Number(index) };
      const seen = withOutput(component, inside, element.output ?? null);
      return this.#one(element, component, { name: `${name}[${index}]`, key: `${key}[${index}]` }, seen, at);
    };
    let running: End[] = [];
    let [time, failedAt] = [start, Infinity];
    for (;;) {
      const room = (): boolean => running.length < Number(concurrency);
      while (failedAt === Infinity && next.length > 0 && room()) running.push(begin(next.pop() ?? NONE, time));
      // One that begins when another one fails may have been first: then it is seen.
      while (failedAt === time && next.length > 0 && room()) {
        const [index, element] = next.at(-1) ?? NONE;
        const begun = structuredClone(element);
        const end = this.#seen(`${key}[${index}]`, () => begin([index, begun], time));
        if (!end) break;
        Object.assign(element, begun);
        running.push(end);
        next.pop();
      }
      const first = running.toSorted((a, b) => a.time - b.time || Number(a.ok) - Number(b.ok))[0];
      if (!first) return { ok: failedAt === Infinity, time };
      running = running.filter((one) => one !== first);
      time = Math.max(time, first.time);
      if (!first.ok) failedAt = Math.min(failedAt, time);
    }
  }

  /** What has begun, unless it would have made a call that was not made, or without one would be undone, and is not. */
  #seen(key: string, begin: () => End): End | undefined {
    const [calls, failures] = [this.calls.length, this.failures.length];
    const { made, isMade, toldLeft } = this.#inside;
    const before = this.calls.map(({ call }) => call.site);
    const end = begin();
    const site = this.calls[calls]?.call.site;
    if (site === undefined && (!end.ok || toldLeft.get(key)?.undone)) return end;
    if (site !== undefined && isMade(`${site}#${made(site) + before.filter((one) => one === site).length + 1}`))
      return end;
    this.calls.length = calls;
    this.failures.length = failures;
    return undefined;
  }

  /** Itself first, then what is inside it. */
  #one(one: LeftOne, component: JsonObject, where: Where, context: JsonObject, start: number): End {
    let time = start;
    if (component.compensate !== undefined && one.outcome && !one.undone) {
      const ran = this.#undo(component.compensate as JsonObject, where, context, start);
      ({ time } = ran);
      if (time === Infinity) return { ok: false, time };
      if (ran.outcome && 'failure' in ran.outcome) {
        this.failures.push({ failure: ran.outcome.failure, component: `${where.name}/undo`, time });
        return { ok: false, time };
      }
      one.undone = true;
    }
    for (const flow of one.flows?.toReversed() ?? []) {
      const layers = (casesOf(component)[flow.case]?.components ?? []) as unknown as Layers;
      const key = timeKey(where.key, flow.time);
      const around = withOwnCallbacks(context, layers, this.#inside.trx, key);
      const seen = flow.outputs.reduce((before, { path, value }) => put(before, path, value), around);
      const whereOf = (layer: number, name: string): Where => ({
        name: `${where.name}/${name}`,
        key: `${key}/${layer}-${name}`,
      });
      const end = this.layers(flow.entries, layers, { context: seen, whereOf }, time);
      if (!end.ok) return end;
      ({ time } = end);
    }
    return { ok: true, time };
  }

  #undo(compensate: JsonObject, { name, key }: Where, context: JsonObject, start: number): Ran {
    const where = { name: `${name}/undo`, key: `${key}-undo` };
    const span = { start, cut: Infinity };
    // One that is undone of several times of `until` is called as often.
    const { made } = this.#inside;
    const before = Map.groupBy(this.calls, (one) => one.call.site);
    const around = { ...this.#inside, made: (site: Site) => made(site) + (before.get(site)?.length ?? 0) };
    const ran = runLeaf({ ...compensate, name: where.name }, where, context, { times: 1, tried: 0 }, span, around);
    this.calls.push(...ran.calls.map((made) => ({ ...made, certain: ran.time < Infinity })));
    return ran;
  }
}

function withOutput({ outputName }: JsonObject, context: JsonObject, value: Json): JsonObject {
  return typeof outputName === 'string' ? put(context, outputName.split('.'), value) : context;
}
