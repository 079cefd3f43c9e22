import { kindOfAnswer } from '../error-kind.ts';
import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { ApiCall, RequestCall, ResultScope, Template } from '../rule/compiled.ts';
import { textOf } from '../large/stringify.ts';
import { RETRYABLE } from './retryable.ts';

/** What an api component says about judging its answer. */
export type Verdict = Pick<RequestCall, 'responseCondition' | 'errMsg'> &
  Partial<Pick<RequestCall, 'failure' | 'retryOn'> & Pick<ApiCall, 'passes'>>;

/**
 * Decides whether an answer is a success: by `responseCondition`, else by a status below 400; one that is passed on is one
 * whatever its status.
 * @throws StepgateError 110006 with `errMsg` as its message, retryable by its status; 110004 where the condition itself
 * fails. With a `failure` that is true, its error.
 * @returns the output that a `failure` gives in the place of the answer's.
 */
export function judgeApi(
  call: Verdict,
  result: ResultScope,
  now: () => number = Date.now,
): { readonly output: Json } | undefined {
  const { responseCondition, passes, failure = [], retryOn = RETRYABLE } = call;
  if (responseCondition ? responseCondition.evaluate(result) : passes || (result.status ?? 0) < 400) return undefined;
  const found = failure.find(({ when }) => when.evaluate(result));
  if (found?.output) return { output: found.output.evaluate(result) };
  const retryAfterMs = retryAfter(result, now);
  const message = ownMessage(found?.msg, result) ?? ownMessage(call.errMsg, result) ?? defaultMessage(call, result);
  throw new StepgateError(found?.code ?? '110006', message, {
    retryable: found?.retry ?? retryOn.has(result.status ?? 0),
    kind: found ? 'business' : kindOfAnswer(result.status ?? 0),
    ...(found && { status: found.status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function ownMessage(template: Template<ResultScope> | undefined, result: ResultScope): string | undefined {
  try {
    const message: Json = template?.evaluate(result) ?? null;
    return message === null || message === '' ? undefined : textOf(message);
  } catch {
    // Why the answer is refused says more than why its message could not be made.
    return undefined;
  }
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
