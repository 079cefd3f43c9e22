import type { Json } from '../../json.ts';
import type { Check, Keyword } from './check.ts';
import type { Marks } from './run.ts';
import type { Schema } from './schema.ts';

/** Keywords that apply schemas to the elements of an array. */
export const elements: Readonly<Record<string, Keyword>> = {
  prefixItems: (schemas: Schema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return eachElement((index) => checks[index]);
  },
  items: (schema: Schema, { prefixItems }, { compile }) => {
    const check = compile(schema);
    const start = Array.isArray(prefixItems) ? prefixItems.length : 0;
    return eachElement((index) => (index < start ? undefined : check));
  },
  unevaluatedItems: (schema: Schema, _, { compile }) => {
    const check = compile(schema);
    return eachElement((index, marks) => (marks?.indexes.has(index) ? undefined : check));
  },
  contains: (schema: Schema, { minContains = 1, maxContains = Infinity }, { compile }) => {
    const check = compile(schema);
    const [least, most] = [Number(minContains), Number(maxContains)];
    return (value, path, run, marks) => {
      if (!Array.isArray(value)) return true;
      const list = value as readonly Json[];
      let matches = 0;
      list.forEach((item, index) => {
        if (!run.quietly(() => check(item, { up: path, key: index }, run, undefined))) return;
        matches++;
        marks?.indexes.add(index);
      });
      if (matches < least) return run.fail(path, `must have at least ${least} matching elements, has ${matches}`);
      return matches <= most || run.fail(path, `must have at most ${most} matching elements, has ${matches}`);
    };
  },
};

/** Applies to each element the check that `choose` gives for its index, and marks it. */
function eachElement(choose: (index: number, marks: Marks | undefined) => Check | undefined): Check {
  return (value, path, run, marks) => {
    if (!Array.isArray(value)) return true;
    let valid = true;
    for (const [index, item] of (value as readonly Json[]).entries()) {
      const check = choose(index, marks);
      if (check === undefined) continue;
      valid = check(item, { up: path, key: index }, run, undefined) && valid;
      marks?.indexes.add(index);
    }
    return valid;
  };
}
