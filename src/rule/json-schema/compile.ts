import { applicators } from './applicators.ts';
import { assertions, typeKeyword } from './assertions.ts';
import type { Compiler, ValidatorOptions, Keyword } from './check.ts';
import { elements } from './elements.ts';
import { members } from './members.ts';
import { references } from './references.ts';
import { createResources, type Resources } from './resources.ts';
import { type Check, Annotations } from './evaluation.ts';
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
    return (value, path, evaluation, annotations) => {
      const hasEntered = evaluation.enter(base);
      const own = isAnnotating ? new Annotations() : undefined;
      let valid = isOfType?.(value, path, evaluation, undefined) ?? true;
      if (valid) {
        for (const check of checks) {
          valid = check(value, path, evaluation, own) && valid;
          if (!valid && evaluation.isQuiet) break;
        }
      }
      evaluation.leave(hasEntered);
      if (valid && own) annotations?.add(own);
      return valid;
    };
  }
}
