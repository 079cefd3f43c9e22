import type { Logger } from 'pino';
import { CodecError } from '../codec/codec-error.ts';
import { encodeBody, encodeLargeBody } from '../codec/encode.ts';
import type { EncodedBody } from '../codec/encode.ts';
import { isBodiless, retryAfter } from '../engine/answer.ts';
import type { Answer } from '../engine/engine.ts';
import type { HeaderFields } from '../engine/header-fields.ts';
import { bytesOfBase64 } from '../base64.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { notInHeader } from '../http-header.ts';
import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { isLarge } from '../large/size.ts';
import { nextTurn } from '../large/turn.ts';
import type { AnswerType } from '../rule/compiled.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

const NO_BODY: EncodedBody = { body: '', contentType: '' };

/** An answer as it goes over the wire, and as it is kept for an `Idempotency-Key`. Header names in lower case. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: Readonly<HeaderFields>;
  /** `''` where the status has none. Bytes: they go out as they are. */
  readonly body: string | Buffer;
  /** It is an upstream's: where the gateway sets a header too, its own counts. */
  readonly isPassed?: true;
}

/**
 * Writes an answer as its type says, of a large body in slices. A `content-type` of the rule's own wins, an empty one
 * leaves the header out.
 * @throws StepgateError 110004 when the body cannot be written, 110003 for bytes that are no base64; at once, or as the
 * promise.
 */
export function encodeAnswer(answer: Answer): EncodedAnswer | Promise<EncodedAnswer> {
  const { type, body, status, xmlName, passed } = answer;
  if (passed) return encodePassed(answer, passed);
  if (isBodiless(status)) return withHeaders(answer, NO_BODY);
  if (type === 'raw') return encodeRaw(answer);
  if (type === 'yaml' || isLarge(body)) return encodeLarge(answer, type);
  try {
    return withHeaders(answer, encodeBody(type, body, { xmlName }));
  } catch (error) {
    throw unwritable(error);
  }
}

/** `encodeAnswer`; what cannot be written is logged and becomes the refusal that says so. Never throws nor rejects. */
export function encodeOrRefuse(
  answer: Answer,
  trx: string,
  log: Pick<Logger, 'error'>,
): EncodedAnswer | Promise<EncodedAnswer> {
  try {
    const encoded = encodeAnswer(answer);
    return encoded instanceof Promise ? encoded.catch((error: unknown) => refuse(error, trx, log)) : encoded;
  } catch (error) {
    return refuse(error, trx, log);
  }
}

async function encodeLarge(answer: Answer, type: Exclude<AnswerType, 'raw'>): Promise<EncodedAnswer> {
  try {
    const encoded = await encodeLargeBody(type, answer.body, { xmlName: answer.xmlName });
    await nextTurn();
    return withHeaders(answer, encoded);
  } catch (error) {
    throw unwritable(error);
  }
}

/** `{base64, contentType}`; null is nothing. */
function encodeRaw(answer: Answer): EncodedAnswer {
  const { body } = answer;
  const { base64, contentType = null }: JsonObject = body === null ? { base64: '' } : isObject(body) ? body : {};
  if (typeof base64 !== 'string' || (contentType !== null && typeof contentType !== 'string'))
    throw unwritable(new CodecError('of type raw is not {"base64": text, "contentType": text}'));
  const bytes = bytesOfBase64(base64);
  if (bytes === undefined) throw new StepgateError('110003', "the rule's response has a base64 that is none");
  const wrong = contentType === null ? undefined : notInHeader(contentType);
  if (wrong !== undefined) throw unwritable(new CodecError(`has a contentType with ${wrong}`));
  const { headers } = withHeaders(answer, { body: '', contentType: contentType ?? 'application/octet-stream' });
  return { status: answer.status, headers, body: bytes };
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
export function encodeRefusal(
  error: StepgateError,
  trx: string | undefined,
): EncodedAnswer & { readonly body: string } {
  const { code, message: msg, errors } = error;
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  if (error.allow) headers.allow = error.allow.join(', ');
  if (error.retryAfterMs !== undefined) headers['retry-after'] = retryAfter(error.retryAfterMs);
  return { status: error.status, headers, body: JSON.stringify({ code, msg, trx, errors }) };
}

/** Bytes that go out as they came; of a stream there are none yet. */
function encodePassed({ status, headers }: Answer, passed: NonNullable<Answer['passed']>): EncodedAnswer {
  const body = 'base64' in passed ? Buffer.from(passed.base64, 'base64') : '';
  const { 'content-type': contentType, ...rest } = headers;
  return { status, headers: contentType === '' ? rest : headers, body, isPassed: true };
}
