import type { Clock } from '../clock.ts';
import type { CallRule } from '../engine/call-rule.ts';
import type { ComponentExecutor, ResolvedRule } from '../engine/port.ts';
import type { RuleRequest } from '../engine/rule-request.ts';
import { toStepgateError } from '../error.ts';
import type { HttpAnswer, HttpCall } from '../outbound/outbound.ts';
import type { RuleCall } from '../rule/compiled.ts';
import { checkHeaders } from '../wire-header.ts';
import { readAnswer } from './answer-body.ts';
import { resolveRequest } from './api.ts';
import { ApiRequests } from './api-request.ts';
import { RequestRecord, noteFailure } from './request-record.ts';

interface RuleDeps {
  /** Runs the rule that is called. */
  readonly call: CallRule;
  readonly clock: Clock;
  /** Masks secrets in what a run log keeps of an answer. */
  readonly maskText: (text: string) => string;
}

/**
 * Makes the executor of `rule` components: the request and its answer are those of an api whose upstream is that
 * endpoint, and no connection is between them.
 */
export function createRuleExecutor({ call, clock, maskText }: RuleDeps): ComponentExecutor<RuleCall, ResolvedRule> {
  const requests = new ApiRequests();
  return {
    resolve: (rule, scope) => ({ type: 'rule', ...resolveRequest(rule, scope), call: rule }),
    async execute(rule, attempt) {
      const { trace } = attempt;
      const request = trace.isLogged ? new RequestRecord(rule, clock, maskText, trace.requests) : undefined;
      let answer: HttpAnswer | undefined;
      try {
        const made = await requests.toHttpCall(rule, attempt, {});
        const called = await call(asRequest(made), attempt);
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

/** @throws StepgateError 110007 a header cannot be sent. */
function asRequest({ method, url, headers, checked = [], body }: HttpCall): RuleRequest {
  checkHeaders(headers);
  return { method, target: url, headers: [...checked, ...headers], body: bytesOf(body) };
}

function bytesOf(body: HttpCall['body']): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new Error('a body that is still to come is read before its rule runs');
}
