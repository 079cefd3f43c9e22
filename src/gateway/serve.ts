import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Answer, Engine, RunIds, StartedRun } from '../engine/engine.ts';
import type { PassedStream } from '../engine/passed-answer.ts';
import { keepsLog } from '../engine/run-record.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import type { Json } from '../json.ts';
import { negotiate } from '../negotiate.ts';
import type { CompiledRule, RawRequest, RequestCheck, RequestContext } from '../rule/compiled.ts';
import type { IdempotencyStore } from '../store/store.ts';
import type { Admit } from './admission.ts';
import { answerInTime } from './answer-in-time.ts';
import { encodeOrRefuse, encodeRefusal } from '../http/encode-answer.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { answerText, claimKey, hasKey, keyError } from './idempotency.ts';
import type { KeyedRequest } from './idempotency.ts';
import { rawRequest } from './raw-request.ts';
import type { AskedRequest } from './raw-request.ts';
import { openBody } from './open-body.ts';
import { LARGEST_QUEUED_BODY, takeTurn, turnOf } from './queued-request.ts';
import type { QueuedDeps } from './queued-request.ts';
import { readBody, tooLarge } from './read-body.ts';
import { hasBody } from '../http/drop-body.ts';
import { rawBodyToCome } from '../raw-body.ts';
import { decompressBody, requestCodings } from './decompress-body.ts';
import { decodeRequestBody } from './decode-request-body.ts';

export interface ServeDeps extends QueuedDeps {
  readonly engine: Engine;
  readonly idempotency: IdempotencyStore;
  readonly bodyLimitBytes: number;
  readonly admit: Admit;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}

/** A request and the rule that its method and path lead to. */
export interface AskedRule {
  readonly request: AskedRequest;
  readonly rule: CompiledRule;
  readonly ids: RunIds;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** The client's. */
  readonly ip: string;
}

/** The same, over HTTP. */
export interface Call extends AskedRule {
  readonly request: FastifyRequest;
  readonly response: ServerResponse;
}

/** An answer, and the run that it is the answer of: an earlier one where it is replayed. */
export interface Served {
  readonly trx: string;
  readonly replayed: boolean;
  readonly answer: EncodedAnswer;
  /** Its body, where that is still to come. */
  readonly stream?: PassedStream;
}

/** How far a request has been read: what refuses it may show its body, and gives up its key. */
interface Read {
  bytes: Buffer | undefined;
  isKeyed: boolean;
}

/**
 * The life of a request that has a rule: read the body, claim its Idempotency-Key, decode and check it, run, keep the
 * answer under the key. What is refused on the way is answered as the rule's `error` block shapes it. It is one function,
 * because each that waits costs promises of its own in every request; what needs no waiting does not wait.
 */
export async function serve(deps: ServeDeps, call: Call): Promise<Served> {
  const { rule, ids } = call;
  const read: Read = { bytes: undefined, isKeyed: false };
  const turn = rule.queue && turnOf(rule.queue, call.request.headers);
  let request: RequestContext;
  try {
    refuseUnacceptable(rule, call.request.headers.accept);
    const ownLimit = rule.bodyLimitBytes ?? deps.bodyLimitBytes;
    const limitBytes = turn ? Math.min(ownLimit, LARGEST_QUEUED_BODY) : ownLimit;
    const codings = rule.bodyType === 'raw' ? [] : requestCodings(call.request.headers);
    const isUpload = streamsUpload(call);
    const reading = isUpload ? undefined : readBody(call.request.raw, limitBytes, rule);
    const bytes = reading && (await reading);
    read.bytes = bytes && codings.length > 0 ? await decompressBody(bytes, codings, limitBytes, rule) : bytes;
    const wrongKey = keyError(rule, call.request.method, call.request.headers);
    const claim = wrongKey || !hasKey(call.request) ? undefined : await claimKey(deps.idempotency, keyed(call, read));
    if (claim && claim !== 'claimed') return { ...claim, replayed: true };
    read.isKeyed = claim === 'claimed';
    const decoded = isUpload ? openUpload(call) : decodeRequestBody(rule, call.request.headers, read.bytes);
    const body = decoded instanceof Promise ? await decoded : decoded;
    const checked = check(rule, rawRequest(call.request, call.path, call.params, body, call.ip), wrongKey);
    request = checked instanceof Promise ? await checked : checked;
    deps.admit();
  } catch (thrown) {
    return { trx: ids.trx, replayed: false, answer: await refuse(deps, call, read, toStepgateError(thrown)) };
  }
  if (turn) {
    const { answer, transient } = await takeTurn(deps, rule, request, { ...ids, keyed: read.isKeyed }, turn);
    if (read.isKeyed) await keep(deps, ids.trx, answer, transient);
    return { trx: ids.trx, replayed: false, answer };
  }
  const run = deps.engine.run(rule, request, { ...ids, keyed: read.isKeyed });
  if (rule.streams || rule.uploads) tellOfLeaving(call.response, run);
  const given = await answerInTime(deps.clock, run, rule, call.request.headers);
  const encoded = encodeOrRefuse(given, ids.trx, deps.log);
  const answer = encoded instanceof Promise ? await encoded : encoded;
  if (read.isKeyed) await keep(deps, ids.trx, answer, given.transient);
  const stream = given.passed && 'stream' in given.passed ? given.passed.stream : undefined;
  return { trx: ids.trx, replayed: false, answer, ...(stream && { stream }) };
}

/** Whether the body goes to an upstream as it comes: nothing of it is kept. */
function streamsUpload({ rule, request }: Call): boolean {
  return rule.uploads && !keepsLog(rule) && !hasKey(request) && hasBody(request.raw);
}

/** @throws StepgateError 000413 the rule has a limit, which the length passes. */
function openUpload({ rule, request: { raw, headers } }: Call): Json {
  const { bodyLimitBytes = Infinity } = rule;
  const length = Number(headers['content-length']);
  if (length > bodyLimitBytes) throw tooLarge(bodyLimitBytes, rule);
  const body = openBody(raw, bodyLimitBytes, () => tooLarge(bodyLimitBytes, rule));
  return rawBodyToCome(body, Number.isNaN(length) ? null : length, headers['content-type'] ?? null);
}

/** Of an answer that goes to the client as it comes there is nobody else who wants the rest. */
function tellOfLeaving(response: ServerResponse, run: StartedRun): void {
  response.once('close', () => {
    if (!response.writableFinished) run.clientLeft();
  });
}

/** @throws StepgateError 000406 where the rule answers in no form that the client takes. */
export function refuseUnacceptable({ response: { types } }: CompiledRule, accept: string | undefined): void {
  if (!types || negotiate(types, accept) !== undefined) return;
  const given = JSON.stringify((accept ?? '').slice(0, 100));
  throw new StepgateError('000406', `the rule answers ${types.join(', ')}, and Accept is ${given}`);
}

function keyed({ rule, request, ids }: Call, { bytes }: Read): KeyedRequest {
  return { trx: ids.trx, rule, method: request.method, url: request.url, headers: request.headers, body: bytes };
}

/** The request as the rule has it. @throws StepgateError 000400 with all that is wrong with it. */
export function check(
  rule: CompiledRule,
  raw: RawRequest,
  wrongKey?: ErrorDetail,
): RequestContext | Promise<RequestContext> {
  const found = rule.check(raw);
  return found instanceof Promise ? found.then((result) => judged(result, wrongKey)) : judged(found, wrongKey);
}

function judged(result: RequestCheck, wrongKey: ErrorDetail | undefined): RequestContext {
  if (result.ok && !wrongKey) return result.request;
  const errors = [...(wrongKey ? [wrongKey] : []), ...(result.ok ? [] : result.errors)];
  const msg = wrongKey ? `${wrongKey.path ?? 'request'} ${wrongKey.message}` : result.ok ? '' : result.msg;
  throw new StepgateError('000400', msg, { errors });
}

/** The process's own troubles (503) are not the rule's to shape: load balancers and clients act on them. */
async function refuse(deps: ServeDeps, call: Call, read: Read, error: StepgateError): Promise<EncodedAnswer> {
  const { ids } = call;
  const stays = (failed: unknown) => deps.log.error({ err: failed }, 'an Idempotency-Key stays taken');
  if (read.isKeyed) await deps.idempotency.release(ids.trx).catch(stays);
  if (error.code === '110000') deps.log.error({ err: error, trx: ids.trx }, 'a request could not be served');
  return encodeFailure(deps, call, read.bytes, error);
}

/** How a request is answered that its rule does not take. */
export async function encodeFailure(
  { engine, log }: { readonly engine: Pick<Engine, 'refuse'> } & Pick<ServeDeps, 'log'>,
  { rule, ids, request, path, params, ip }: AskedRule,
  bytes: Buffer | undefined,
  error: StepgateError,
): Promise<EncodedAnswer> {
  if (error.code === '000503') return encodeRefusal(error, ids.trx);
  const raw = rawRequest(request, path, params, await bodyIfAny(rule, request.headers, bytes), ip);
  return encodeOrRefuse(engine.refuse(rule, { ...raw }, ids, error), ids.trx, log);
}

/** The body of a refused request, as it came; null where it is the body that cannot be read. */
async function bodyIfAny(rule: CompiledRule, headers: IncomingHttpHeaders, bytes: Buffer | undefined): Promise<Json> {
  // Only what the rule shapes shows it.
  if (rule.response.error.length === 0) return null;
  try {
    return await decodeRequestBody(rule, headers, bytes);
  } catch {
    return null;
  }
}

/** Kept before the client is answered, so that a client that has the answer can get it again. */
export async function keep(
  deps: Pick<ServeDeps, 'idempotency' | 'log'>,
  trx: string,
  answer: EncodedAnswer,
  transient: Answer['transient'],
): Promise<void> {
  try {
    switch (transient) {
      case undefined:
        return await deps.idempotency.finish(trx, await answerText(answer));
      case 'retry':
        return await deps.idempotency.release(trx);
      // The key stays taken: what was done must not be done again, and its answer came, or comes, with the kept run.
      case 'pending':
        return;
    }
  } catch (error) {
    deps.log.error({ err: error, trx }, 'the answer could not be kept under its Idempotency-Key');
  }
}
