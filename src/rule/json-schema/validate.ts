import type { Json } from '../../json.ts';
import { isLarge } from '../../large/size.ts';
import { Pace } from '../../large/turn.ts';
import type { ValidatorOptions } from './check.ts';
import { compileSchema } from './compile.ts';
import type { Resources } from './resources.ts';
import { type Deferred, Exhausted, type Violation, type ValuePath, Evaluation, TOO_COMPLEX } from './evaluation.ts';
import type { JsonSchema } from './schema.ts';

/** Everything that is wrong with a value; empty: it is valid. */
export type Validate = (value: Json) => readonly Violation[];

/** The same, of a value with large ones in it in slices. */
export type ValidateAny = (value: Json) => readonly Violation[] | Promise<readonly Violation[]>;

/** Compiles a schema without errors into what validates values by it. */
export function createAnyValidator(schema: JsonSchema, options: ValidatorOptions, resources?: Resources): ValidateAny {
  const check = compileSchema(schema, options, resources);
  return (value) => {
    const evaluation = new Evaluation(isLarge(value));
    const ended = orEnded(() => check(value, undefined, evaluation, undefined));
    if (typeof ended === 'object') return [ended];
    return evaluation.deferred.length === 0 ? evaluation.violations : deferredOf(evaluation);
  };
}

/** Compiles a schema for values without large ones. */
export function createValidator(schema: JsonSchema, options: ValidatorOptions, resources?: Resources): Validate {
  const validate = createAnyValidator(schema, options, resources);
  return (value) => {
    const found = validate(value);
    if (found instanceof Promise) throw new Error('a large value is validated in slices');
    return found;
  };
}

async function deferredOf(evaluation: Evaluation): Promise<readonly Violation[]> {
  const pace = new Pace();
  // What is done of one may put off another.
  for (const deferred of evaluation.deferred) {
    evaluation.resume(deferred);
    for (let left: boolean | Violation = true; left;) {
      left = orEnded(() => goOn(deferred, pace));
      if (typeof left === 'object') return [left];
      if (pace.isOver) await pace.next();
    }
  }
  return evaluation.violations;
}

/** Whether something is left at the end of the slice. */
function goOn({ steps }: Deferred, pace: Pace): boolean {
  while (!pace.isOver) if (steps.next().done === true) return false;
  return true;
}

/** What `act` gives, or the violation that ends a validation before its end. */
function orEnded<T>(act: () => T): T | Violation {
  try {
    return act();
  } catch (error) {
    if (error instanceof Exhausted) return error.violation;
    if (error instanceof RangeError) return { path: undefined, message: TOO_COMPLEX };
    throw error;
  }
}

/** A path's keys, from the outside in. */
export function keysOf(path: ValuePath | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.up) keys.unshift(at.key);
  return keys;
}
