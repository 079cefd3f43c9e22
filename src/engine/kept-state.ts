import { copyJson } from '../json.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { isLarge, isLargeText } from '../large/size.ts';
import { stringifyLarge } from '../large/stringify.ts';
import { nextTurn } from '../large/turn.ts';
import type { RuleDocument } from '../rule/compiled.ts';
import type { RunLog } from './run-log.ts';
import { LARGEST_STATE, tooLarge } from './state-room.ts';
import type { CountedState } from './state-room.ts';

/** All that a run needs to go on: what `KeptRun.state` holds, as JSON. */
export interface KeptState extends CountedState {
  /** The version that ran, or as an operator edited it. */
  readonly rule: RuleDocument;
  /** Which step made which `ctx.request` (`RunHandle.requests`); runs of older versions are kept without. */
  readonly requests?: Readonly<Record<string, string[]>>;
  /** Components of the current layer that have to run; null: all of them. */
  readonly failed: readonly string[] | null;
  /** What operators have edited since it was suspended, in the words of the run log. */
  readonly edited?: readonly string[];
  /** Whether the request came with an `Idempotency-Key` and its client was not answered early. */
  readonly pendingAnswer: boolean;
  /** The run log so far. */
  readonly log: RunLog;
}

/** A stored state; an older one has `owesAnswer` instead of `pendingAnswer`. */
type StoredState = Omit<KeptState, 'pendingAnswer'> & {
  readonly pendingAnswer?: boolean;
  readonly owesAnswer?: boolean;
};

/** What the log, and what else does not count, may add to the largest state. */
const BESIDE_BYTES = 4 * 1024 ** 2;

/** The text that is stored. @throws StepgateError 110003 when it is too large to be kept. */
export async function writeState(state: KeptState): Promise<string> {
  const text = await textOf(state);
  if (isLargeText(text)) await nextTurn();
  // Characters are fewer than bytes: most states need no count.
  const bytes = text.length * 3 <= LARGEST_STATE ? 0 : Buffer.byteLength(text);
  if (bytes > LARGEST_STATE + BESIDE_BYTES) throw tooLarge('the run would keep', bytes);
  return text;
}

async function textOf(state: KeptState): Promise<string> {
  try {
    return isLarge(state) ? await stringifyLarge(state) : JSON.stringify(state);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge('the run would keep', Infinity);
    throw error;
  }
}

/** Reads what `writeState` wrote. */
export async function readState(text: string): Promise<KeptState> {
  const { owesAnswer = false, ...stored } = (await parseAnyJson(text)) as unknown as StoredState;
  const state = { pendingAnswer: owesAnswer, ...stored };
  return isLargeText(text) ? withOwnParts(state) : state;
}

/** Values stay as large ones are kept; what is written to, or walked by the compiler, becomes ordinary. */
function withOwnParts({ ...state }: KeptState): KeptState {
  const step_logs = Array.from(state.log.step_logs, ({ component_logs, ...layer }) => ({
    ...layer,
    component_logs: [...component_logs],
  }));
  return {
    ...state,
    rule: copyJson(state.rule) as RuleDocument,
    data: { ...state.data },
    ...(state.requests && { requests: copyJson(state.requests) as Record<string, string[]> }),
    log: { ...state.log, step_logs, recoveries: [...state.log.recoveries] },
  };
}
