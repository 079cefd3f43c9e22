import type { FlowCall, Scope } from '../rule/compiled.ts';

/** The case of a flow that is run, from 0; undefined: none of them fits. @throws StepgateError 110004 a `when` fails. */
export function chosenCase({ cases }: FlowCall, scope: Scope): number | undefined {
  const index = cases.findIndex(({ when }) => when?.evaluate(scope) ?? true);
  return index === -1 ? undefined : index;
}
