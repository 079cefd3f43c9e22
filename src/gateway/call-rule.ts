import { parse } from 'node:querystring';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Engine, RunIds, StartedRun } from '../engine/engine.ts';
import { newTrx } from '../engine/ids.ts';
import type { CallRule, RuleAnswer, RuleRequest } from '../engine/call-rule.ts';
import type { Attempt } from '../engine/port.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { encodeOrRefuse, encodeRefusal } from '../http/encode-answer.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { isObject } from '../json.ts';
import { bytesIfLarge } from '../large/bytes.ts';
import type { Registry } from '../registry/registry.ts';
import type { RequestContext } from '../rule/compiled.ts';
import { readHeaders } from './call-headers.ts';
import { decodeRequestBody } from './decode-request-body.ts';
import { found } from './plugin.ts';
import { rawRequest, targetOf } from './raw-request.ts';
import { tooLarge } from './read-body.ts';
import { check, encodeFailure, refuseUnacceptable } from './serve.ts';
import type { AskedRule } from './serve.ts';

export interface CallRuleDeps {
  readonly registry: Pick<Registry, 'find'>;
  readonly engine: Engine;
  readonly prefix: string;
  readonly bodyLimitBytes: number;
  readonly clock: Clock;
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
    const { trx: caller, depth } = attempt.run;
    if (depth >= DEEPEST)
      throw new StepgateError(
        TOO_DEEP,
        `${DEEPEST} runs are inside each other, and ${request.target} would be one more`,
      );
    const trx = newTrx();
    const parent = { trx: caller, component: attempt.component, key: attempt.key, depth };
    const { logId, forwarded } = attempt.run;
    const asked = await ask(deps, request, attempt, { trx, logId, forwarded, parent });
    if ('answer' in asked) return { kind: 'answered', answer: await answerOf(asked.answer, request, trx) };
    return follow(deps, request, attempt, asked.run);
  };
}

/** Starts the run, or gives the answer of a request that has none. */
async function ask(
  deps: CallRuleDeps,
  request: RuleRequest,
  { run }: Attempt,
  ids: RunIds,
): Promise<{ readonly run: StartedRun } | { readonly answer: EncodedAnswer }> {
  const { prefix, registry, engine, bodyLimitBytes } = deps;
  const { method, target, body } = request;
  const url = `${prefix}/${target === '/' ? '' : target}`;
  const { path, route } = targetOf(url, prefix);
  const { headers, ...raw } = readHeaders(request.headers);
  const asking = { method, url, headers, query: parse(url.slice(path.length + 1)), raw };
  let asked: AskedRule | undefined;
  let checked: RequestContext;
  try {
    const { rule, params } = found(registry.find(method, route), method, path);
    asked = { request: asking, rule, ids, path, params, ip: ipOf(run.scope.request) };
    refuseUnacceptable(rule, headers.accept);
    const limitBytes = rule.bodyLimitBytes ?? bodyLimitBytes;
    if (body && body.length > limitBytes) throw tooLarge(limitBytes, rule);
    const decoded = await decodeRequestBody(rule, headers, body);
    checked = await check(rule, rawRequest(asking, path, params, decoded, asked.ip));
  } catch (thrown) {
    const error = toStepgateError(thrown);
    return { answer: await (asked ? encodeFailure(deps, asked, body, error) : encodeRefusal(error, ids.trx)) };
  }
  return { run: engine.run(asked.rule, checked, ids) };
}

/** That of the client for whom the caller runs. */
function ipOf(request: unknown): string {
  return isObject(request) && typeof request.ip === 'string' ? request.ip : '';
}

/** What a run comes to; it is stopped where its caller wants it no more. */
async function follow(
  { clock, log }: CallRuleDeps,
  request: RuleRequest,
  { timeoutMs, signal, trace }: Attempt,
  run: StartedRun,
): ReturnType<CallRule> {
  const { trx } = run;
  trace.child = { trx, status: 'running' };
  const ended = run.done.then((status) => (trace.child = { trx, status }));
  const gone = Promise.withResolvers<never>();
  let why: StepgateError | undefined;
  const stop = (error: StepgateError): void => {
    why ??= error;
    run.cancel(new StepgateError('110010', `cancelled by its caller: ${error.message}`));
  };
  const callOff = clock.timer(timeoutMs, () => stop(tooSlow(request, timeoutMs)));
  const abort = (): void => {
    const error = toStepgateError(signal.reason);
    // The caller goes on elsewhere, or later: with what this comes to.
    if (error.code === '000503') gone.reject(error);
    else stop(error);
  };
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    const answer = await Promise.race([run.answer, gone.promise]);
    if (why) {
      // Whoever asks for the same again finds that it is over.
      await ended;
      throw why;
    }
    if (answer.transient === 'retry') trace.child = undefined;
    const { error, isKept } = answer.failure ?? {};
    if (error && isKept) {
      await ended;
      return { kind: 'child', trx, code: error.code };
    }
    if (error?.code === TOO_DEEP) throw error;
    const encoded = await encodeOrRefuse(answer, trx, log);
    return { kind: 'answered', answer: await answerOf(encoded, request, trx) };
  } finally {
    callOff();
    signal.removeEventListener('abort', abort);
  }
}

function tooSlow({ target }: RuleRequest, timeoutMs: number): StepgateError {
  const message = `the rule ${target} took longer than ${timeoutMs / 1000} s`;
  return new StepgateError('110007', message, { status: 504, reason: 'timeout' });
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
