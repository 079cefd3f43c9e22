import type { ErrorDetail } from '../../error.ts';
import { isObject } from '../../json.ts';
import { checkRule } from '../check.ts';
import type { RuleDocument, RuleEnvironment } from '../compiled.ts';
import type { ExpressionUse } from '../expressions.ts';
import type { RuleName, RuleUse } from '../rule-call.ts';
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
  /** Calls of other rules, each with its place: `missingRules` warns of them. */
  readonly ruleUses: readonly (RuleUse & Pick<ErrorDetail, 'line' | 'column'>)[];
  /** What it is called by, also where there are errors; undefined where the text does not say. */
  readonly called: RuleName | undefined;
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
  const nothing = { errors: [], warnings: [], expressions: [], ruleUses: [] };
  if (!parsed.ok) return { ...nothing, document: undefined, errors: parsed.errors, called: undefined };
  const called = nameOf(parsed.value);
  if (isKnown?.(parsed.value) === true) return { ...nothing, document: parsed.value as RuleDocument, called };
  const { errors, warnings, expressions, ruleUses } = checkRule(parsed.value, environment);
  const placed = <D extends { readonly pointer: string }>(found: D) => ({ ...found, ...parsed.locate(found.pointer) });
  return {
    document: errors.length === 0 ? (parsed.value as RuleDocument) : undefined,
    errors: errors.map(placed),
    warnings: warnings.map(placed),
    expressions: expressions.map(placed),
    ruleUses: ruleUses.map(placed),
    called,
  };
}

function nameOf(document: unknown): RuleName | undefined {
  if (!isObject(document)) return undefined;
  const { method, name } = document;
  return typeof method === 'string' && typeof name === 'string' ? { method, name } : undefined;
}
