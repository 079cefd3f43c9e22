import { StepgateError } from '../../error.ts';
import type { Json } from '../../json.ts';
import { largeParts } from '../../large/large-json.ts';
import type { Condition, Placeholder } from '../compiled.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { PlaceholderSyntax } from '../placeholder.ts';
import { excerpt } from './excerpt.ts';
import { compileSource } from './source.ts';

/** Compiles a condition to closures; one that is refused is false. */
export function compileCondition<S>(
  source: string,
  pointer: string,
  syntax: PlaceholderSyntax<S>,
  diagnostics: Diagnostics,
): Condition<S> {
  const compiled = compileSource({ source, kind: 'a condition', pointer, syntax, isLooped: false }, diagnostics);
  if (compiled === undefined) return { source, placeholders: [], evaluate: () => false };
  const { evaluate, placeholders } = compiled;
  return { source, placeholders, evaluate: (scope) => toBool(source, evaluate, scope) };
}

/** A value within a template that an expression gives. */
export interface TemplateExpression<S, T> {
  /** @throws StepgateError 110004. */
  readonly evaluate: (scope: S) => T;
  readonly placeholders: readonly Placeholder[];
  /** Steps of its last evaluation. */
  readonly spent: () => number;
}

/** Compiles the condition of `$if` in a template. */
export function compileTest<S>(
  source: string,
  pointer: string,
  syntax: PlaceholderSyntax<S>,
  diagnostics: Diagnostics,
): TemplateExpression<S, boolean> {
  const compiled = compileSource({ source, kind: 'a condition', pointer, syntax, isLooped: true }, diagnostics);
  if (compiled === undefined) return { evaluate: () => false, placeholders: [], spent: () => 0 };
  const { evaluate, placeholders, work } = compiled;
  return { evaluate: (scope) => toBool(source, evaluate, scope), placeholders, spent: () => work.spent };
}

/** Compiles what stands between `{=` and `}`. */
export function compileValue<S>(
  source: string,
  pointer: string,
  syntax: PlaceholderSyntax<S>,
  diagnostics: Diagnostics,
): TemplateExpression<S, Json> {
  const compiled = compileSource({ source, kind: 'an expression', pointer, syntax, isLooped: true }, diagnostics);
  if (compiled === undefined) return { evaluate: () => null, placeholders: [], spent: () => 0 };
  const { evaluate, placeholders, work } = compiled;
  const what = (): string => `the expression {=${source}}`;
  return {
    evaluate(scope) {
      const value = evaluated(what, evaluate, scope);
      const wrong = notJson(value);
      if (wrong !== undefined) throw failure(what(), `its result must be a value of JSON, got ${String(wrong)}`);
      return (value ?? null) as Json;
    },
    placeholders,
    spent: () => work.spent,
  };
}

function toBool<S>(source: string, evaluate: (scope: S) => unknown, scope: S): boolean {
  const what = (): string => `the condition ${source}`;
  const value = evaluated(what, evaluate, scope);
  if (typeof value !== 'boolean') throw failure(what(), `its result must be true or false, got ${excerpt(value)}`);
  return value;
}

function evaluated<S>(what: () => string, evaluate: (scope: S) => unknown, scope: S): unknown {
  try {
    return evaluate(scope);
  } catch (error) {
    throw failure(what(), error instanceof RangeError ? 'its values are too large or too deep' : messageOf(error));
  }
}

/** A number that JSON cannot say, in a list too that the expression has made; undefined: there is none. */
function notJson(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : value;
  if (!Array.isArray(value) || largeParts(value)) return undefined;
  for (const item of value) {
    const wrong = notJson(item);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function failure(what: string, message: string): StepgateError {
  return new StepgateError('110004', `${what} failed: ${message}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
