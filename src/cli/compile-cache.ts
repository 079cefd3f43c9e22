import { LRUCache } from 'lru-cache';
import { compileRule } from '../rule/compile.ts';
import type { CompiledRule, RuleDocument } from '../rule/compiled.ts';

const REMEMBERED = 1000;

/** Compiles the rules of kept runs: many runs of one version are compiled once, an edited rule by itself. */
export function createCompileCache(): (document: RuleDocument, version: string) => CompiledRule {
  const compiled = new LRUCache<string, CompiledRule>({ max: REMEMBERED });
  return (document, version) => {
    const key = `${version} ${JSON.stringify(document)}`;
    const found = compiled.get(key) ?? compileRule(document, version);
    compiled.set(key, found);
    return found;
  };
}
