import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { ApiCall, ResultScope } from '../rule/compiled.ts';
import { textOf } from '../large/stringify.ts';

/** What an api component says about judging its answer. */
export type Verdict = Pick<ApiCall, 'responseCondition' | 'errMsg'>;

const RETRYABLE: ReadonlySet<number | undefined> = new Set([429, 502, 503, 504]);

/**
 * Decides whether an answer is a success: by `responseCondition`, else by a status below 400.
 * @throws StepgateError 110006 with `errMsg` as its message, retryable by its status; 110004 where the condition itself
 * fails.
 */
export function judgeApi(call: Verdict, result: ResultScope, now: () => number = Date.now): void {
  const { responseCondition } = call;
  if (responseCondition ? responseCondition.evaluate(result) : (result.status ?? 0) < 400) return;
  const retryAfterMs = retryAfter(result, now);
  throw new StepgateError('110006', ownMessage(call, result) ?? defaultMessage(call, result), {
    retryable: RETRYABLE.has(result.status),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function ownMessage(call: Verdict, result: ResultScope): string | undefined {
  const message: Json = call.errMsg?.evaluate(result) ?? null;
  if (message === null || message === '') return undefined;
  return textOf(message);
}

function defaultMessage({ responseCondition }: Verdict, { status }: ResultScope): string {
  const answered = `the upstream answered with status ${status ?? 'unknown'}`;
  return responseCondition ? `${answered}, and the responseCondition is false: ${responseCondition.source}` : answered;
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. */
function retryAfter({ header }: ResultScope, now: () => number): number | undefined {
  const value = header?.['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Date.parse takes far more than an HTTP-date, "1.5" for one; those begin with the day of the week.
  const date = /^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}
