import { toStepgateError } from '../error.ts';
import type { Condition, Scope } from '../rule/compiled.ts';

/** The first of some cases that is true; one without `when` is. @param where they stand in the rule, for `warnings`. */
export function firstCase<T extends { readonly when: Condition | undefined }>(
  cases: readonly T[],
  scope: Scope,
  where: string,
  warnings: string[],
): T | undefined {
  return cases.find(({ when }, index) => {
    try {
      return when?.evaluate(scope) ?? true;
    } catch (error) {
      warnings.push(`${where}[${index}].when counts as false: ${toStepgateError(error).message}`);
      return false;
    }
  });
}
