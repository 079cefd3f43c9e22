import { isObject, type Json, type JsonObject } from '../../json.ts';
import { eachMember as membersOf, largeParts } from '../../large/large-json.ts';
import { linearPattern } from '../request/pattern.ts';
import type { Keyword } from './check.ts';
import type { Annotations } from './annotations.ts';
import type { Check, ValuePath, Evaluation } from './evaluation.ts';
import type { JsonSchema, SchemaObject } from './schema.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Keywords that apply schemas to the members of an object. */
export const members: Readonly<Record<string, Keyword>> = {
  properties: (schemas: Schemas, _, { compile }) => {
    const checks = new Map(Object.entries(schemas).map(([name, schema]) => [name, compile(schema)]));
    const all = eachMember((name) => checks.get(name));
    return (value, path, evaluation, annotations) => {
      if (!largeParts(value)) return all(value, path, evaluation, annotations);
      // Of a million members few have a schema.
      return evaluation.each(value as object, checks, annotations, ([name, check]) => {
        if (!Object.hasOwn(value as object, name)) return true;
        annotations?.addName(name);
        return check((value as JsonObject)[name] ?? null, { up: path, key: name }, evaluation, undefined);
      });
    };
  },
  patternProperties: (schemas: Schemas, _, { compile }) => {
    const checks = Object.entries(schemas).map(([source, schema]) => [linearPattern(source), compile(schema)] as const);
    return eachMember((name, path, evaluation) =>
      all(checks.filter(([pattern]) => evaluation.matches(pattern, name, path)).map(([, check]) => check)),
    );
  },
  additionalProperties: (schema: JsonSchema, { properties, patternProperties }, { compile }) => {
    const check = compile(schema);
    const named = new Set(Object.keys((properties ?? {}) as SchemaObject));
    const patterns = Object.keys((patternProperties ?? {}) as SchemaObject).map(linearPattern);
    return eachMember((name, path, evaluation) =>
      named.has(name) || patterns.some((pattern) => evaluation.matches(pattern, name, path)) ? undefined : check,
    );
  },
  unevaluatedProperties: (schema: JsonSchema, _, { compile }) => {
    const check = compile(schema);
    return eachMember((name, _path, _evaluation, annotations) => (annotations?.hasName(name) ? undefined : check));
  },
  propertyNames: (schema: JsonSchema, _, { compile }) => {
    const check = compile(schema);
    return (value, path, evaluation) => {
      if (!isObject(value)) return true;
      return evaluation.each(
        value,
        membersOf(value),
        undefined,
        ([name]) =>
          evaluation.quietly(() => check(name, path, evaluation, undefined)) ||
          evaluation.fail({ up: path, key: name }, 'has a name that is not allowed'),
      );
    };
  },
};

/** Applies to each member the check that `choose` gives for its name, and annotates it. */
function eachMember(
  choose: (
    name: string,
    path: ValuePath,
    evaluation: Evaluation,
    annotations: Annotations | undefined,
  ) => Check | undefined,
): Check {
  return (value, path, evaluation, annotations) => {
    if (!isObject(value)) return true;
    const one = (name: string, member: () => Json): boolean => {
      const own = { up: path, key: name };
      const check = choose(name, own, evaluation, annotations);
      if (check === undefined) return true;
      annotations?.addName(name);
      return check(member(), own, evaluation, undefined);
    };
    if (largeParts(value))
      return evaluation.each(value, membersOf(value), annotations, ([name, member]) => one(name, () => member));
    let valid = true;
    for (const name of Object.keys(value)) valid = one(name, () => value[name] as Json) && valid;
    return valid;
  };
}

function all(checks: readonly Check[]): Check | undefined {
  if (checks.length < 2) return checks[0];
  return (...args) => checks.filter((check) => !check(...args)).length === 0;
}
