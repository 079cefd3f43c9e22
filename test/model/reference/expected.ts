import type { JsonObject } from '../../../src/json.ts';
import type { SeenAnswer, SeenEntry } from '../observation.ts';
import type { Document, Site } from '../program.ts';
import type { AnsweredFailure } from './answer.ts';
import type { Ended, Made } from './ended.ts';
import type { LeftEntry } from './left.ts';
import type { Parts } from './ran.ts';

/** A call that the model expects. `certain` is false for those that an abort may have prevented. */
export interface ExpectedCall extends Made {
  readonly certain: boolean;
}

/** What is kept of a suspended run. */
interface ExpectedKept {
  /** Null: the whole layer. */
  readonly failed: readonly string[] | null;
  readonly curStep: number;
  /** Undefined: not to be compared. */
  readonly recoverAt: number | null | undefined;
  readonly data: JsonObject;
  readonly parts: Parts;
  /** What the row says is wrong; null: not to be compared. */
  readonly error: { readonly code: string; readonly component: string | null } | null;
  readonly left: readonly LeftEntry[];
}

/** What the model expects to be seen; an undefined message is the engine's to word. */
export interface Expected {
  readonly status: string;
  /** Null: nobody waits for it, or the process died first. */
  readonly answer: SeenAnswer | null;
  readonly failure: (Omit<AnsweredFailure, 'status' | 'message'> & { readonly message: string | undefined }) | null;
  readonly calls: ReadonlyMap<Site, readonly ExpectedCall[]>;
  /** Whether there is a row of the run. */
  readonly hasRow: boolean;
  /** How a run whose process died is found; null: not at all. Undefined: no process died. */
  readonly keptStatus: string | null | undefined;
  readonly kept: ExpectedKept | null;
  readonly curStep: number;
  /** Null: from some moment on it does not. */
  readonly takesCallbacks: boolean | null;
  readonly log: { readonly required: boolean; readonly complete: boolean; readonly entries: readonly SeenEntry[] };
  /** Runs that others have called, and that have gone on because something had come for them. */
  readonly others?: readonly { readonly trx: string; readonly document: Document; readonly expected: Expected }[];
  /** Statuses that the recoveries so far ended with. */
  readonly recoveries: readonly string[];
}

/**
 * The calls of a layer. @param settled null: of a process that has died nobody knows which were made.
 * @param certain those that had settled before the layer was stopped.
 */
export function expectedCalls(
  all: readonly Ended[],
  settled: readonly Ended[] | null,
  cut: number,
  certain: readonly Ended[] = all,
): readonly ExpectedCall[] {
  return all.flatMap((ended) => {
    const isSettled = settled?.includes(ended) ?? false;
    const calls =
      isSettled && certain.includes(ended) ? ended.calls : (ended.composite?.upTo(cut).calls ?? ended.calls);
    return calls.map((made) => {
      const isMade = ended.composite ? settled !== null && made.certain === true : isSettled;
      return { ...made, certain: isMade };
    });
  });
}

export function entryOf(ended: Ended, layer: number, components: readonly JsonObject[]): SeenEntry {
  return {
    layer,
    action: components.indexOf(ended.component) + 1,
    name: ended.name,
    skipped: ended.outcome.kind === 'skipped',
    cached: ended.cached,
    retries: ended.retries,
    output: ended.outcome.kind === 'value' ? ended.outcome.output : null,
    errorCode: ended.errorCode,
    statuses: ended.statuses,
  };
}

/** At most `max` times, `wait` seconds apart, doubling. @param claims how often it was taken up again. */
export function recoverAtOf(rule: JsonObject, claims: number, now: number): number | null {
  const { auto, max = 3, wait = 30 } = (rule.recover ?? { auto: false }) as JsonObject;
  return auto === true && claims < Number(max) ? now + Number(wait) * 1000 * 2 ** claims : null;
}

/** What is kept of a context. */
export function dataOf(context: JsonObject): JsonObject {
  // Of `failed` only what is read is kept.
  const others = ['trx', 'logId', 'var', 'secret', 'failed', 'callback'];
  return Object.fromEntries(Object.entries(context).filter(([name]) => !others.includes(name)));
}
