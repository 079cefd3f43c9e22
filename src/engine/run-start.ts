import type { Clock } from '../clock.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import type { RunIds } from './engine.ts';
import type { RunLedger } from './run-ledger.ts';
import type { KeptState } from './kept-state.ts';
import type { KeptRun, RunEnvironment } from './port.ts';
import { newRunLog } from './run-record.ts';

const NO_STATE = { scriptData: {}, steps: {}, failed: null, responded: null, pendingAnswer: false } as const;

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

interface StartDeps {
  readonly clock: Clock;
  readonly environment: () => RunEnvironment;
}

/** How a kept run goes on. */
interface Plan {
  readonly rule: CompiledRule;
  readonly state: KeptState;
  readonly version: string;
}

/** The start of a run of a checked request. */
export function freshStart(
  { clock, environment }: StartDeps,
  rule: CompiledRule,
  request: RequestContext,
  ids: RunIds,
  ledger: RunLedger,
): RunStart {
  const log = newRunLog(rule, request, ids, clock.now());
  const { keyed = false, forwarded, parent } = ids;
  // What a run that may rest answers in the end is kept, too; and the caller of a run asks for it.
  const pendingAnswer = keyed || rule.rests === true || parent !== undefined;
  return {
    ...{ rule, ids, ledger, environment: environment(), layer: 1 },
    state: { ...NO_STATE, pendingAnswer, forwarded, data: { request }, log },
    recovery: undefined,
  };
}

/** That of a kept run which goes on. */
export function resumedStart(
  { environment }: Pick<StartDeps, 'environment'>,
  row: KeptRun,
  { rule, state, version }: Plan,
  { operator, data }: { readonly operator: string; readonly data: JsonObject },
  ledger: RunLedger,
): RunStart {
  const changes = { data: Object.keys(data), edited: state.edited ?? [], version };
  return {
    // A run that is kept stays kept when it breaks again, whatever its rule says by now.
    rule: { ...rule, suspend: true },
    ids: { trx: row.trx, logId: row.logId, parent: state.parent },
    ledger,
    environment: environment(),
    layer: row.curStep,
    state: { ...state, log: { ...state.log, step: rule.layers.length } },
    recovery: { operator, count: row.recoverCount, changes },
  };
}
