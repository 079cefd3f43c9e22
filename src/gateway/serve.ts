import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Answer, Engine, RunIds } from '../engine/engine.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledRule, RawRequest, RequestContext } from '../rule/compiled.ts';
import type { IdempotencyStore } from '../store/store.ts';
import type { Admit } from './admission.ts';
import { encodeOrRefuse, encodeRefusal } from '../http/encode-answer.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { answerText, claimKey, hasKey, keyError } from './idempotency.ts';
import type { KeyedRequest } from './idempotency.ts';
import { rawRequest } from './raw-request.ts';
import { readBody } from './read-body.ts';
import { decodeRequestBody } from './decode-request-body.ts';

export interface ServeDeps {
  readonly engine: Engine;
  readonly idempotency: IdempotencyStore;
  readonly bodyLimitBytes: number;
  readonly admit: Admit;
  readonly log: Pick<Logger, 'error'>;
}

/** A request and the rule that its method and path lead to. */
export interface Call {
  readonly request: FastifyRequest;
  readonly rule: CompiledRule;
  readonly ids: RunIds;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** An answer, and the run that it is the answer of: an earlier one where it is replayed. */
export interface Served {
  readonly trx: string;
  readonly replayed: boolean;
  readonly answer: EncodedAnswer;
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
  let request: RequestContext;
  try {
    const reading = readBody(call.request.raw, deps.bodyLimitBytes);
    read.bytes = reading && (await reading);
    const wrongKey = keyError(rule, call.request.method, call.request.headers);
    const claim = wrongKey || !hasKey(call.request) ? undefined : await claimKey(deps.idempotency, keyed(call, read));
    if (claim && claim !== 'claimed') return { ...claim, replayed: true };
    read.isKeyed = claim === 'claimed';
    const decoded = decodeRequestBody(rule, call.request.headers, read.bytes);
    const body = decoded instanceof Promise ? await decoded : decoded;
    request = check(rule, rawRequest(call.request, call.path, call.params, body), wrongKey);
    deps.admit();
  } catch (thrown) {
    return { trx: ids.trx, replayed: false, answer: await refuse(deps, call, read, toStepgateError(thrown)) };
  }
  const given = await deps.engine.run(rule, request, { ...ids, keyed: read.isKeyed }).answer;
  const encoded = encodeOrRefuse(given, ids.trx, deps.log);
  const answer = encoded instanceof Promise ? await encoded : encoded;
  if (read.isKeyed) await keep(deps, ids.trx, answer, given.transient);
  return { trx: ids.trx, replayed: false, answer };
}

function keyed({ rule, request, ids }: Call, { bytes }: Read): KeyedRequest {
  return { trx: ids.trx, rule, method: request.method, url: request.url, headers: request.headers, body: bytes };
}

function check(rule: CompiledRule, raw: RawRequest, wrongKey: ErrorDetail | undefined): RequestContext {
  const result = rule.check(raw);
  if (result.ok && !wrongKey) return result.request;
  const errors = [...(wrongKey ? [wrongKey] : []), ...(result.ok ? [] : result.errors)];
  const first = errors[0];
  throw new StepgateError('000400', `${first?.path ?? 'request'} ${first?.message ?? 'is refused'}`, { errors });
}

/** The process's own troubles (503) are not the rule's to shape: load balancers and clients act on them. */
async function refuse(deps: ServeDeps, call: Call, read: Read, error: StepgateError): Promise<EncodedAnswer> {
  const { rule, ids, request } = call;
  const stays = (failed: unknown) => deps.log.error({ err: failed }, 'an Idempotency-Key stays taken');
  if (read.isKeyed) await deps.idempotency.release(ids.trx).catch(stays);
  if (error.code === '110000') deps.log.error({ err: error, trx: ids.trx }, 'a request could not be served');
  if (error.code === '000503') return encodeRefusal(error, ids.trx);
  const raw = rawRequest(request, call.path, call.params, await bodyIfAny(rule, request.headers, read.bytes));
  return encodeOrRefuse(deps.engine.refuse(rule, { ...raw }, ids, error), ids.trx, deps.log);
}

/** The body of a refused request, as it came; null where it is the body that cannot be read. */
async function bodyIfAny(rule: CompiledRule, headers: IncomingHttpHeaders, bytes: Buffer | undefined): Promise<Json> {
  // Only what the rule shapes shows it.
  if (!rule.response.error) return null;
  try {
    return await decodeRequestBody(rule, headers, bytes);
  } catch {
    return null;
  }
}

/** Kept before the client is answered, so that a client that has the answer can get it again. */
async function keep(
  deps: ServeDeps,
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
