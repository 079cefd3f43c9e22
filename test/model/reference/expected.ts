import type { JsonObject } from '../../../src/json.ts';
import type { SeenAnswer, SeenEntry } from '../observation.ts';
import type { Site } from '../program.ts';
import type { AnsweredFailure } from './answer.ts';
import type { Made } from './ended.ts';

/** A call that the model expects. `certain` is false for those that an abort may have prevented. */
export interface ExpectedCall extends Made {
  readonly certain: boolean;
}

/** What is kept of a suspended run. */
interface ExpectedKept {
  /** Null: the whole layer. */
  readonly failed: readonly string[] | null;
  readonly curStep: number;
  readonly recoverAt: number | null;
  readonly data: JsonObject;
}

/** What the model expects to be seen; an undefined message is the engine's to word. */
export interface Expected {
  readonly status: string;
  /** Null: the process died first. */
  readonly answer: SeenAnswer | null;
  readonly failure: (Omit<AnsweredFailure, 'status' | 'message'> & { readonly message: string | undefined }) | null;
  readonly calls: ReadonlyMap<Site, readonly ExpectedCall[]>;
  /** How a run whose process died is found; null: not at all. Undefined: no process died. */
  readonly keptStatus: string | null | undefined;
  readonly kept: ExpectedKept | null;
  readonly curStep: number;
  readonly log: { readonly required: boolean; readonly complete: boolean; readonly entries: readonly SeenEntry[] };
  /** Statuses that the recoveries so far ended with. */
  readonly recoveries: readonly string[];
}
