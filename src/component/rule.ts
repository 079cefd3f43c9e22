import type { Clock } from '../clock.ts';
import type { CallRule } from '../engine/call-rule.ts';
import type { Attempt, ComponentExecutor, ResolvedRule } from '../engine/port.ts';
import type { RuleRequest } from '../engine/rule-request.ts';
import { toStepgateError } from '../error.ts';
import type { AnswerHead, HttpAnswer, HttpCall } from '../outbound/outbound.ts';
import type { RuleCall } from '../rule/compiled.ts';
import { checkHeaders } from '../wire-header.ts';
import { readAnswer } from './answer-body.ts';
import { resolveRequest } from './api.ts';
import { ApiRequests } from './api-request.ts';
import { type Exchange, isSigned } from './call-auth.ts';
import { RequestRecord, noteFailure } from './request-record.ts';

const NO_ANSWER = { status: 0, headers: {} };

interface RuleDeps {
  /** Runs the rule that is called. */
  readonly call: CallRule;
  readonly clock: Clock;
  /** Masks secrets in what a run log keeps of an answer. */
  readonly maskText: (text: string) => string;
  /** Signs what is to be signed. */
  readonly exchange: Exchange;
  /** The URL that a rule's name stands for: what a signature is of. */
  readonly endpoint: (name: string) => string;
}

/**
 * Makes the executor of `rule` components: the request and its answer are those of an api whose upstream is that
 * endpoint, and no connection is between them.
 */
export function createRuleExecutor(deps: RuleDeps): ComponentExecutor<RuleCall, ResolvedRule> {
  const { clock, maskText } = deps;
  const requests = new ApiRequests();
  return {
    resolve: (rule, scope) => ({ type: 'rule', ...resolveRequest(rule, scope), call: rule }),
    async execute(rule, attempt) {
      const { trace } = attempt;
      const request = trace.isLogged ? new RequestRecord(rule, clock, maskText, trace.requests) : undefined;
      let answer: HttpAnswer | undefined;
      try {
        const made = await requests.toHttpCall(rule, attempt, {});
        const called = await callSigned(deps, rule, made, attempt);
        if (called.kind !== 'answered') return called;
        ({ answer } = called);
        const result = { body: await readAnswer(rule.call, answer), status: answer.status, header: answer.headers };
        request?.answered(answer, result);
        return { kind: 'value', result };
      } catch (thrown) {
        noteFailure(toStepgateError(thrown), answer, request, trace);
        throw thrown;
      }
    },
  };
}

/** Calls the rule with the signature or token that `auth` asks for, once more with a new token where it is refused with 401. */
async function callSigned(
  { call, exchange, endpoint }: RuleDeps,
  rule: ResolvedRule,
  made: HttpCall,
  attempt: Attempt,
): ReturnType<CallRule> {
  if (!isSigned(rule.auth)) return call(asRequest(made, made.url), attempt);
  const { called } = await exchange<AnswerHead & { readonly called: Awaited<ReturnType<CallRule>> }>(
    { auth: rule.auth, call: {} },
    { ...made, url: endpoint(made.url) },
    async (signed) => {
      const called = await call(asRequest(signed, made.url), attempt);
      return { ...(called.kind === 'answered' ? called.answer : NO_ANSWER), called };
    },
    // It is to be asked again.
    () => (attempt.trace.childAnswer = undefined),
  );
  return called;
}

/** @throws StepgateError 110007 a header cannot be sent. */
function asRequest({ method, headers, checked = [], body }: HttpCall, target: string): RuleRequest {
  checkHeaders(headers);
  return { method, target, headers: [...checked, ...headers], body: bytesOf(body) };
}

function bytesOf(body: HttpCall['body']): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new Error('a body that is still to come is read before its rule runs');
}
