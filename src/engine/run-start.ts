import type { Json } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import type { RunIds } from './engine.ts';
import type { RunLedger } from './run-ledger.ts';
import type { KeptState } from './kept-state.ts';
import type { RunEnvironment } from './port.ts';

/** Where a run begins: at its first layer, or where a kept one goes on. */
export interface RunStart {
  readonly rule: CompiledRule;
  readonly ids: RunIds;
  readonly environment: RunEnvironment;
  readonly ledger: RunLedger;
  /** From 1. */
  readonly layer: number;
  readonly state: Omit<KeptState, 'rule'>;
  readonly recovery: { readonly operator: string; readonly count: number; readonly changes: Json } | undefined;
}

/** The components of the first layer that run; null: all of them. */
export function onlyOf({ rule, layer, state: { failed } }: RunStart): readonly string[] | null {
  return failed && (rule.layers[layer - 1] ?? []).map(({ name }) => name).filter((one) => failed.includes(one));
}
