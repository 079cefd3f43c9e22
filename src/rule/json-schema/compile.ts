import { applicators } from './applicators.ts';
import { assertions, typeKeyword } from './assertions.ts';
import type { Compiler, ValidatorOptions, Keyword } from './check.ts';
import { elements } from './elements.ts';
import { members } from './members.ts';
import { references } from './references.ts';
import { createResources, type Resources } from './resources.ts';
import { Annotations } from './annotations.ts';
import type { Check, Violation } from './evaluation.ts';
import type { JsonSchema, SchemaObject } from './schema.ts';

/** All keywords but `type`; the last ones need the annotations of the others. */
const { unevaluatedProperties, ...otherMembers } = members;
const { unevaluatedItems, ...otherElements } = elements;
const KEYWORDS: Readonly<Record<string, Keyword | undefined>> = {
  ...references,
  ...assertions,
  ...applicators,
  ...otherMembers,
  ...otherElements,
  unevaluatedProperties,
  unevaluatedItems,
};

const pass: Check = () => true;
const refuse: Check = (_, path, evaluation) => evaluation.fail(path, 'is not allowed');

/**
 * Compiles a schema without errors to closures: JSON Schema 2020-12, as its official test suite has it. Unlike ajv it
 * generates no code, takes time in proportion to the value (patterns, `uniqueItems`), and ends runaway recursion.
 */
export function compileSchema(
  document: JsonSchema,
  options: ValidatorOptions,
  resources: Resources = createResources(document),
): Check {
  const known = new Map<SchemaObject, { check: Check }>();
  // Annotations cost time; they are only collected where something reads them.
  const isAnnotating = JSON.stringify(document).includes('"unevaluated');
  const compiler: Compiler = { ...options, resources, compile };
  return compile(document);

  function compile(schema: JsonSchema): Check {
    if (typeof schema === 'boolean') return schema ? pass : refuse;
    const entry = known.get(schema);
    // A schema that refers to itself is met again before it is done.
    if (entry !== undefined) return (...args) => entry.check(...args);
    const started = { check: pass };
    known.set(schema, started);
    return (started.check = compileObject(schema));
  }

  function compileObject(schema: SchemaObject): Check {
    const base = resources.baseOf(schema);
    const isOfType = schema.type === undefined ? undefined : typeKeyword(schema.type as never, schema, compiler);
    const checks = Object.entries(KEYWORDS).flatMap(([name, keyword]) => {
      const value = schema[name];
      return (value === undefined ? undefined : keyword?.(value as never, schema, compiler)) ?? [];
    });
    const holds = isAnnotating ? annotating(checks) : allOf(checks);
    return (value, path, evaluation, annotations) => {
      const hasEntered = evaluation.enter(base);
      const isValid =
        (isOfType?.(value, path, evaluation, undefined) ?? true) && holds(value, path, evaluation, annotations);
      evaluation.leave(hasEntered);
      return isValid;
    };
  }
}

/** Where only the verdict counts, the first that does not hold ends it. */
function allOf(checks: readonly Check[]): Check {
  return (value, path, evaluation, annotations) => {
    let isValid = true;
    for (const check of checks) {
      isValid = check(value, path, evaluation, annotations) && isValid;
      if (!isValid && evaluation.isQuiet) break;
    }
    return isValid;
  };
}

/** The same with annotations of their own, which become those of the value where all hold. */
function annotating(checks: readonly Check[]): Check {
  const all = allOf(checks);
  return (value, path, evaluation, annotations) => {
    const own = new Annotations();
    const decide = (found: readonly (readonly Violation[])[]): void => {
      for (const violation of found.flat()) evaluation.fail(violation.path, violation.message);
      if (found.every(({ length }) => length === 0)) annotations?.add(own);
    };
    if (evaluation.judgesLater(value, path, own, checks, decide)) return true;
    const isValid = all(value, path, evaluation, own);
    if (isValid) annotations?.add(own);
    return isValid;
  };
}
