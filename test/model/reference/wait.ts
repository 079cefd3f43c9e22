import type { Json, JsonObject } from '../../../src/json.ts';
import { WrongCondition, isTrue } from './condition.ts';
import { failure } from './ended.ts';
import type { Failure, Outcome } from './ended.ts';
import { ignoredOf } from './ignored.ts';
import type { Span } from './inside.ts';
import type { Inside, Ran, Where } from './ran.ts';
import { fill, inContext, inResult } from './template.ts';

/** What is known of a wait. */
export interface WaitKept {
  /** Epoch milliseconds; null: it was called back before it was reached. */
  readonly since: number | null;
  readonly until: number | null;
  readonly status: 'waiting' | 'done' | 'rejected' | 'passed';
  readonly output: Json;
}

const YEAR_MS = 31_536_000_000;
const DAY_SECONDS = 86_400;

/** A component that waits: it has come to what it gives, or rests. */
export function runWait(
  component: JsonObject,
  { key }: Where,
  context: JsonObject,
  { start, cut, isWoken = false }: Span,
  around: Inside,
): Ran {
  const nothing = { calls: [], failedAt: null, part: undefined };
  if (start > cut) return { ...nothing, outcome: null, time: cut, errorCode: null };
  const come = isWoken ? comesTo(component, key, context, around) : unlessSkipped(component, key, context, around);
  if (!('failed' in come)) {
    const errorCode = 'failure' in come ? come.failure.code : null;
    return { ...nothing, outcome: come, time: start, errorCode };
  }
  const { ignoreError, fallback = null } = component;
  const { failed } = come;
  const { code: errorCode } = failed;
  if (ignoreError !== true) return { ...nothing, outcome: { kind: 'failed', failure: failed }, time: start, errorCode };
  const outcome: Outcome = { kind: 'value', output: fill(fallback, inContext(context)) };
  return { ...nothing, outcome, time: start, errorCode, ignored: ignoredOf(failed, key, around.words) };
}

type Come = Outcome | { readonly failed: Failure };

function unlessSkipped(component: JsonObject, key: string, context: JsonObject, around: Inside): Come {
  const { condition } = component;
  try {
    if (typeof condition === 'string' && !isTrue(condition, inContext(context))) return { kind: 'skipped' };
  } catch (error) {
    if (error instanceof WrongCondition) return { failed: failure('110004') };
    throw error;
  }
  return comesTo(component, key, context, around);
}

function comesTo(component: JsonObject, key: string, context: JsonObject, { waits, now }: Inside): Come {
  const known = waits.get(key);
  const isNew = known?.since == null || known.status === 'passed';
  const until = isNew ? untilOf(component, context, now) : known.until;
  if (typeof until === 'object' && until !== null) return { failed: until };
  const value = (body: Json): Come => {
    const { outputData } = component;
    return { kind: 'value', output: outputData === undefined ? body : fill(outputData, inResult({ body })) };
  };
  if (known?.status === 'done' || (known?.status === 'rejected' && component.onReject === 'continue'))
    return value(known.output);
  if (known?.status === 'rejected') return { kind: 'break', failure: failure('110008') };
  if (until === null || until > now) return { kind: 'parked', dueAt: until };
  return component.for === 'time' ? value({ at: new Date(until).toISOString() }) : { failed: failure('110017') };
}

/** When it is over. */
function untilOf({ for: kind, timeout = DAY_SECONDS, seconds, at }: JsonObject, context: JsonObject, now: number) {
  if (kind !== 'time') return now + Number(timeout) * 1000;
  const until =
    seconds === undefined
      ? timeOf(fill(at ?? null, inContext(context)))
      : now + secondsOf(fill(seconds, inContext(context))) * 1000;
  return Number.isFinite(until) && until <= now + YEAR_MS ? Math.round(until) : failure('110004');
}

function secondsOf(value: Json): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** ISO 8601: a date, or a time in a zone. */
function timeOf(value: Json): number {
  const isTime =
    typeof value === 'string' && /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/.test(value);
  return isTime ? Date.parse(value) : Number.NaN;
}
