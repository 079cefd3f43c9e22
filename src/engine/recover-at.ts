import type { CompiledRule } from '../rule/compiled.ts';
import type { KeptState } from './kept-state.ts';

/** A run that has rested answers nobody any more: after a crash it goes on by itself, so many times. */
const AFTER_CRASHES = 3;

/** How often a run is recovered by itself. */
export function mostRecoveries({ recover }: CompiledRule, { hasRested }: Pick<KeptState, 'hasRested'>): number {
  return Math.max(recover?.max ?? 0, hasRested ? AFTER_CRASHES : 0);
}

/** When a run whose process has died resumes by itself; null: never. */
export function recoverAtAfterCrash(
  rule: CompiledRule,
  state: Pick<KeptState, 'hasRested'>,
  recoveries: number,
  now: number,
): number | null {
  const due = recoverAt(rule, recoveries, now);
  return due ?? (recoveries < mostRecoveries(rule, state) && state.hasRested ? now : null);
}

/** When a suspended run resumes by itself, in epoch milliseconds; null: never. The wait doubles with each recovery. */
export function recoverAt({ recover }: CompiledRule, recoveries: number, now: number): number | null {
  if (!recover?.auto || recoveries >= recover.max) return null;
  return now + recover.waitMs * 2 ** recoveries;
}

/** Whether a run that has been recovered so often by itself is given up when it fails. */
export function isUsedUp({ recover }: CompiledRule, recoveries: number): boolean {
  return recover?.auto === true && recover.givesUp && recoveries >= recover.max;
}
