import { Type } from 'typebox';
import { CodecError } from '../codec/codec-error.ts';
import { parseJson } from '../codec/json.ts';
import { StepgateError, wrongField } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { checkRule } from '../rule/check.ts';
import type { Diagnostic, RuleDocument } from '../rule/compiled.ts';
import { checkExpressions } from '../rule/expressions.ts';
import { missingRules } from '../rule/rule-call.ts';
import type { AdminDeps } from './admin-deps.ts';

/** `rule` of a body. */
export const RuleText = Type.Unsafe<string | Record<string, unknown>>({
  type: ['object', 'string'],
  description: 'the rule, or its JSON text',
});

/** `rule` of a body: an object, or its JSON text. @throws StepgateError 000400 for text that is no JSON object. */
export function ruleObject(rule: string | Readonly<Record<string, unknown>>): JsonObject {
  if (typeof rule !== 'string') return rule as JsonObject;
  const parsed = parse(rule);
  if (isObject(parsed)) return parsed as JsonObject;
  throw refused('must be a JSON object, or its text');
}

/** All that is wrong with a rule. */
export async function checkWhole(
  document: RuleDocument,
  { registry, sandbox }: Pick<AdminDeps, 'registry' | 'sandbox'>,
): Promise<{ readonly errors: Diagnostic[]; readonly warnings: Diagnostic[] }> {
  const { errors, warnings, expressions } = checkAmong(document, registry);
  const wrong = await checkExpressions(expressions, (expression) => sandbox.check(expression, 'jsonata'));
  return { errors: [...errors, ...wrong], warnings };
}

/** A rule among the scripts, secrets and rules that there are; its expressions have still to be checked. */
export function checkAmong(document: RuleDocument, registry: AdminDeps['registry']) {
  const { warnings, ruleUses, ...found } = checkRule(document, registry.environment());
  return { ...found, warnings: [...warnings, ...missingRules(ruleUses, [...registry.names(), document])] };
}

/** Refuses a rule with errors; gives its warnings. @throws StepgateError 000400 with the diagnostics. */
export async function acceptRule(
  document: RuleDocument,
  deps: Pick<AdminDeps, 'registry' | 'sandbox'>,
): Promise<Diagnostic[]> {
  const { errors, warnings } = await checkWhole(document, deps);
  const details = detailsOf(errors, document);
  const first = details[0];
  if (!first) return warnings;
  throw new StepgateError('000400', `${first.path ?? first.pointer ?? ''} ${first.message}`, { errors: details });
}

/** Name and method are fields of the request: what is wrong with them has a path. The rest points into the rule. */
function detailsOf(errors: readonly Diagnostic[], { name, method }: RuleDocument): ErrorDetail[] {
  const ofFields = errors.length > 0 ? checkRule({ name, method, rule: {} }).errors : [];
  return errors.map((error) => {
    const { pointer, message } = error;
    const isField = ofFields.some((one) => one.pointer === pointer && one.message === message);
    return isField ? { path: `request.body.${pointer.slice(1)}`, message } : error;
  });
}

function parse(text: string): unknown {
  try {
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof CodecError) throw refused(error.message);
    throw error;
  }
}

function refused(message: string): StepgateError {
  return wrongField('request.body.rule', message);
}
