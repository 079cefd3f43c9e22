import assert from 'node:assert/strict';
import { compileRule } from '../../src/rule/compile.ts';
import type { CompiledRule, RawRequest, RequestCheck, Scope } from '../../src/rule/compiled.ts';
import { compileCondition } from '../../src/rule/condition/condition.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import { contextSyntax, resultSyntax } from '../../src/rule/placeholder.ts';
import { compileTemplate } from '../../src/rule/template.ts';
import { compileUrl } from '../../src/rule/url-template.ts';
import type { Json, JsonObject } from '../../src/json.ts';

/** A compiled `POST test` with this inner rule. */
export function ruleOf(rule: object, name = 'test'): CompiledRule {
  return compileRule({ name, method: 'POST', rule: rule as JsonObject }, 'V1');
}

/** A request to it. */
export function requestWith(parts: Partial<RawRequest>): RawRequest {
  const empty = { params: {}, query: {}, header: {}, body: null };
  return { method: 'POST', path: '/ps/test', ...empty, ip: '127.0.0.1', ...parts };
}

/** What a rule says of a request without large parts. */
export function checkNow(rule: Pick<CompiledRule, 'check'>, raw: RawRequest): RequestCheck {
  const found = rule.check(raw);
  assert(!(found instanceof Promise));
  return found;
}

/** What the rule makes of a request: the parts that were asked for, or `path message` of every error. */
export function checked(request: object, parts: Partial<RawRequest>): Record<string, unknown> | string[] {
  const result = checkNow(ruleOf({ request }), requestWith(parts));
  if (!result.ok) return result.errors.map(({ path, message }) => `${path ?? ''} ${message}`);
  const context: Record<string, unknown> = result.request;
  return Object.fromEntries(Object.keys(parts).map((part) => [part, context[part]]));
}

/** A template's value over a context. */
export function evaluate(template: Json, scope: Scope): Json {
  return compileTemplate(template, '', contextSyntax, createDiagnostics()).evaluate(scope);
}

/** A URL over a context. */
export function url(template: string, scope: Scope): string {
  return compileUrl(template, '', createDiagnostics()).evaluate(scope);
}

/** A condition's verdict over a context. */
export function holds(condition: string, scope: Scope = {}): boolean {
  return compileCondition(condition, '', contextSyntax, createDiagnostics()).evaluate(scope);
}

/** Why a condition is refused when it is saved; undefined: it is not. */
export function refusal(condition: string, syntax: 'context' | 'result' = 'context'): string | undefined {
  const diagnostics = createDiagnostics();
  if (syntax === 'context') compileCondition(condition, '/condition', contextSyntax, diagnostics);
  else compileCondition(condition, '/condition', resultSyntax, diagnostics);
  return diagnostics.errors[0]?.message;
}
