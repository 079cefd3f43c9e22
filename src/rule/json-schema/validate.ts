import type { Json } from '../../json.ts';
import type { Flavour } from './check.ts';
import { compileSchema } from './compile.ts';
import type { Resources } from './resources.ts';
import { Exhausted, type Found, type Path, Run } from './run.ts';
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
      if (!(error instanceof Exhausted || error instanceof RangeError)) throw error;
      return [{ path: undefined, message: TOO_COMPLEX }];
    }
  };
}

/** Said of a value whose check takes too many steps. */
export const TOO_COMPLEX = 'is too complex for its schema';

/** A path's keys, from the outside in. */
export function keysOf(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.up) keys.unshift(at.key);
  return keys;
}
