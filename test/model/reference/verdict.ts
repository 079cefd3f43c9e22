import type { Json, JsonObject } from '../../../src/json.ts';
import type { Reaction } from '../program.ts';
import { WrongCondition, isTrue } from './condition.ts';
import { failure } from './ended.ts';
import type { Failure, Result } from './ended.ts';
import { asText, fill, inResult } from './template.ts';

/** A success, or a failure. */
export type Verdict =
  { readonly result: Result; readonly failed?: never } | { readonly result?: never; readonly failed: Failure };

const RETRYABLE = [429, 502, 503, 504];

/** What the upstream did, as the component reads it. */
export function readReaction(component: JsonObject, reaction: Reaction): Verdict {
  if ('fail' in reaction) {
    if (reaction.fail === 'denied') return { failed: failure('110015') };
    if (reaction.fail === 'broken') return { failed: failure('110006', { uncertain: true }) };
    const status = reaction.fail === 'timeout' ? 504 : 502;
    return { failed: failure('110007', { status, retryable: true, uncertain: reaction.fail !== 'refused' }) };
  }
  const { status, header, body } = reaction;
  try {
    return { result: { status, header, body: parse(component, header, body) } };
  } catch {
    // The page that comes with a status that is no success is judged as what it is, text: it is the status that counts.
    if (status < 200 || status > 299) return { result: { status, header, body } };
    return { failed: { ...refused(status, header, undefined), uncertain: true } };
  }
}

function parse(component: JsonObject, header: Readonly<Record<string, string>>, body: string): Json {
  if (body === '') return null;
  if (component.responseType === 'text') return body;
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    // Without a content type, which is that of JSON here, it is JSON if it parses.
    if (component.responseType === undefined && header['content-type'] === undefined) return body;
    throw error;
  }
}

/** `responseCondition` decides; without one a status of 400 and above is a failure. */
export function judge(component: JsonObject, result: Result): Verdict {
  const { status = 200, header = {} } = result;
  const { responseCondition } = component;
  const look = inResult(result);
  try {
    if (typeof responseCondition === 'string' ? isTrue(responseCondition, look) : status < 400) return { result };
  } catch (error) {
    if (error instanceof WrongCondition) return { failed: failure('110004') };
    throw error;
  }
  const message = fill(component.errMsg ?? component.errorMsg ?? null, look);
  return { failed: refused(status, header, message === null || message === '' ? undefined : asText(message)) };
}

function refused(status: number, header: Readonly<Record<string, string>>, message: string | undefined): Failure {
  const seconds = header['retry-after'];
  const retryAfterMs = seconds === undefined ? undefined : Number(seconds) * 1000;
  return failure('110006', { retryable: RETRYABLE.includes(status), message, retryAfterMs });
}
