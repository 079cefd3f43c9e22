import { isObject, type Json } from '../../json.ts';
import type { Check, Keyword } from './check.ts';
import type { ValuePath, Evaluation } from './evaluation.ts';
import type { JsonSchema } from './schema.ts';

/** Keywords that apply other schemas to the value itself. */
export const applicators: Readonly<Record<string, Keyword>> = {
  allOf: (schemas: JsonSchema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return (value, path, evaluation, annotations) =>
      checks.filter((check) => !check(value, path, evaluation, annotations)).length === 0;
  },
  anyOf: (schemas: JsonSchema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return (value, path, evaluation, annotations) => {
      // All of them are tried: each that holds has looked at something.
      const holds = checks.filter((check) => evaluation.quietly(() => check(value, path, evaluation, annotations)));
      return holds.length > 0 || evaluation.fail(path, alternatives(checks, value, path, evaluation));
    };
  },
  oneOf: (schemas: JsonSchema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return (value, path, evaluation, annotations) => {
      const holds = checks.filter((check) => evaluation.quietly(() => check(value, path, evaluation, annotations)));
      if (holds.length === 1) return true;
      if (holds.length === 0) return evaluation.fail(path, alternatives(checks, value, path, evaluation));
      return evaluation.fail(path, `must match exactly one alternative, matches ${holds.length}`);
    };
  },
  not: (schema: JsonSchema, _, { compile }) => {
    const check = compile(schema);
    return (value, path, evaluation) =>
      !evaluation.quietly(() => check(value, path, evaluation, undefined)) ||
      evaluation.fail(path, 'is of a form that is not allowed');
  },
  if: (schema: JsonSchema, { then = true, else: otherwise = true }, { compile }) => {
    const [test, yes, no] = [schema, then as JsonSchema, otherwise as JsonSchema].map(compile) as [Check, Check, Check];
    return (value, path, evaluation, annotations) => {
      const holds = evaluation.quietly(() => test(value, path, evaluation, annotations));
      return (holds ? yes : no)(value, path, evaluation, annotations);
    };
  },
  dependentSchemas: (schemas: Readonly<Record<string, JsonSchema>>, _, { compile }) => {
    const checks = Object.entries(schemas).map(([name, schema]) => [name, compile(schema)] as const);
    return (value, path, evaluation, annotations) => {
      if (!isObject(value)) return true;
      const failed = checks.filter(
        ([name, check]) => Object.hasOwn(value, name) && !check(value, path, evaluation, annotations),
      );
      return failed.length === 0;
    };
  },
};

/** What a value that fits no alternative must be; in detail where each asks one thing of the value itself. */
function alternatives(
  checks: readonly Check[],
  value: Json,
  path: ValuePath | undefined,
  evaluation: Evaluation,
): string {
  if (evaluation.isQuiet) return '';
  const found = checks.map((check) => evaluation.apart(() => check(value, path, evaluation, undefined)));
  const isPlain = found.every((diagnostics) => diagnostics.length === 1 && diagnostics[0]?.path === path);
  const messages = new Set(found.flat().map(({ message }) => message));
  return isPlain ? [...messages].join(' or ') : 'must match at least one alternative';
}
