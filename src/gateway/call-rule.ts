import { parse } from 'node:querystring';
import type { Logger } from 'pino';
import type { Signal } from '../abort.ts';
import type { Clock } from '../clock.ts';
import { BY_CALLER } from '../engine/callers.ts';
import type { RunIds, StartedRun } from '../engine/engine.ts';
import { newTrx } from '../engine/ids.ts';
import type { CallRule } from '../engine/call-rule.ts';
import type { Attempt } from '../engine/port.ts';
import type { RuleAnswer, RuleRequest } from '../engine/rule-request.ts';
import { isEnded } from '../engine/run-status.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { encodeOrRefuse, encodeRefusal } from '../http/encode-answer.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { isObject } from '../json.ts';
import { bytesIfLarge } from '../large/bytes.ts';
import type { Registry } from '../registry/registry.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import { readHeaders } from './call-headers.ts';
import { decodeRequestBody } from './decode-request-body.ts';
import { claimCall, joinFormer, keepCall } from './join-run.ts';
import type { JoinDeps, Joined } from './join-run.ts';
import { found } from './plugin.ts';
import { rawRequest, targetOf } from './raw-request.ts';
import { tooLarge } from './read-body.ts';
import { check, encodeFailure, keep, refuseUnacceptable } from './serve.ts';
import type { AskedRule } from './serve.ts';

export interface CallRuleDeps extends JoinDeps {
  readonly registry: Pick<Registry, 'find'>;
  readonly prefix: string;
  readonly bodyLimitBytes: number;
  readonly log: Pick<Logger, 'error'>;
}

/** Runs inside each other, the outermost counted. */
const DEEPEST = 8;

const TOO_DEEP = '110019';
const NO_BYTES = Buffer.alloc(0);

/**
 * Makes what runs a rule for a component of another one: the life of a request (`serve.ts`) without HTTP. What the
 * gateway would refuse for its own sake, being overloaded for one, it does not: the caller is under way.
 */
export function createCallRule(deps: CallRuleDeps): CallRule {
  return async (request, attempt) => {
    const { run, key, trace } = attempt;
    if (trace.childAnswer?.key === key) return { kind: 'answered', answer: trace.childAnswer.answer };
    // Of a caller that has not been here before there is nothing to look for.
    const mayBeJoined =
      run.keeps && (attempt.isWoken === true || run.recoveredBy !== undefined || trace.child !== undefined);
    const late = (): StepgateError => tooSlow(request, attempt.timeoutMs);
    const joined = mayBeJoined ? await joinFormer(deps, attempt, late) : undefined;
    return joined ? goOn(deps, request, attempt, joined) : begin(deps, request, attempt);
  };
}

async function goOn(deps: CallRuleDeps, request: RuleRequest, attempt: Attempt, joined: Joined): ReturnType<CallRule> {
  const { trace } = attempt;
  if ('run' in joined) return follow(deps, request, attempt, { run: joined.run, isKeyed: false });
  if ('result' in joined) {
    trace.child = { trx: joined.result.trx, status: joined.at };
    return joined.result;
  }
  trace.child = { trx: joined.trx, status: 'success' };
  return { kind: 'answered', answer: await answerOf(joined.answer, request, joined.trx) };
}

/** @throws StepgateError 110019 too many runs would be inside each other. */
async function begin(deps: CallRuleDeps, request: RuleRequest, attempt: Attempt): ReturnType<CallRule> {
  const { run: caller, component, key, trace } = attempt;
  const { depth, logId, forwarded } = caller;
  if (depth >= DEEPEST)
    throw new StepgateError(TOO_DEEP, `${DEEPEST} runs are inside each other, and ${request.target} would be one more`);
  const trx = newTrx();
  const ids = { trx, logId, forwarded, parent: { trx: caller.trx, component, key, depth } };
  const asked = await ask(deps, request, attempt, ids);
  if ('answer' in asked) return { kind: 'answered', answer: await answerOf(asked.answer, request, trx) };
  const claim = caller.keeps
    ? await claimCall(deps, attempt, trx, () => tooSlow(request, attempt.timeoutMs))
    : undefined;
  if (claim && claim !== 'claimed') {
    trace.child = { trx: claim.trx, status: 'success' };
    return { kind: 'answered', answer: await answerOf(claim.answer, request, claim.trx) };
  }
  const isKeyed = claim === 'claimed';
  const run = deps.engine.run(asked.rule, asked.request, { ...ids, keyed: isKeyed });
  return follow(deps, request, attempt, { run, isKeyed });
}

/** What is to run, or the answer of a request that its rule does not take. */
async function ask(
  deps: CallRuleDeps,
  request: RuleRequest,
  { run }: Attempt,
  ids: RunIds,
): Promise<{ readonly rule: CompiledRule; readonly request: RequestContext } | { readonly answer: EncodedAnswer }> {
  const { prefix, registry, bodyLimitBytes } = deps;
  const { method, target, body } = request;
  const url = `${prefix}/${target === '/' ? '' : target}`;
  const { path, route } = targetOf(url, prefix);
  const { headers, ...raw } = readHeaders(request.headers);
  const asking = { method, url, headers, query: parse(url.slice(path.length + 1)), raw };
  let asked: AskedRule | undefined;
  try {
    const { rule, params } = found(registry.find(method, route), method, path);
    asked = { request: asking, rule, ids, path, params, ip: ipOf(run.scope.request) };
    refuseUnacceptable(rule, headers.accept);
    const limitBytes = rule.bodyLimitBytes ?? bodyLimitBytes;
    if (body && body.length > limitBytes) throw tooLarge(limitBytes, rule);
    const decoded = await decodeRequestBody(rule, headers, body);
    return { rule, request: await check(rule, rawRequest(asking, path, params, decoded, asked.ip)) };
  } catch (thrown) {
    const error = toStepgateError(thrown);
    return { answer: await (asked ? encodeFailure(deps, asked, body, error) : encodeRefusal(error, ids.trx)) };
  }
}

/** That of the client for whom the caller runs. */
function ipOf(request: unknown): string {
  return isObject(request) && typeof request.ip === 'string' ? request.ip : '';
}

/** A run that was begun, or recovered. */
interface Followed {
  readonly run: StartedRun;
  /** It has claimed the key of the call. */
  readonly isKeyed: boolean;
}

/** What a run comes to; it is stopped where its caller wants it no more. */
async function follow(
  deps: CallRuleDeps,
  request: RuleRequest,
  attempt: Attempt,
  { run, isKeyed }: Followed,
): ReturnType<CallRule> {
  const { key, timeoutMs, signal, trace } = attempt;
  const { trx } = run;
  trace.child = { trx, status: 'running' };
  const ended = run.done.then((status) => (trace.child = { trx, status }));
  const leaving = untilUnwanted(deps.clock, run, timeoutMs, signal, () => tooSlow(request, timeoutMs));
  try {
    const answer = await Promise.race([run.answer, leaving.gone]);
    const { error, isKept } = answer.failure ?? {};
    const isChild = error !== undefined && isKept === true;
    // It is a row then, which its caller may not want by now.
    if (answer.isWaiting || isChild) await ended;
    if (leaving.why) {
      // Whoever asks for the same again finds that it is over.
      const { status } = await ended;
      if (!isEnded(status)) await giveUp(deps, trx, leaving.why);
      if (isKeyed) await deps.idempotency.release(trx);
      throw leaving.why;
    }
    if (answer.transient === 'retry') trace.child = undefined;
    if (answer.isWaiting) return { kind: 'waiting', trx };
    if (isChild) return { kind: 'child', trx, code: error.code };
    const encoded = await encodeOrRefuse(answer, trx, deps.log);
    // After a failure the next call with this key begins anew.
    if (isKeyed) await keep(deps, trx, encoded, answer.transient ?? (error ? 'retry' : undefined));
    if (error?.code === TOO_DEEP) throw error;
    const given = await answerOf(encoded, request, trx);
    const later = isKeyed ? undefined : { keep: () => keepCall(deps, attempt, trx, encoded) };
    if (!error) trace.childAnswer = { key, answer: given, ...later };
    return { kind: 'answered', answer: given };
  } finally {
    leaving.end();
  }
}

/** Cancels a run where its time is up or its caller is stopped. */
function untilUnwanted(
  clock: Clock,
  run: StartedRun,
  timeoutMs: number,
  signal: Signal,
  late: () => StepgateError,
): { readonly why: StepgateError | undefined; readonly gone: Promise<never>; readonly end: () => void } {
  const gone = Promise.withResolvers<never>();
  let why: StepgateError | undefined;
  const stop = (error: StepgateError): void => {
    why ??= error;
    run.cancel(unwanted(error));
  };
  const callOff = clock.timer(timeoutMs, () => stop(late()));
  const abort = (): void => {
    const error = toStepgateError(signal.reason);
    // The caller goes on elsewhere, or later: with what this comes to.
    if (error.code === '000503') gone.reject(error);
    else stop(error);
  };
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  return {
    get why() {
      return why;
    },
    gone: gone.promise,
    end() {
      callOff();
      signal.removeEventListener('abort', abort);
    },
  };
}

function unwanted({ message }: StepgateError): StepgateError {
  return new StepgateError('110010', `cancelled by its caller: ${message}`);
}

/** Its caller was stopped when it had just been suspended, or had come to rest. */
async function giveUp({ engine, log }: CallRuleDeps, trx: string, why: StepgateError): Promise<void> {
  try {
    await engine.cancel(trx, `its caller has ended: ${why.message}`, BY_CALLER);
  } catch (error) {
    log.error({ err: error, trx }, 'a run whose caller has ended could not be cancelled');
  }
}

function tooSlow({ target }: RuleRequest, timeoutMs: number): StepgateError {
  const message = `the rule ${target} took longer than ${timeoutMs / 1000} s`;
  return new StepgateError('110007', message, { status: 504, reason: 'timeout', uncertain: true });
}

/** An answer as it would have come over HTTP. */
async function answerOf(
  { status, headers, body }: EncodedAnswer,
  { method }: RuleRequest,
  trx: string,
): Promise<RuleAnswer> {
  const bytes = (await bytesIfLarge(body)) ?? Buffer.from(body as string);
  return { status, headers: { ...headers, trx }, body: method === 'HEAD' ? NO_BYTES : bytes };
}
