import type { Attempt, ComponentResult } from './port.ts';
import type { RuleAnswer, RuleRequest } from './rule-request.ts';

/**
 * Runs another rule, as it is active now, within the attempt's time limit.
 * @throws StepgateError 110007 it took too long; 110019 too many runs are inside each other; the signal's reason.
 */
export type CallRule = (
  request: RuleRequest,
  attempt: Attempt,
) => Promise<
  { readonly kind: 'answered'; readonly answer: RuleAnswer } | Extract<ComponentResult, { kind: 'child' | 'waiting' }>
>;
