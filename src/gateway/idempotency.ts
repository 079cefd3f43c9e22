import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Answer } from '../engine/engine.ts';
import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { isLargeText } from '../large/size.ts';
import { stringLiteral } from '../large/string-literal.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import type { IdempotencyStore } from '../store/store.ts';
import { encodeOrRefuse } from '../http/encode-answer.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';

const METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** 1 to 255 printable ASCII characters. */
const KEY = /^[\x20-\x7e]{1,255}$/;

const PATH = 'request.header.idempotency-key';

/** Everything that makes a request with an `Idempotency-Key` the same request. */
export interface KeyedRequest {
  readonly trx: string;
  readonly rule: CompiledRule;
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
}

/** The first run's answer, to be given again. */
export interface Replay {
  readonly trx: string;
  readonly answer: EncodedAnswer;
}

/** What is wrong with the key of a request, if anything: a missing one that the rule requires, or an unprintable one. */
export function keyError(rule: CompiledRule, method: string, headers: IncomingHttpHeaders): ErrorDetail | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return rule.idempotencyRequired ? { path: PATH, message: 'is required' } : undefined;
  if (!METHODS.has(method) || (typeof key === 'string' && KEY.test(key))) return undefined;
  return { path: PATH, message: 'must be 1 to 255 printable ASCII characters' };
}

/** Whether a request has a key that counts. */
export function hasKey({ method, headers }: Pick<KeyedRequest, 'method' | 'headers'>): boolean {
  return headers['idempotency-key'] !== undefined && METHODS.has(method);
}

/**
 * Claims the key of a request that has one; its answer must then be kept, or the key given up.
 * @throws StepgateError 000409 while the first request runs, 000422 for another payload, 000503 database away.
 */
export async function claimKey(store: IdempotencyStore, request: KeyedRequest): Promise<'claimed' | Replay> {
  const { rule, headers, trx } = request;
  const given = headers['idempotency-key'];
  const key = sha256(JSON.stringify([rule.method, rule.name, sha256(headers.authorization ?? ''), given]));
  const found = await store.begin(key, payloadHash(request), trx);
  switch (found.kind) {
    case 'new':
      return 'claimed';
    case 'done':
      return { trx: found.trx, answer: await storedAnswer(found.answer) };
    case 'running':
      throw new StepgateError(
        '000409',
        'the first request with this Idempotency-Key is still running; ask again later',
      );
    case 'mismatch':
      throw new StepgateError('000422', 'this Idempotency-Key was used with another payload; use a new key');
  }
}

/**
 * An answer as it is kept under a key: the engine's `encode`. One that cannot be written is kept as the refusal that the
 * client gets in its place.
 */
export async function encodeForKey(answer: Answer, trx: string, log: Pick<Logger, 'error'>): Promise<string> {
  return answerText(await encodeOrRefuse(answer, trx, log));
}

/** An answer as it is stored: bytes in base64. */
type StoredAnswer = Omit<EncodedAnswer, 'body'> & ({ readonly body: string } | { readonly base64: string });

/** An answer as JSON. A large body is written in slices. */
export async function answerText({ body, ...head }: EncodedAnswer): Promise<string> {
  const [name, text] = typeof body === 'string' ? ['body', body] : ['base64', body.toString('base64')];
  if (!isLargeText(text)) return JSON.stringify({ ...head, [name]: text });
  return `${JSON.stringify(head).slice(0, -1)},"${name}":${await stringLiteral(text)}}`;
}

/** Reads what `answerText` wrote. */
export async function storedAnswer(text: string): Promise<EncodedAnswer> {
  const stored = (await parseAnyJson(text)) as unknown as StoredAnswer;
  if ('body' in stored) return stored;
  const { base64, ...head } = stored;
  return { ...head, body: Buffer.from(base64, 'base64') };
}

function payloadHash({ method, url, body }: KeyedRequest): string {
  const hash = createHash('sha256').update(`${method} ${url}\n`);
  return (body ? hash.update(body) : hash).digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
