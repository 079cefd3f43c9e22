import type { Json, JsonObject } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import type { RuleDocument } from '../rule/compiled.ts';
import type { RememberedStep } from './port.ts';
import type { RunLog } from './run-log.ts';

/** All that a run needs to go on: what `KeptRun.state` holds, as JSON. */
export interface KeptState {
  /** The version that ran, or as an operator edited it. */
  readonly rule: RuleDocument;
  /** `request`, the outputs so far, `response`. */
  readonly data: JsonObject;
  /** `ctx.data`. */
  readonly scriptData: Readonly<Record<string, Json>>;
  /** Results of `ctx.step`. */
  readonly steps: Readonly<Record<string, RememberedStep>>;
  /** Which step made which `ctx.request` (`RunHandle.requests`); runs of older versions are kept without. */
  readonly requests?: Readonly<Record<string, string[]>>;
  /** Components of the current layer that have to run; null: all of them. */
  readonly failed: readonly string[] | null;
  /** What a script gave to `ctx.response`. */
  readonly responded: { readonly value: Json } | null;
  /** What operators have edited since it was suspended, in the words of the run log. */
  readonly edited?: readonly string[];
  /** Whether the request came with an `Idempotency-Key` and its client was not answered early: the answer is owed. */
  readonly owesAnswer: boolean;
  /** The run log so far. */
  readonly log: RunLog;
}

/** The text that is stored. */
export function writeState(state: KeptState): string {
  return JSON.stringify(state);
}

/** Reads what `writeState` wrote. */
export function readState(text: string): KeptState {
  return parseJsonText(text) as unknown as KeptState;
}
