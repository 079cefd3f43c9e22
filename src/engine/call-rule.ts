import type { Attempt, ComponentResult } from './port.ts';

/** A call of another rule, as HTTP would bring it. */
export interface RuleRequest {
  readonly method: string;
  /** The rule's name with its parameters filled in, and the query. */
  readonly target: string;
  /** Name, value, name, value, … */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
}

/** What another rule answers, as HTTP would bring it. */
export interface RuleAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones as arrays. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/**
 * Runs another rule, as it is active now, within the attempt's time limit.
 * @throws StepgateError 110007 it took too long; 110019 too many runs are inside each other; the signal's reason.
 */
export type CallRule = (
  request: RuleRequest,
  attempt: Attempt,
) => Promise<{ readonly kind: 'answered'; readonly answer: RuleAnswer } | Extract<ComponentResult, { kind: 'child' }>>;
