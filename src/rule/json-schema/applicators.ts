import { isObject, type Json } from '../../json.ts';
import type { Check, Keyword } from './check.ts';
import type { Path, Run } from './run.ts';
import type { Schema } from './schema.ts';

/** Keywords that apply other schemas to the value itself. */
export const applicators: Readonly<Record<string, Keyword>> = {
  allOf: (schemas: Schema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return (value, path, run, marks) => checks.filter((check) => !check(value, path, run, marks)).length === 0;
  },
  anyOf: (schemas: Schema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return (value, path, run, marks) => {
      // All of them are tried: each that holds has looked at something.
      const holds = checks.filter((check) => run.quietly(() => check(value, path, run, marks)));
      return holds.length > 0 || run.fail(path, alternatives(checks, value, path, run));
    };
  },
  oneOf: (schemas: Schema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return (value, path, run, marks) => {
      const holds = checks.filter((check) => run.quietly(() => check(value, path, run, marks)));
      if (holds.length === 1) return true;
      if (holds.length === 0) return run.fail(path, alternatives(checks, value, path, run));
      return run.fail(path, `must match exactly one alternative, matches ${holds.length}`);
    };
  },
  not: (schema: Schema, _, { compile }) => {
    const check = compile(schema);
    return (value, path, run) =>
      !run.quietly(() => check(value, path, run, undefined)) || run.fail(path, 'is of a form that is not allowed');
  },
  if: (schema: Schema, { then = true, else: otherwise = true }, { compile }) => {
    const [test, yes, no] = [schema, then as Schema, otherwise as Schema].map(compile) as [Check, Check, Check];
    return (value, path, run, marks) => {
      const holds = run.quietly(() => test(value, path, run, marks));
      return (holds ? yes : no)(value, path, run, marks);
    };
  },
  dependentSchemas: (schemas: Readonly<Record<string, Schema>>, _, { compile }) => {
    const checks = Object.entries(schemas).map(([name, schema]) => [name, compile(schema)] as const);
    return (value, path, run, marks) => {
      if (!isObject(value)) return true;
      const failed = checks.filter(([name, check]) => Object.hasOwn(value, name) && !check(value, path, run, marks));
      return failed.length === 0;
    };
  },
};

/** What a value that fits no alternative must be; in detail where each asks one thing of the value itself. */
function alternatives(checks: readonly Check[], value: Json, path: Path | undefined, run: Run): string {
  if (run.isQuiet) return '';
  const found = checks.map((check) => run.apart(() => check(value, path, run, undefined)));
  const isPlain = found.every((findings) => findings.length === 1 && findings[0]?.path === path);
  const messages = new Set(found.flat().map(({ message }) => message));
  return isPlain ? [...messages].join(' or ') : 'must match at least one alternative';
}
