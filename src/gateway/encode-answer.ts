import type { Logger } from 'pino';
import { validateHeaderValue } from 'node:http';
import { CodecError } from '../codec/codec-error.ts';
import { encodeBody } from '../codec/encode.ts';
import type { EncodedBody } from '../codec/encode.ts';
import type { Answer } from '../engine/engine.ts';
import { StepgateError, toStepgateError } from '../error.ts';

/** An answer as it goes over the wire, and as it is kept for an `Idempotency-Key`. Header names in lower case. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Writes an answer as its type says. A `content-type` of the rule's own wins. Which names a header may have was checked
 * when the rule was saved.
 * @throws StepgateError 110000 when a header's value or the body cannot be written.
 */
export function encodeAnswer(answer: Answer): EncodedAnswer {
  const { body, contentType } = write(answer);
  for (const [name, value] of Object.entries(answer.headers)) assertHeaderValue(name, value);
  return { status: answer.status, headers: { 'content-type': contentType, ...answer.headers }, body };
}

/** `encodeAnswer`; what cannot be written is logged and becomes the refusal that says so. */
export function encodeOrRefuse(answer: Answer, trx: string, log: Pick<Logger, 'error'>): EncodedAnswer {
  try {
    return encodeAnswer(answer);
  } catch (error) {
    log.error({ err: error, trx }, 'an answer could not be written');
    return encodeRefusal(toStepgateError(error), trx);
  }
}

function write({ type, body, xmlName }: Answer): EncodedBody {
  try {
    return encodeBody(type, body, { xmlName });
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause;
    throw new StepgateError('110000', `the rule's response ${cause.message}; correct the rule`, { cause });
  }
}

/** An answer that no rule shapes: `{"code","msg","trx"}` in JSON; without `trx` where there is none to tell. */
export function encodeRefusal(error: StepgateError, trx: string | undefined): EncodedAnswer {
  const { code, message: msg, errors } = error;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (error.allow) headers.allow = error.allow.join(', ');
  if (error.retryAfterMs !== undefined)
    headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfterMs / 1000)));
  return { status: error.status, headers, body: JSON.stringify({ code, msg, trx, errors }) };
}

function assertHeaderValue(name: string, value: string): void {
  try {
    validateHeaderValue(name, value);
  } catch (cause) {
    const message = `the value of the rule's response header ${name} has characters that no header can have; correct the rule`;
    throw new StepgateError('110000', message, { cause });
  }
}
