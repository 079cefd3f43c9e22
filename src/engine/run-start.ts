import type { Json } from '../json.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import type { Clock } from '../clock.ts';
import type { RunIds } from './engine.ts';
import type { RunLedger } from './run-ledger.ts';
import type { KeptState } from './kept-state.ts';
import type { RunEnvironment } from './port.ts';
import { newRunLog } from './run-record.ts';

/** Where a run begins: at its first layer, or where a kept one goes on. */
export interface RunStart {
  readonly rule: CompiledRule;
  readonly ids: RunIds;
  readonly environment: RunEnvironment;
  readonly ledger: RunLedger;
  /** From 1. */
  readonly layer: number;
  readonly state: Omit<KeptState, 'rule'>;
  /** It has rested, and goes on because what it waited for has come. */
  readonly isWoken?: boolean;
  readonly recovery: { readonly operator: string; readonly count: number; readonly changes: Json } | undefined;
}

/** The components of the first layer that run; null: all of them. */
export function onlyOf({ rule, layer, state: { failed } }: RunStart): readonly string[] | null {
  return failed && (rule.layers[layer - 1] ?? []).map(({ name }) => name).filter((one) => failed.includes(one));
}

/** Whether it was kept, and goes on. */
export function isResumed({ recovery, isWoken }: RunStart): boolean {
  return recovery !== undefined || isWoken === true;
}

const NO_STATE = { scriptData: {}, steps: {}, failed: null, responded: null, pendingAnswer: false } as const;

/** The start of a run of a checked request. */
export function freshStart(
  { clock, environment }: { readonly clock: Clock; readonly environment: () => RunEnvironment },
  rule: CompiledRule,
  request: RequestContext,
  ids: RunIds,
  ledger: RunLedger,
): RunStart {
  const log = newRunLog(rule, request, ids, clock.now());
  const { keyed = false, forwarded } = ids;
  // What a run that may rest answers in the end is kept, too.
  const pendingAnswer = keyed || rule.rests === true;
  return {
    ...{ rule, ids, ledger, environment: environment(), layer: 1 },
    state: { ...NO_STATE, pendingAnswer, forwarded, data: { request }, log },
    recovery: undefined,
  };
}
