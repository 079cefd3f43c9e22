import { LRUCache } from 'lru-cache';
import { compileRule } from '../rule/compile.ts';
import type { CompiledRule, RuleDocument } from '../rule/compiled.ts';

/** Characters of the documents whose rules are kept: compiled, a rule takes some 30 times as many bytes (measured), 60 MiB. */
const MOST_CHARACTERS = 2 ** 21;

/** Compiles the rules of kept runs: many runs of one version are compiled once, an edited rule by itself. */
export function createCompileCache(): (document: RuleDocument, version: string) => CompiledRule {
  const compiled = new LRUCache<string, CompiledRule>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, key) => key.length,
  });
  return (document, version) => {
    const key = `${version} ${JSON.stringify(document)}`;
    const found = compiled.get(key) ?? compileRule(document, version);
    compiled.set(key, found);
    return found;
  };
}
