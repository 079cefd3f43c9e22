import type { CompiledRule } from '../rule/compiled.ts';

/** When a suspended run resumes by itself, in epoch milliseconds; null: never. The wait doubles with each recovery. */
export function recoverAt({ recover }: CompiledRule, recoveries: number, now: number): number | null {
  if (!recover?.auto || recoveries >= recover.max) return null;
  return now + recover.waitMs * 2 ** recoveries;
}
