import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { LARGE_CHARS, charsUpTo, isLarge } from '../large/size.ts';
import { jsonBytesLarge, stringify } from '../large/stringify.ts';
import type { Parts } from './part-state.ts';
import type { PassedAnswer } from './passed-answer.ts';
import type { RememberedStep } from './port.ts';
import type { UndoEntry } from './undo-state.ts';

/** The largest state of a run that is kept, in bytes of JSON; its log is not counted, which is cut to a size. */
export const LARGEST_STATE = 64 * 1024 ** 2;

/** `ctx.data`, `ctx.step` and `ctx.response` hold no more than this together. */
const SCRIPTS_BYTES = 36 * 1024 ** 2;

/** What grows of a state, and counts. */
export interface CountedState {
  /** `request`, the outputs so far, `response`. */
  readonly data: JsonObject;
  /** `ctx.data`. */
  readonly scriptData: Readonly<Record<string, Json>>;
  /** Results of `ctx.step`. */
  readonly steps: Readonly<Record<string, RememberedStep>>;
  /** What a script gave to `ctx.response`. */
  readonly responded: { readonly value: Json } | null;
  /** What the component answered that `response.from` names; kept only where there is one. */
  readonly passed?: PassedAnswer;
  /** Of the flows and loops of the current layer that have not ended. */
  readonly parts?: Parts | undefined;
  /** What components have left to be undone. */
  readonly undo?: readonly UndoEntry[] | undefined;
}

/** A control character takes as many in JSON, `\u0000`; no other character, and no number, takes more. */
const MAX_BYTES_PER_CHARACTER = 6;

async function jsonBytes(value: Json): Promise<number> {
  return isLarge(value) ? jsonBytesLarge(value) : Buffer.byteLength(stringify(value));
}

/** The error of what would make a state too large. @param what begins the message. */
export function tooLarge(what: string, bytes: number): StepgateError {
  return new StepgateError(
    '110003',
    `${what} ${bytes} bytes of JSON, and at most ${LARGEST_STATE} are kept; take less of the answer with outputData`,
  );
}

/**
 * The room for what a run keeps. A bound of it is counted up, output by output; the whole is measured only where that
 * bound comes near the limit.
 */
export class StateRoom {
  readonly #rule: JsonObject;
  readonly #data: JsonObject;
  #bound: number | undefined;
  #size = 0;
  /** The last output that is being measured: one is measured at a time, so that each counts those before it. */
  #measuring: Promise<void> | undefined;

  /** @param data what is kept when the run begins or goes on. */
  constructor(rule: JsonObject, data: JsonObject) {
    this.#rule = rule;
    this.#data = data;
  }

  /** How much is taken, roughly, in characters. */
  get size(): number {
    return this.#size;
  }

  /**
   * Takes room for an output, later where it takes long to measure. @param keep called once there is room.
   * @param state all that would be kept with it.
   * @throws StepgateError 110003 when there is none, at once or as the promise; then nothing is taken.
   */
  take(output: Json, state: () => CountedState, keep: () => void): void | Promise<void> {
    if (!this.#measuring && this.#fitsSmall(output)) {
      keep();
      return;
    }
    const measuring = (this.#measuring ?? Promise.resolve()).then(async () => {
      await this.#measure(output, state);
      keep();
    });
    const settled = measuring
      .catch(() => undefined)
      .finally(() => {
        if (this.#measuring === settled) this.#measuring = undefined;
      });
    this.#measuring = settled;
    return measuring;
  }

  async #measure(output: Json, state: () => CountedState): Promise<void> {
    if (this.#bound === undefined) {
      this.#bound = (await ruleBytes(this.#rule)) + (await jsonBytes(this.#data));
      this.#size = this.#bound;
    }
    const added = await jsonBytes(output);
    if (this.#fits(this.#bound + added)) {
      this.#size += added;
      return;
    }
    const bytes = (await ruleBytes(this.#rule)) + (await jsonBytes(state() as unknown as Json));
    if (bytes > LARGEST_STATE) throw tooLarge('with this output the run would keep', bytes);
    this.#bound = bytes;
    this.#size = bytes;
  }

  /** Takes room for it where nothing has to be measured for that: its characters say how many bytes it has at most. */
  #fitsSmall(output: Json): boolean {
    const size = sizeOf(output);
    if (size >= LARGE_CHARS) return false;
    if (this.#bound === undefined) {
      const rule = rules.get(this.#rule);
      const data = sizeOf(this.#data);
      if (rule === undefined || data >= LARGE_CHARS) return false;
      this.#bound = rule + data * MAX_BYTES_PER_CHARACTER;
      this.#size = rule + data;
    }
    if (!this.#fits(this.#bound + size * MAX_BYTES_PER_CHARACTER)) return false;
    this.#size += size;
    return true;
  }

  #fits(bound: number): boolean {
    if (bound + SCRIPTS_BYTES > LARGEST_STATE) return false;
    this.#bound = bound;
    return true;
  }
}

function sizeOf(value: Json): number {
  return charsUpTo(value, LARGE_CHARS);
}

/** Of rules that were measured: they never change. */
const rules = new WeakMap<JsonObject, number>();

async function ruleBytes(rule: JsonObject): Promise<number> {
  const bytes = rules.get(rule) ?? (await jsonBytes(rule));
  rules.set(rule, bytes);
  return bytes;
}
