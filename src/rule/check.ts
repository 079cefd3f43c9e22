import type { Diagnostic, RuleEnvironment } from './compiled.ts';
import type { ExpressionUse } from './expressions.ts';
import { readRule } from './read.ts';
import type { RuleUse } from './rule-call.ts';

/**
 * All that is wrong with a rule file, or the body of `POST /rule`, but for `expressions`, which `checkExpressions` checks,
 * and `ruleUses`, of which `missingRules` warns. Pointers of the inner rule start at the rule.
 */
export function checkRule(
  document: unknown,
  environment: RuleEnvironment = {},
): {
  errors: Diagnostic[];
  warnings: Diagnostic[];
  expressions: readonly ExpressionUse[];
  ruleUses: readonly RuleUse[];
} {
  const { errors, warnings, expressions, ruleUses } = readRule(document, '', environment);
  return { errors, warnings, expressions, ruleUses };
}
