import type { Json } from '../../json.ts';
import { elementsOf } from '../../large/large-json.ts';
import type { Keyword } from './check.ts';
import type { Annotations } from './annotations.ts';
import type { Check } from './evaluation.ts';
import type { JsonSchema } from './schema.ts';

/** Keywords that apply schemas to the elements of an array. */
export const elements: Readonly<Record<string, Keyword>> = {
  prefixItems: (schemas: JsonSchema[], _, { compile }) => {
    const checks = schemas.map(compile);
    return eachElement((index) => checks[index]);
  },
  items: (schema: JsonSchema, { prefixItems }, { compile }) => {
    const check = compile(schema);
    const start = Array.isArray(prefixItems) ? prefixItems.length : 0;
    return eachElement((index) => (index < start ? undefined : check));
  },
  unevaluatedItems: (schema: JsonSchema, _, { compile }) => {
    const check = compile(schema);
    return eachElement((index, annotations) => (annotations?.hasIndex(index) ? undefined : check));
  },
  contains: (schema: JsonSchema, { minContains = 1, maxContains = Infinity }, { compile }) => {
    const check = compile(schema);
    const [least, most] = [Number(minContains), Number(maxContains)];
    return (value, path, evaluation, annotations) => {
      if (!Array.isArray(value)) return true;
      function* judging(list: readonly Json[]): Generator<unknown, boolean> {
        let matches = 0;
        let index = 0;
        for (const item of elementsOf(list)) {
          if (yield* evaluation.holds(check, item, { up: path, key: index })) {
            matches++;
            annotations?.addIndex(index);
          }
          index++;
          yield;
        }
        return judge(matches);
      }
      const judge = (matches: number): boolean => {
        if (matches < least)
          return evaluation.fail(path, `must have at least ${least} matching elements, has ${matches}`);
        return matches <= most || evaluation.fail(path, `must have at most ${most} matching elements, has ${matches}`);
      };
      const steps = judging(value as readonly Json[]);
      if (evaluation.later(value, () => steps)) return true;
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      return step.value;
    };
  },
};

/** Applies to each element the check that `choose` gives for its index, and annotates it. */
function eachElement(choose: (index: number, annotations: Annotations | undefined) => Check | undefined): Check {
  return (value, path, evaluation, annotations) => {
    if (!Array.isArray(value)) return true;
    let next = 0;
    return evaluation.each(value, elementsOf(value as readonly Json[]), annotations, (item) => {
      const index = next++;
      const check = choose(index, annotations);
      if (check === undefined) return true;
      annotations?.addIndex(index);
      return check(item, { up: path, key: index }, evaluation, undefined);
    });
  };
}
