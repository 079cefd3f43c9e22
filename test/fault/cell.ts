import type { JsonObject } from '../../src/json.ts';
import type { CompiledRule } from '../../src/rule/compiled.ts';
import type { Store } from '../../src/store/store.ts';
import type { EngineDeps } from '../../src/engine/engine-deps.ts';
import type { StartedRun } from '../../src/engine/engine.ts';
import { StepgateError } from '../../src/error.ts';
import type { Failpoint } from './failpoint.ts';
import { compiled, createRig } from './rig.ts';
import type { Rig } from './rig.ts';
import { layers } from './rules.ts';

/** One run with one failpoint. */
export interface Cell {
  readonly ledgerUrl: string;
  /** Which request it is: the ledger answers by it. */
  readonly id: string;
  readonly durable: boolean;
  readonly trx: string;
  /** The run is there, suspended, and recovered; else it is started. */
  readonly recovers: boolean;
  readonly failpoint: Failpoint;
}

/** Three layers of one component each. */
export function ruleOf({ ledgerUrl, durable }: Pick<Cell, 'ledgerUrl' | 'durable'>): CompiledRule {
  const components = layers(ledgerUrl, [['a'], ['b'], ['c']]) as JsonObject[][];
  return compiled({ ...(durable ? { durable } : { suspend: true }), record: true, components });
}

/** Plays a cell up to its answer and its end; gives the status that the client gets. */
export async function playCell(
  cell: Cell,
  store: Store,
  between: (deps: EngineDeps) => EngineDeps,
): Promise<{ readonly rig: Rig; readonly status: number }> {
  const rig = createRig({ store, owner: cell.id, between });
  rig.engine.startMaintenance('own');
  try {
    const started = await begin(rig, cell);
    const { status } = await started.answer;
    await started.done;
    return { rig, status };
  } catch (error) {
    if (error instanceof StepgateError) return { rig, status: error.status };
    throw error;
  }
}

async function begin(rig: Rig, cell: Cell): Promise<StartedRun> {
  const { id, trx, recovers } = cell;
  return recovers ? rig.engine.recover(trx, {}, 'olga') : rig.run(ruleOf(cell), id, trx);
}
