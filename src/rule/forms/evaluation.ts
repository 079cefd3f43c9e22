import { StepgateError } from '../../error.ts';
import type { Json } from '../../json.ts';
import { charsUpTo } from '../../large/size.ts';
import { type Path, parsePath, readerOf } from '../path.ts';
import type { PlaceholderReader, PlaceholderSyntax } from '../placeholder.ts';
import { Work } from '../work.ts';

/** A template's value is at most so large. */
const LARGEST_VALUE = 16 * 2 ** 20;
/** Of 20 ns each (measured): elements gone through, members made, and steps of expressions, in one evaluation. */
const MOST_STEPS = 2_000_000;
/** Steps for an element gone through, for each value that is made of it, and for a member put into an object. */
export const STEPS = { element: 12, value: 4, member: 40 } as const;

/** One evaluation of a template. */
export class Evaluation<S> {
  readonly scope: S;
  readonly work = new Work(MOST_STEPS, 'the template');
  /** Elements and indexes of the lists that are gone through. */
  readonly locals: Json[] = [];
  /** What was read and stays the same, by the number of what reads it. */
  readonly #read: Json[] = [];
  /** Of these, the local that each was read of. */
  readonly #readOf: Json[] = [];
  readonly #pointer: string;
  /** Characters of what was put into the value so far. */
  #chars = 0;

  /** @param pointer of the template. */
  constructor(scope: S, pointer: string) {
    this.scope = scope;
    this.#pointer = pointer;
  }

  /** A value becomes a part of the template's value. @throws StepgateError 110003 where that is too large. */
  put(value: Json): Json {
    if (typeof value === 'string') this.grow(value.length + 2);
    else if (typeof value !== 'object' || value === null) this.#chars += 5;
    else this.grow(charsUpTo(value, Math.max(1, LARGEST_VALUE - this.#chars)));
    return value;
  }

  /** The value has so many characters more. @throws StepgateError 110003. */
  grow(chars: number): void {
    this.#chars += chars;
    if (this.#chars < LARGEST_VALUE) return;
    throw new StepgateError('110003', `the template at ${this.#pointer} gives over 16 MiB; give less`);
  }

  /** Reads `of`, once for as long as it is the same value. */
  once(slot: number, of: Json | undefined, read: (of: Json | undefined) => Json): Json {
    const known = this.#read[slot];
    if (known !== undefined && this.#readOf[slot] === (of ?? null)) return known;
    this.#readOf[slot] = of ?? null;
    return (this.#read[slot] = read(of));
  }
}

/** Names that only a part of a template knows, and where their values are. */
export type Locals = ReadonlyMap<string, Local>;

export interface Local {
  /** Into `Evaluation.locals`. */
  readonly slot: number;
  /** How many lists are gone through around it, its own included. */
  readonly depth: number;
}

/** Counts what is read once. */
export interface Slots {
  local: number;
  read: number;
}

/** Placeholders of a template with forms; within `depth` lists. */
export function formSyntax<S>(
  syntax: PlaceholderSyntax<S>,
  locals: Locals,
  depth: number,
  slots: Slots,
): PlaceholderSyntax<Evaluation<S>> {
  return {
    reader(text) {
      const path = text.startsWith('$') ? undefined : parsePath(text);
      const local = path && locals.get(String(path[0]));
      if (path && local) return localReader(path, local, depth, slots);
      const reader = syntax.reader(text);
      if (reader.message !== undefined) return reader;
      const { read } = reader;
      if (depth === 0) return { path: reader.path, read: ({ scope }) => read(scope) };
      // The same for each element.
      const slot = slots.read++;
      return { path: reader.path, read: (one) => one.once(slot, undefined, () => read(one.scope)) };
    },
  };
}

function localReader<S>(
  path: Path,
  { slot, depth: own }: Local,
  depth: number,
  slots: Slots,
): PlaceholderReader<Evaluation<S>> {
  const common = { path, isLocal: true } as const;
  if (path.length === 1) return { ...common, read: ({ locals }) => locals[slot] ?? null };
  const read = readerOf(path.slice(1));
  if (own === depth) return { ...common, read: ({ locals }) => read(locals[slot]) };
  const once = slots.read++;
  return { ...common, read: (one) => one.once(once, one.locals[slot], read) };
}
