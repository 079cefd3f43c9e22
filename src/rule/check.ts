import type { Diagnostic, RuleEnvironment } from './compiled.ts';
import { readRule } from './read.ts';

/** All that is wrong with a rule file, or the body of `POST /rule`. Pointers of the inner rule start at the rule. */
export function checkRule(
  document: unknown,
  environment: RuleEnvironment = {},
): { errors: Diagnostic[]; warnings: Diagnostic[] } {
  const { errors, warnings } = readRule(document, '', environment);
  return { errors, warnings };
}
