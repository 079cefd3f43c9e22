import type { CompiledRule, RuleDocument } from '../../../src/rule/compiled.ts';
import { compileRule } from '../../../src/rule/compile.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { createRoutes } from '../../../src/registry/routes.ts';
import type { Series } from '../program.ts';

/** The rules of a series. */
export interface CompiledRules {
  /** The one that is asked for. */
  readonly root: CompiledRule;
  readonly find: Registry['find'];
  /** As it was compiled before. */
  readonly compile: (document: Pick<RuleDocument, 'name'>) => CompiledRule;
}

export async function compileRules({ document, rules = [] }: Series): Promise<CompiledRules> {
  const root = compileRule(document, 'V1');
  const all = new Map([root, ...rules.map((one) => compileRule(one, 'V1'))].map((one) => [one.name, one]));
  const endpoints = [...all.values()].map((rule) => ({
    ...{ method: rule.method, name: rule.name },
    target: () => ({ kind: 'found', rule }) as const,
  }));
  const routes = await createRoutes(endpoints);
  return {
    root,
    find: (method, path) => routes.find(method, path),
    compile: ({ name }) => {
      const rule = all.get(name);
      if (!rule) throw new Error(`there is no rule ${name}`);
      return rule;
    },
  };
}
