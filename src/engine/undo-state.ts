import type { Json } from '../json.ts';

/** An output inside a flow. */
export interface KeptOutput {
  readonly path: readonly string[];
  readonly value: Json;
}

/** What a component, or an element of a loop, has left to be undone. */
export interface UndoOne {
  /** Of the component itself, where something undoes it: `unknown` where it may have taken effect all the same. */
  readonly outcome?: 'done' | 'unknown';
  /** What undoes it has succeeded. */
  undone?: true;
  /** What is inside it: each time of `until` that was a flow. */
  readonly flows?: readonly UndoFlow[];
}

/** A component of a list of layers that has left something to be undone. */
export interface UndoEntry extends UndoOne {
  /** Of its list of layers, from 1. */
  readonly layer: number;
  readonly name: string;
  /** Of a loop: by index. */
  readonly elements?: Readonly<Record<string, UndoElement>>;
}

export interface UndoElement extends UndoOne {
  readonly item: Json;
  /** Its own output, where it has a name. */
  readonly output?: Json;
}

/** The layers inside a flow that have left something to be undone. */
export interface UndoFlow {
  /** Which time of `until` it was, from 1. */
  readonly time: number;
  /** The case that was chosen, from 0. */
  readonly case: number;
  /** Those inside. */
  readonly outputs: readonly KeptOutput[];
  readonly entries: readonly UndoEntry[];
}

/**
 * What the components of a list of layers have left to be undone. What has once been left stays, whatever comes of a later
 * attempt.
 */
export class UndoList {
  #entries: readonly UndoEntry[];

  constructor(entries: readonly UndoEntry[] = []) {
    this.#entries = entries;
  }

  get entries(): readonly UndoEntry[] {
    return this.#entries;
  }

  add(entry: UndoEntry): void {
    this.#entries = withEntry(this.#entries, entry);
  }
}

function withEntry(entries: readonly UndoEntry[], entry: UndoEntry): readonly UndoEntry[] {
  const at = entries.findIndex(({ layer, name }) => layer === entry.layer && name === entry.name);
  const before = entries[at];
  return before ? entries.with(at, merged(before, entry)) : [...entries, entry];
}

function merged(before: UndoEntry, after: UndoEntry): UndoEntry {
  const elements = mergedElements(before.elements, after.elements);
  return { ...mergedOne(before, after), ...(elements && { elements }) };
}

function mergedElements(before: UndoEntry['elements'], after: UndoEntry['elements']): UndoEntry['elements'] {
  if (!before || !after) return after ?? before;
  const known = Object.entries(after).map(([index, element]) => {
    const earlier = before[index];
    return [index, earlier ? mergedOne(earlier, element) : element] as const;
  });
  return { ...before, ...Object.fromEntries(known) };
}

/** What has been left before and after a recovery. What is done stays so: its key was the same. */
export function mergedOne<T extends UndoOne>(before: T, after: T): T {
  const isDone = before.outcome === 'done' || after.outcome === 'done';
  const outcome = isDone ? 'done' : (after.outcome ?? before.outcome);
  const flows = mergedFlows(before.flows, after.flows);
  return { ...before, ...after, ...(outcome && { outcome }), ...(flows && { flows }) };
}

function mergedFlows(before: UndoOne['flows'], after: UndoOne['flows']): UndoOne['flows'] {
  if (!before || !after) return after ?? before;
  return after.reduce<readonly UndoFlow[]>((flows, flow) => {
    const at = flows.findIndex((one) => one.time === flow.time && one.case === flow.case);
    const earlier = flows[at];
    if (!earlier) return [...flows, flow];
    return flows.with(at, { ...flow, entries: flow.entries.reduce(withEntry, earlier.entries) });
  }, before);
}

/** What a component that has ended has left: `one` of itself, `elements` of a loop. Undefined: nothing. */
export function entryOf(
  { layer, name }: Pick<UndoEntry, 'layer' | 'name'>,
  one: UndoOne | undefined,
  elements: UndoEntry['elements'],
): UndoEntry | undefined {
  if (!one && !elements) return undefined;
  return { layer, name, ...one, ...(elements && { elements }) };
}
