import { answerFailure } from './answer.ts';
import type { Failure } from './answer.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptState } from './kept-state.ts';
import type { KeptRun } from './port.ts';

/** The answer about a kept run that is not under way in this process, encoded; `kept`: it is suspended. */
export function keptAnswer(
  deps: EngineDeps,
  row: KeptRun,
  state: KeptState,
  failure: Failure,
  kept: boolean,
): Promise<string> {
  const { response } = deps.compile(state.rule, row.version);
  const { scope } = new Context(state.data, row, deps.environment());
  return deps.encode(answerFailure(response, scope, failure, row.trx, kept), row.trx);
}
