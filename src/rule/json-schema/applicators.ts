import { isObject, type Json } from '../../json.ts';
import type { Keyword } from './check.ts';
import type { Check, ValuePath, Evaluation, Violation } from './evaluation.ts';
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
      const decide = (found: Found): boolean =>
        found.some(({ length }) => length === 0) || evaluation.fail(path, messageOf(found, path));
      if (evaluation.judgesLater(value, path, annotations, checks, decide)) return true;
      // All of them are tried: each that holds has looked at something.
      const holds = checks.filter((check) => evaluation.quietly(() => check(value, path, evaluation, annotations)));
      return holds.length > 0 || evaluation.fail(path, alternatives(checks, value, path, evaluation));
    };
  },
  oneOf: (schemas: JsonSchema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return (value, path, evaluation, annotations) => {
      const judge = (count: number, messageOfNone: () => string): boolean => {
        if (count === 1) return true;
        if (count === 0) return evaluation.fail(path, messageOfNone());
        return evaluation.fail(path, `must match exactly one alternative, matches ${count}`);
      };
      const decide = (found: Found): boolean =>
        judge(found.filter(({ length }) => length === 0).length, () => messageOf(found, path));
      if (evaluation.judgesLater(value, path, annotations, checks, decide)) return true;
      const holds = checks.filter((check) => evaluation.quietly(() => check(value, path, evaluation, annotations)));
      return judge(holds.length, () => alternatives(checks, value, path, evaluation));
    };
  },
  not: (schema: JsonSchema, _, { compile }) => {
    const check = compile(schema);
    return (value, path, evaluation) => {
      const judge = (holds: boolean): boolean => !holds || evaluation.fail(path, 'is of a form that is not allowed');
      const decide = ([found]: Found): boolean => judge(found?.length === 0);
      if (evaluation.judgesLater(value, path, undefined, [check], decide)) return true;
      return judge(evaluation.quietly(() => check(value, path, evaluation, undefined)));
    };
  },
  if: (schema: JsonSchema, { then = true, else: otherwise = true }, { compile }) => {
    const [test, yes, no] = [schema, then as JsonSchema, otherwise as JsonSchema].map(compile) as [Check, Check, Check];
    return (value, path, evaluation, annotations) => {
      const goOn = (holds: boolean): boolean => (holds ? yes : no)(value, path, evaluation, annotations);
      const decide = ([found]: Found): boolean => goOn(found?.length === 0);
      if (evaluation.judgesLater(value, path, annotations, [test], decide)) return true;
      return goOn(evaluation.quietly(() => test(value, path, evaluation, annotations)));
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

/** What each of some schemas finds. */
type Found = readonly (readonly Violation[])[];

/** What a value that fits no alternative must be. */
function alternatives(
  checks: readonly Check[],
  value: Json,
  path: ValuePath | undefined,
  evaluation: Evaluation,
): string {
  if (evaluation.isQuiet) return '';
  return messageOf(
    checks.map((check) => evaluation.apart(() => check(value, path, evaluation, undefined))),
    path,
  );
}

/** In detail where each asks one thing of the value itself. */
function messageOf(found: Found, path: ValuePath | undefined): string {
  const isPlain = found.every((diagnostics) => diagnostics.length === 1 && diagnostics[0]?.path === path);
  const messages = new Set(found.flat().map(({ message }) => message));
  return isPlain ? [...messages].join(' or ') : 'must match at least one alternative';
}
