import type { Json } from '../../json.ts';
import type { Flavour } from './check.ts';
import { compileSchema } from './compile.ts';
import type { Resources } from './resources.ts';
import { Exhausted, type Found, type Path, Run, TOO_COMPLEX } from './run.ts';
import type { Schema } from './schema.ts';

/** Everything that is wrong with a value; empty: it is valid. */
export type Validate = (value: Json) => readonly Found[];

/** Compiles a schema without faults into what validates values by it. */
export function createValidator(schema: Schema, flavour: Flavour, resources?: Resources): Validate {
  const check = compileSchema(schema, flavour, resources);
  return (value) => {
    const run = new Run();
    try {
      check(value, undefined, run, undefined);
      return run.found;
    } catch (error) {
      if (error instanceof Exhausted) return [error.found];
      if (error instanceof RangeError) return [{ path: undefined, message: TOO_COMPLEX }];
      throw error;
    }
  };
}

/** A path's keys, from the outside in. */
export function keysOf(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.up) keys.unshift(at.key);
  return keys;
}
