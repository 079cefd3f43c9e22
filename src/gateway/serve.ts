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
import { answerText, claimKey, keyError } from './idempotency.ts';
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

/** How far a request has been read: what refuses it may show its body. */
interface Read {
  bytes: Buffer | undefined;
}

/** A request that may run: checked, its key claimed. */
interface Ready {
  readonly kind: 'ready';
  readonly request: RequestContext;
  readonly isKeyed: boolean;
}

/**
 * The life of a request that has a rule: read the body, claim its Idempotency-Key, decode and check it, run, keep the
 * answer under the key. What is refused on the way is answered as the rule's `error` block shapes it.
 */
export async function serve(deps: ServeDeps, call: Call): Promise<Served> {
  let ready: Ready | Served;
  const read: Read = { bytes: undefined };
  try {
    ready = await prepare(deps, call, read);
  } catch (thrown) {
    return { trx: call.ids.trx, replayed: false, answer: await refuse(deps, call, read, toStepgateError(thrown)) };
  }
  if ('answer' in ready) return ready;
  const { rule } = call;
  const ids = { ...call.ids, keyed: ready.isKeyed };
  const given = await deps.engine.run(rule, ready.request, ids).answer;
  const encoded = encodeOrRefuse(given, ids.trx, deps.log);
  const answer = encoded instanceof Promise ? await encoded : encoded;
  if (ready.isKeyed) await keep(deps, ids.trx, answer, given.transient);
  return { trx: ids.trx, replayed: false, answer };
}

async function prepare(deps: ServeDeps, call: Call, read: Read): Promise<Ready | Served> {
  const { request, rule, ids } = call;
  const { method, headers } = request;
  const bytes = await readBody(request.raw, deps.bodyLimitBytes);
  read.bytes = bytes;
  const keyed = { rule, method, url: request.url, headers, body: bytes };
  const wrongKey = keyError(rule, method, headers);
  const claim = wrongKey ? undefined : await claimKey(deps.idempotency, keyed, ids.trx);
  const isKeyed = claim === 'claimed';
  if (claim && !isKeyed) return { ...claim, replayed: true };
  try {
    const decoded = decodeRequestBody(rule, headers, bytes);
    const body = decoded instanceof Promise ? await decoded : decoded;
    const raw = rawRequest(request, call.path, call.params, body);
    const checked = check(rule, raw, wrongKey);
    deps.admit();
    return { kind: 'ready', request: checked, isKeyed };
  } catch (error) {
    const stays = (failed: unknown) => deps.log.error({ err: failed }, 'an Idempotency-Key stays taken');
    if (isKeyed) await deps.idempotency.release(ids.trx).catch(stays);
    throw error;
  }
}

function check(rule: CompiledRule, raw: RawRequest, wrongKey: ErrorDetail | undefined): RequestContext {
  const result = rule.check(raw);
  if (result.ok && !wrongKey) return result.request;
  const errors = [...(wrongKey ? [wrongKey] : []), ...(result.ok ? [] : result.errors)];
  const first = errors[0];
  throw new StepgateError('000400', `${first?.path ?? 'request'} ${first?.message ?? 'is refused'}`, { errors });
}

/** The process's own troubles (503) are not the rule's to shape: load balancers and clients act on them. */
async function refuse(deps: ServeDeps, call: Call, { bytes }: Read, error: StepgateError): Promise<EncodedAnswer> {
  const { rule, ids, request } = call;
  if (error.code === '110000') deps.log.error({ err: error, trx: ids.trx }, 'a request could not be served');
  if (error.code === '000503') return encodeRefusal(error, ids.trx);
  const raw = rawRequest(request, call.path, call.params, await bodyIfAny(rule, request.headers, bytes));
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
