import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { stringify } from '../large/stringify.ts';
import type { KeptState } from './kept-state.ts';

/** The largest state of a run that is kept, in bytes of JSON; its log is not counted, which is cut to a size. */
export const LARGEST_STATE = 64 * 1024 ** 2;

/** `ctx.data`, `ctx.step` and `ctx.response` hold no more than this together. */
const SCRIPTS_BYTES = 36 * 1024 ** 2;

/** What a state holds beside the log, and what counts of it. */
type Counted = Pick<KeptState, 'data' | 'scriptData' | 'steps' | 'responded'>;

/** Bytes of `value` as JSON. */
function jsonBytes(value: Json): number {
  return Buffer.byteLength(stringify(value));
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

  /** @param data what is kept when the run begins or goes on. */
  constructor(rule: JsonObject, data: JsonObject) {
    this.#rule = rule;
    this.#data = data;
  }

  /** Bytes that are taken at most; undefined: nothing has been counted yet. */
  get bytes(): number {
    return this.#bound ?? 0;
  }

  /**
   * Takes room for an output; `state`: all that would be kept with it.
   * @throws StepgateError 110003 when there is none; then nothing is taken.
   */
  take(output: Json, state: () => Counted): void {
    this.#bound ??= ruleBytes(this.#rule) + jsonBytes(this.#data);
    const bound = this.#bound + jsonBytes(output);
    if (bound + SCRIPTS_BYTES <= LARGEST_STATE) {
      this.#bound = bound;
      return;
    }
    const bytes = measured(this.#rule, state());
    if (bytes > LARGEST_STATE) throw tooLarge('with this output the run would keep', bytes);
    this.#bound = bytes;
  }
}

/** Of rules that were measured: they never change. */
const rules = new WeakMap<JsonObject, number>();

function ruleBytes(rule: JsonObject): number {
  const bytes = rules.get(rule) ?? jsonBytes(rule);
  rules.set(rule, bytes);
  return bytes;
}

function measured(rule: JsonObject, state: Counted): number {
  return ruleBytes(rule) + jsonBytes(state as unknown as Json);
}
