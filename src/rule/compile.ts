import { StepgateError } from '../error.ts';
import type { CompiledRule, RuleDocument } from './compiled.ts';
import { readRule } from './read.ts';

/**
 * Compiles a rule, once, into something that cannot be wrong.
 * @throws StepgateError 000400 with all `errors` where checkRule finds some.
 */
export function compileRule(document: RuleDocument, version: string): CompiledRule {
  const { errors, rule } = readRule(document, version, undefined);
  const [first] = errors;
  if (first === undefined) return rule;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new StepgateError(
    '000400',
    `the rule ${document.method} ${document.name} is refused: ${first.pointer}: ${first.message}${more}`,
    { errors },
  );
}
