import type { ErrorDetail } from '../../error.ts';
import { checkRule } from '../check.ts';
import type { RuleDocument, RuleEnvironment } from '../compiled.ts';
import type { ExpressionUse } from '../expressions.ts';
import { parseRuleText } from './parse.ts';

/** What checking a rule file's text gives. */
export interface CheckedText {
  /** Undefined where there are errors. */
  readonly document: RuleDocument | undefined;
  /** With line and column. */
  readonly errors: readonly ErrorDetail[];
  readonly warnings: readonly ErrorDetail[];
  /** Of transforms, each with its place: `checkExpressions` checks them. */
  readonly expressions: readonly (ExpressionUse & Pick<ErrorDetail, 'line' | 'column'>)[];
}

/**
 * Checks the text of a rule file, each diagnostic with its line and column.
 * @param isKnown whether what the text holds was found right before: then it is only read.
 */
export function checkRuleText(
  source: string,
  format: 'json' | 'yaml',
  environment: RuleEnvironment = {},
  isKnown?: (document: unknown) => boolean | undefined,
): CheckedText {
  const parsed = parseRuleText(source, format);
  if (!parsed.ok) return { document: undefined, errors: parsed.errors, warnings: [], expressions: [] };
  if (isKnown?.(parsed.value) === true)
    return { document: parsed.value as RuleDocument, errors: [], warnings: [], expressions: [] };
  const { errors, warnings, expressions } = checkRule(parsed.value, environment);
  const placed = <D extends { readonly pointer: string }>(found: D) => ({ ...found, ...parsed.locate(found.pointer) });
  return {
    document: errors.length === 0 ? (parsed.value as RuleDocument) : undefined,
    errors: errors.map(placed),
    warnings: warnings.map(placed),
    expressions: expressions.map(placed),
  };
}
