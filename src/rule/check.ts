import type { Diagnostic, RuleEnvironment } from './compiled.ts';
import type { ExpressionUse } from './expressions.ts';
import { readRule } from './read.ts';

/**
 * All that is wrong with a rule file, or the body of `POST /rule`, but for `expressions`, which `checkExpressions` checks.
 * Pointers of the inner rule start at the rule.
 */
export function checkRule(
  document: unknown,
  environment: RuleEnvironment = {},
): { errors: Diagnostic[]; warnings: Diagnostic[]; expressions: readonly ExpressionUse[] } {
  const { errors, warnings, expressions } = readRule(document, '', environment);
  return { errors, warnings, expressions };
}
