import { errors } from 'undici';
import { StepgateError } from '../error.ts';
import type { HttpAnswer, RefusedAnswer } from './outbound.ts';

/** How far a call has come. */
export type Phase = 'waiting for a free connection' | 'connecting' | 'waiting for the answer' | 'reading the answer';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while sending',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name could not be resolved at the moment',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to its network',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
};

/** The reason in a line of OpenSSL's, which has addresses and source files around it, and ends in a line end. */
const OPENSSL_REASON = /^[\dA-F]+:error:[\dA-F]+:[^:]*:[^:]*:([^:]+):/;

/**
 * What undici, the socket or our own checks failed with, as an error of the catalogue. A connection that broke is
 * 110007, even in the middle of an answer: another attempt may succeed. An answer that is no HTTP is 110006.
 */
export function toOutboundError(error: Error & { code?: unknown }, host: string, phase: Phase): StepgateError {
  if (error instanceof StepgateError) return error;
  const code = typeof error.code === 'string' ? error.code : '';
  if (isBrokenAnswer(error, code, phase)) return refusedAnswer(host, brokenReason(error, code));
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return new StepgateError('110007', `the call to ${host} cannot be sent: ${error.message}`, {
      retryable: false,
      cause: error,
    });
  }
  // A parser's error holds what it could not read: not for a log.
  const cause = error instanceof errors.HTTPParserError ? undefined : error;
  return new StepgateError('110007', `${host} failed while ${phase}: ${reasonOf(error)}`, {
    cause,
    reason: code === 'ETIMEDOUT' ? 'timeout' : phase === 'connecting' ? 'connect' : 'reset',
    uncertain: isSent(phase),
    ...(code === 'ETIMEDOUT' && { status: 504 }),
  });
}

/** Whether the upstream has ended one call over HTTP/2, and not the connection. */
export function isReset({ code, message }: Error & { code?: unknown }): boolean {
  return code === 'ERR_HTTP2_STREAM_ERROR' || message.startsWith('HTTP/2: stream ');
}

/** The deadline has passed. */
export function timeoutError(host: string, phase: Phase, timeoutMs: number): StepgateError {
  return new StepgateError('110007', `${host} took longer than ${timeoutMs / 1000} s, while ${phase}`, {
    status: 504,
    reason: 'timeout',
    uncertain: isSent(phase),
  });
}

/** Whether the upstream may have the request. */
function isSent(phase: Phase): boolean {
  return phase === 'waiting for the answer' || phase === 'reading the answer';
}

/** An answer of which there are headers is refused. */
export class AnswerRefused extends StepgateError implements RefusedAnswer {
  readonly answer: HttpAnswer;

  constructor(host: string, why: string, answer: HttpAnswer, cause?: unknown) {
    super('110006', refusal(host, why), { cause, uncertain: true });
    this.answer = answer;
  }
}

function refusedAnswer(host: string, why: string): StepgateError {
  return new StepgateError('110006', refusal(host, why), { uncertain: true });
}

function refusal(host: string, why: string): string {
  return `the answer of ${host} is refused: ${why}`;
}

/** Whether the answer itself is wrong, and not only cut off. */
function isBrokenAnswer(error: Error, code: string, phase: Phase): boolean {
  if (error instanceof errors.HTTPParserError) return !error.message.includes('EOF');
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return true;
  // undici says so of every answer that breaks off; before the body it means lengths that contradict each other.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return phase !== 'reading the answer';
  // `bad upgrade`: an unsolicited 101; `bad response`: an unsolicited 100.
  return code === 'UND_ERR_SOCKET' && /^bad (?:response|upgrade)$/.test(error.message);
}

function brokenReason(error: Error, code: string): string {
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'its headers are over 64 KiB';
  const detail = /\((.+)\)$/.exec(error.message)?.[1] ?? error.message;
  return `it is no valid HTTP/1.1 (${detail})`;
}

/** Why a connection failed, for people. */
export function reasonOf(error: Error & { code?: unknown }): string {
  const code = typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? closedReason(code, error);
}

function closedReason(code: string, error: Error): string {
  if (error instanceof errors.HTTPParserError || code === 'UND_ERR_SOCKET' || code.startsWith('UND_ERR_RES_')) {
    return 'the connection was closed before the answer was complete';
  }
  const message = OPENSSL_REASON.exec(error.message)?.[1] ?? error.message;
  return `${message || error.name}${code === '' || message.includes(code) ? '' : ` (${code})`}`;
}
