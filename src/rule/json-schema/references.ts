import type { Keyword } from './check.ts';
import type { Check } from './evaluation.ts';

/** Keywords that apply a schema which stands elsewhere. */
export const references: Readonly<Record<string, Keyword>> = {
  $ref: (reference: string, schema, { compile, resources }) => compile(resources.resolve(reference, schema) ?? false),
  $dynamicRef: (reference: string, schema, { compile, resources }) => {
    const target = resources.resolve(reference, schema) ?? false;
    const anchor = /#([^/]+)$/.exec(reference)?.[1];
    const isDynamic = typeof target === 'object' && anchor !== undefined && target.$dynamicAnchor === anchor;
    const fixed = compile(target);
    if (!isDynamic) return fixed;
    const chosen = new Map<string, Check>();
    return (value, path, evaluation, annotations) => {
      // The outermost resource that evaluation has come through and that has the anchor gives the schema.
      const base = evaluation.scope.find((candidate) => resources.dynamic(candidate, anchor) !== undefined) ?? '';
      let check = chosen.get(base);
      if (check === undefined) {
        check = compile(resources.dynamic(base, anchor) ?? target);
        chosen.set(base, check);
      }
      return check(value, path, evaluation, annotations);
    };
  },
};
