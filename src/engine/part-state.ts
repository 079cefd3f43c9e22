import type { Json, JsonObject } from '../json.ts';
import type { KeptOutput, UndoElement, UndoEntry, UndoFlow } from './undo-state.ts';

export type { KeptOutput } from './undo-state.ts';

/** What is kept of a flow that has not ended. */
export interface FlowState {
  /** The case that was chosen, from 0. */
  readonly case: number;
  /** The layer to go on with, from 1; past the last: it is done. */
  readonly layer: number;
  /** Components of that layer that have to run; null: all of them. */
  readonly failed: readonly string[] | null;
  /** Of the layers before it. */
  readonly outputs: readonly KeptOutput[];
  readonly parts?: Parts | undefined;
  /** What has ended inside, and can be undone. */
  readonly undo?: readonly UndoEntry[] | undefined;
  /** How long it had run when it came to rest, rests not counted, in milliseconds. */
  readonly ranMs?: number | undefined;
}

/** What is kept of a component with `until` that has not ended. */
export interface UntilState {
  /** Which time it is, from 1: its key goes by it. */
  readonly times: number;
  /** How many times count against `max`. */
  readonly tried: number;
  /** It rests before that time, until then. */
  readonly due?: number | undefined;
  /** Where that time is a flow that has begun. */
  readonly flow?: FlowState | undefined;
  /** What can be undone of the times before it. */
  readonly undo?: readonly UndoFlow[] | undefined;
}

/** What is kept of a component, or of an element of a loop. */
export type OneState = FlowState | UntilState;

/** What is kept of an element of a loop. */
export type ElementState =
  | { readonly output: Json }
  /** It has to run again; `part`: from where it stood. */
  | { readonly failed: boolean; readonly part?: OneState | undefined };

/** What is kept of a loop that has not ended. */
export interface LoopState {
  /** The list as it was when the loop began. */
  readonly list: readonly Json[];
  /** By index; what is not there has not begun. */
  readonly elements: Readonly<Record<string, ElementState>>;
  /** Why the first of the elements failed whose failure was passed over, where the rule reads it. */
  readonly ignored?: { readonly index: number; readonly failure: JsonObject } | undefined;
  /** Elements that have ended, and can be undone. */
  readonly undo?: Readonly<Record<string, UndoElement>> | undefined;
}

/** What is kept of a component that has components inside, or elements. */
export type PartState = OneState | LoopState;

/** By the name of the component, of those of one layer. */
export type Parts = Readonly<Record<string, PartState>>;

export function isLoop(state: PartState): state is LoopState {
  return 'list' in state;
}

/** The flow that is kept of a component; undefined: it is none, or has not begun. */
export function flowOf(state: OneState | undefined): FlowState | undefined {
  return state && ('times' in state ? state.flow : state);
}

/**
 * The components that a recovery runs, in full: `fulfil/courier`, `reserve[3]`.
 * @param failed those of the layer.
 */
export function fullNames(failed: readonly string[], parts: Parts = {}): string[] {
  return failed.flatMap((name) => {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    const names = part && (isLoop(part) ? elementNames(name, part) : insideNames(name, flowOf(part)));
    return names && names.length > 0 ? names : [name];
  });
}

function elementNames(name: string, { elements }: LoopState): string[] {
  return Object.entries(elements).flatMap(([index, element]) => {
    if ('output' in element || !element.failed) return [];
    const full = `${name}[${index}]`;
    const inside = insideNames(full, flowOf(element.part));
    return inside.length > 0 ? inside : [full];
  });
}

function insideNames(name: string, flow: FlowState | undefined): string[] {
  return fullNames(flow?.failed ?? [], flow?.parts).map((inner) => `${name}/${inner}`);
}
