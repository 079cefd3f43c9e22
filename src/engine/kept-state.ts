import { copyJson, isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { isLarge, isLargeText } from '../large/size.ts';
import { stringify, stringifyLarge } from '../large/stringify.ts';
import { nextTurn } from '../large/turn.ts';
import { bytesOfRawBody, rawBody } from '../raw-body.ts';
import type { RuleDocument } from '../rule/compiled.ts';
import type { Birth } from './context.ts';
import type { GivenUp } from './given-up.ts';
import type { Parent } from './parent.ts';
import type { Parts } from './part-state.ts';
import type { QueuedRun } from './queue-state.ts';
import type { RunLog } from './run-log.ts';
import { LARGEST_STATE, tooLarge } from './state-room.ts';
import type { CountedState } from './state-room.ts';
import type { UndoEntry } from './undo-state.ts';

/** All that a run needs to go on: what `KeptRun.state` holds, as JSON. */
export interface KeptState extends CountedState {
  /** The version that ran, or as an operator edited it. */
  readonly rule: RuleDocument;
  /** `{uuid}`; runs of older versions are kept without. */
  readonly uuid?: string;
  /** Which step made which `ctx.request` (`RunHandle.requests`); runs of older versions are kept without. */
  readonly requests?: Readonly<Record<string, string[]>>;
  /** What calls say of the client (`RunIds.forwarded`); runs of older versions are kept without. */
  readonly forwarded?: readonly string[] | undefined;
  /** The run that called it. */
  readonly parent?: Parent | undefined;
  /** Components of the current layer that have to run; null: all of them. */
  readonly failed: readonly string[] | null;
  /** The run has rested, or goes on without its client: it does so by itself after a crash. */
  readonly hasRested?: true;
  /** How long it had run before it rested, milliseconds: rest does not count against its time limit. */
  readonly ranMs?: number;
  /** The queue that it takes its turn in. */
  readonly queue?: QueuedRun | undefined;
  /** What operators have edited since it was suspended, in the words of the run log. */
  readonly edited?: readonly string[];
  /** Whether the request came with an `Idempotency-Key` and its client was not answered early. */
  readonly pendingAnswer: boolean;
  /** Why the run is given up: what it has left is being undone, and nothing of it runs any more. */
  readonly givenUp?: GivenUp | undefined;
  /** Its process has died, and what that may have left is in `undo`. */
  readonly isCrashNoted?: true;
  /** The run log so far. */
  readonly log: RunLog;
}

/** What was fixed when a kept run began. */
export function birthOf({ log, uuid = '' }: Pick<KeptState, 'log' | 'uuid'>): Birth {
  return { now: log.start_datetime, uuid };
}

/** A stored state; an older one has `owesAnswer` instead of `pendingAnswer`. */
type StoredState = Omit<KeptState, 'pendingAnswer' | 'log'> & {
  /** Without a request: it is that of the data. */
  readonly log: Omit<RunLog, 'request'> & Partial<Pick<RunLog, 'request'>>;
  readonly pendingAnswer?: boolean;
  readonly owesAnswer?: boolean;
  /** The bytes of `data.request.body`, in base64, where its type is raw. */
  readonly rawBody?: string;
};

/** What the log, and what else does not count, may add to the largest state. */
const BESIDE_BYTES = 4 * 1024 ** 2;

/**
 * The text that is stored; later where the state is large.
 * @throws StepgateError 110003 when it is too large to be kept, at once or as the promise.
 */
export function writeState({ rule, ...state }: KeptState): string | Promise<string> {
  const bytes = bytesOfRawBody(bodyOf(state.data));
  const rest = { ...state, log: withoutRequest(state), ...(bytes && { rawBody: bytes.toString('base64') }) };
  if (isLarge(rest)) return writeLarge({ rule, ...rest });
  try {
    return `{"rule":${ruleText(rule)},${JSON.stringify(rest).slice(1)}`;
  } catch (error) {
    throw refusalOf(error);
  }
}

async function writeLarge(state: object): Promise<string> {
  const text = await stringifyLarge(state).catch((error: unknown) => {
    throw refusalOf(error);
  });
  if (isLargeText(text)) await nextTurn();
  // Characters are fewer than bytes: most states need no count.
  const bytes = text.length * 3 <= LARGEST_STATE ? 0 : Buffer.byteLength(text);
  if (bytes > LARGEST_STATE + BESIDE_BYTES) throw tooLarge('the run would keep', bytes);
  return text;
}

/** No string is as long, or nests as deep, as its text would. */
function refusalOf(error: unknown): unknown {
  return error instanceof RangeError ? tooLarge('the run would keep', Infinity) : error;
}

function bodyOf({ request }: JsonObject): unknown {
  return isObject(request) ? request.body : undefined;
}

/** JSON holds only what templates see of the body. */
function withBytes(data: JsonObject, base64: string): JsonObject {
  const body = bodyOf(data);
  if (!isObject(data.request) || !isObject(body)) return data;
  const contentType = typeof body.contentType === 'string' ? body.contentType : null;
  return { ...data, request: { ...data.request, body: rawBody(Buffer.from(base64, 'base64'), contentType) } };
}

/** The request is in the data already, unless an operator has changed it there. */
function withoutRequest({ log, data }: Omit<KeptState, 'rule'>): object {
  return log.request === data.request ? { ...log, request: undefined } : log;
}

/** Texts of rules, which never change: each of a rule's runs has the same one. */
const ruleTexts = new WeakMap<JsonObject, string>();

function ruleText({ rule, ...head }: RuleDocument): string {
  const text = ruleTexts.get(rule) ?? stringify(rule);
  ruleTexts.set(rule, text);
  return `${JSON.stringify(head).slice(0, -1)},"rule":${text}}`;
}

/** Reads what `writeState` wrote. */
export async function readState(text: string): Promise<KeptState> {
  const { owesAnswer = false, rawBody: base64, ...read } = (await parseAnyJson(text)) as unknown as StoredState;
  const stored = base64 === undefined ? read : { ...read, data: withBytes(read.data, base64) };
  const { request = stored.data.request ?? null } = stored.log;
  const state = { pendingAnswer: owesAnswer, ...stored, log: { ...stored.log, request } };
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
    ...(state.forwarded && { forwarded: [...state.forwarded] }),
    ...(state.parts && { parts: copyJson(state.parts) as Parts }),
    ...(state.undo && { undo: copyJson(state.undo) as UndoEntry[] }),
    ...(state.givenUp && { givenUp: copyJson(state.givenUp) as GivenUp }),
    ...(state.requests && { requests: copyJson(state.requests) as Record<string, string[]> }),
    log: { ...state.log, step_logs, recoveries: [...state.log.recoveries] },
  };
}
