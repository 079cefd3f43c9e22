import type { Json } from '../../json.ts';
import type { ValidatorOptions } from './check.ts';
import { compileSchema } from './compile.ts';
import type { Resources } from './resources.ts';
import { Exhausted, type Violation, type ValuePath, Evaluation, TOO_COMPLEX } from './evaluation.ts';
import type { JsonSchema } from './schema.ts';

/** Everything that is wrong with a value; empty: it is valid. */
export type Validate = (value: Json) => readonly Violation[];

/** Compiles a schema without errors into what validates values by it. */
export function createValidator(schema: JsonSchema, options: ValidatorOptions, resources?: Resources): Validate {
  const check = compileSchema(schema, options, resources);
  return (value) => {
    const evaluation = new Evaluation();
    try {
      check(value, undefined, evaluation, undefined);
      return evaluation.violations;
    } catch (error) {
      if (error instanceof Exhausted) return [error.violation];
      if (error instanceof RangeError) return [{ path: undefined, message: TOO_COMPLEX }];
      throw error;
    }
  };
}

/** A path's keys, from the outside in. */
export function keysOf(path: ValuePath | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.up) keys.unshift(at.key);
  return keys;
}
