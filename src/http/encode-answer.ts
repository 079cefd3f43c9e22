import type { Logger } from 'pino';
import { CodecError } from '../codec/codec-error.ts';
import { encodeBody, encodeLargeBody } from '../codec/encode.ts';
import type { EncodedBody } from '../codec/encode.ts';
import { isBodiless, retryAfter } from '../engine/answer.ts';
import type { Answer } from '../engine/engine.ts';
import type { HeaderFields } from '../engine/header-fields.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { isLarge } from '../large/size.ts';
import { nextTurn } from '../large/turn.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

const NO_BODY: EncodedBody = { body: '', contentType: '' };

/** An answer as it goes over the wire, and as it is kept for an `Idempotency-Key`. Header names in lower case. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: Readonly<HeaderFields>;
  /** `''` where the status has none. */
  readonly body: string;
}

/**
 * Writes an answer as its type says. A `content-type` of the rule's own wins, an empty one leaves the header out.
 * @throws StepgateError 110004 when the body cannot be written.
 */
export function encodeAnswer(answer: Answer): EncodedAnswer {
  const { type, body, status, xmlName } = answer;
  try {
    return withHeaders(answer, isBodiless(status) ? NO_BODY : encodeBody(type, body, { xmlName }));
  } catch (error) {
    throw unwritable(error);
  }
}

/**
 * `encodeAnswer`, of a large body in slices; what cannot be written is logged and becomes the refusal that says so.
 * Never rejects.
 */
export function encodeOrRefuse(
  answer: Answer,
  trx: string,
  log: Pick<Logger, 'error'>,
): EncodedAnswer | Promise<EncodedAnswer> {
  return isLarge(answer.body) ? encodeLarge(answer, trx, log) : encodeSmall(answer, trx, log);
}

function encodeSmall(answer: Answer, trx: string, log: Pick<Logger, 'error'>): EncodedAnswer {
  try {
    return encodeAnswer(answer);
  } catch (error) {
    return refuse(error, trx, log);
  }
}

async function encodeLarge(answer: Answer, trx: string, log: Pick<Logger, 'error'>): Promise<EncodedAnswer> {
  const { type, status, xmlName } = answer;
  try {
    const encoded = isBodiless(status) ? NO_BODY : await encodeLargeBody(type, answer.body, { xmlName });
    await nextTurn();
    return withHeaders(answer, encoded);
  } catch (error) {
    return refuse(unwritable(error), trx, log);
  }
}

function withHeaders({ status, type, headers: own }: Answer, { body, contentType }: EncodedBody): EncodedAnswer {
  const isJson = type === 'json' && contentType !== '';
  const headers: HeaderFields = { 'content-type': isJson ? JSON_TYPE : contentType, ...own };
  if (headers['content-type'] === '') delete headers['content-type'];
  return { status, headers, body };
}

function refuse(error: unknown, trx: string, log: Pick<Logger, 'error'>): EncodedAnswer {
  log.error({ err: error, trx }, 'an answer could not be written');
  return encodeRefusal(toStepgateError(error), trx);
}

function unwritable(cause: unknown): unknown {
  if (!(cause instanceof CodecError)) return cause;
  return new StepgateError('110004', `the rule's response ${cause.message}; correct the rule`, { cause });
}

/** An answer that no rule shapes: `{"code","msg","trx"}` in JSON; without `trx` where there is none. */
export function encodeRefusal(error: StepgateError, trx: string | undefined): EncodedAnswer {
  const { code, message: msg, errors } = error;
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  if (error.allow) headers.allow = error.allow.join(', ');
  if (error.retryAfterMs !== undefined) headers['retry-after'] = retryAfter(error.retryAfterMs);
  return { status: error.status, headers, body: JSON.stringify({ code, msg, trx, errors }) };
}
