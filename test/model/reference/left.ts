import type { Json, JsonObject } from '../../../src/json.ts';
import type { Ended } from './ended.ts';
import type { Inside, Ran } from './ran.ts';
import { timeKey } from './until.ts';

/** What has been left, and is undone should the run be given up. */
export interface LeftOne {
  /** Of the component itself, where something undoes it. */
  readonly outcome?: 'done' | 'unknown';
  undone?: true;
  /** Inside it: each time of `until` that was a flow. */
  readonly flows?: readonly LeftFlow[];
}

/** Of a component of a list of layers. */
export interface LeftEntry extends LeftOne {
  readonly layer: number;
  readonly name: string;
  /** Of a loop. */
  readonly elements?: Readonly<Record<string, LeftElement>>;
}

export interface LeftElement extends LeftOne {
  readonly item: Json;
  readonly output?: Json;
}

export interface LeftFlow {
  readonly time: number;
  readonly case: number;
  readonly outputs: readonly { readonly path: readonly string[]; readonly value: Json }[];
  readonly entries: readonly LeftEntry[];
}

/** What one attempt may have done. */
export interface Attempted {
  /** `<site>#<n>`. */
  readonly answer: string;
  /** It has succeeded, whatever came of the component; or nothing says that it has not. */
  readonly mayHave: boolean;
}

/** What an api or a script has left. `cut`: when it was stopped; undefined: it had settled. */
export function leafLeft(
  { component, outcome, errorCode, attempts }: Pick<Ended, 'component' | 'outcome' | 'errorCode' | 'attempts'>,
  cut: number | undefined,
  { timeOf, isMade }: Pick<Inside, 'timeOf' | 'isMade'>,
): LeftOne | undefined {
  if (component.compensate === undefined) return undefined;
  if (cut === undefined && outcome.kind === 'value' && errorCode === null) return { outcome: 'done' };
  const mayHave = attempts.some(({ answer, mayHave: it }) => {
    if (cut === undefined) return it;
    // One that was stopped: the call under way may have arrived.
    return timeOf(answer) <= cut ? it : isMade(answer);
  });
  return mayHave ? { outcome: 'unknown' } : undefined;
}

/** The entry of a component of a layer, where it has left something. */
export function entryLeft(
  layer: number,
  name: string,
  { left, elementsLeft }: Pick<Ran, 'left' | 'elementsLeft'>,
): LeftEntry[] {
  if (!left && !elementsLeft) return [];
  return [{ layer, name, ...left, ...(elementsLeft && { elements: elementsLeft }) }];
}

/** Whether a component, or one inside it, has what undoes it. */
export function undoes(component: JsonObject): boolean {
  const { compensate, components, cases = [] } = component;
  const lists = [components ?? [], ...(cases as JsonObject[]).map((one) => one.components ?? [])];
  return compensate !== undefined || (lists as JsonObject[][][]).flat(2).some(undoes);
}

/** What has once been left stays, whatever comes of later attempts. */
export function withEntries(before: readonly LeftEntry[], more: readonly LeftEntry[]): LeftEntry[] {
  const all = [...before];
  for (const entry of more) {
    const at = all.findIndex(({ layer, name }) => layer === entry.layer && name === entry.name);
    const earlier = all[at];
    if (earlier) all[at] = merged(earlier, entry);
    else all.push(entry);
  }
  return all;
}

function merged(before: LeftEntry, after: LeftEntry): LeftEntry {
  const { elements: were, ...own } = before;
  const { elements: are, ...now } = after;
  const elements = were || are ? mergedElements(were ?? {}, are ?? {}) : undefined;
  return { ...mergedOne(own, now), ...(elements && { elements }) };
}

export function mergedElements(
  before: Readonly<Record<string, LeftElement>>,
  after: Readonly<Record<string, LeftElement>>,
): Record<string, LeftElement> {
  const all = { ...before };
  for (const [index, element] of Object.entries(after)) {
    const earlier = all[index];
    all[index] = earlier ? mergedOne(earlier, element) : element;
  }
  return all;
}

function mergedOne<T extends LeftOne>(before: T, after: T): T {
  const outcomes = [before.outcome, after.outcome];
  const outcome = outcomes.includes('done') ? 'done' : outcomes.includes('unknown') ? 'unknown' : undefined;
  const flows = mergedFlows(before.flows, after.flows);
  return { ...before, ...after, ...(outcome && { outcome }), ...(flows && { flows }) };
}

function mergedFlows(before: LeftOne['flows'], after: LeftOne['flows']): LeftOne['flows'] {
  if (!before || !after) return after ?? before;
  const all = [...before];
  for (const flow of after) {
    const at = all.findIndex((one) => one.time === flow.time && one.case === flow.case);
    const earlier = all[at];
    if (earlier) all[at] = { ...flow, entries: withEntries(earlier.entries, flow.entries) };
    else all.push(flow);
  }
  return all;
}

/** The same in one order, for a comparison: outputs show in what is sent. */
export function inOrder(entries: readonly LeftEntry[]): readonly LeftEntry[] {
  const sorted = entries.toSorted((a, b) => a.layer - b.layer || (a.name < b.name ? -1 : 1));
  return sorted.map(({ elements, ...one }) => ({
    ...oneInOrder(one),
    ...(elements && {
      elements: Object.fromEntries(Object.entries(elements).map(([index, element]) => [index, oneInOrder(element)])),
    }),
  }));
}

function oneInOrder<T extends LeftOne>({ flows, ...one }: T): T {
  // Each time once.
  const all = flows && mergedFlows([], flows)?.toSorted((a, b) => a.time - b.time);
  return {
    ...one,
    ...(all && {
      flows: all.map(({ time, case: chosen, entries }) => ({ time, case: chosen, entries: inOrder(entries) })),
    }),
  } as unknown as T;
}

/** Marked as undone as they are marked in `marked`, where they have been undone. */
export function withMarksOf(entries: readonly LeftEntry[], marked: readonly LeftEntry[]): LeftEntry[] {
  return entries.map(({ elements, ...own }) => {
    const other = marked.find(({ layer, name }) => layer === own.layer && name === own.name);
    const one = marksOfOne(own, other);
    if (!elements) return one;
    const all = Object.entries(elements).map(([index, element]): [string, LeftElement] => [
      index,
      marksOfOne(element, other?.elements?.[index]),
    ]);
    return { ...one, elements: Object.fromEntries(all) };
  });
}

function marksOfOne<T extends LeftOne>({ undone, ...one }: T, other: LeftOne | undefined): T {
  const flows = one.flows?.map((flow) => {
    const same = other?.flows?.find((it) => it.time === flow.time && it.case === flow.case);
    return { ...flow, entries: withMarksOf(flow.entries, same?.entries ?? []) };
  });
  return { ...one, ...(undone && other?.undone && { undone }), ...(flows && { flows }) } as unknown as T;
}

/** What all of them have left, those inside too, by their keys. */
export function leftByKey(entries: readonly LeftEntry[], before = ''): Map<string, LeftOne> {
  const found = new Map<string, LeftOne>();
  const add = (left: LeftOne, key: string): void => {
    found.set(key, left);
    for (const flow of left.flows ?? [])
      for (const [inner, one] of leftByKey(flow.entries, `${timeKey(key, flow.time)}/`)) found.set(inner, one);
  };
  for (const entry of entries) {
    const key = `${before}${entry.layer}-${entry.name}`;
    add(entry, key);
    for (const [index, element] of Object.entries(entry.elements ?? {})) add(element, `${key}[${index}]`);
  }
  return found;
}
