import type { ChildRuns } from '../../../src/engine/child-runs.ts';
import type { KeptRun, RunRepository } from '../../../src/engine/port.ts';
import type { WaitRepository } from '../../../src/engine/wait-port.ts';
import type { IdempotencyStore } from '../../../src/store/store.ts';
import { createMemoryChildren } from './memory-children.ts';
import { createMemoryRepository } from './memory-repository.ts';
import { createMemoryWaits } from './memory-waits.ts';

/** Where runs are kept, their waits, and what they have called. */
export interface ModelStore {
  readonly runs: RunRepository;
  readonly waits: WaitRepository;
  readonly children: ChildRuns;
  readonly idempotency: IdempotencyStore;
}

/** The same in memory. */
export function createMemoryStore(): ModelStore {
  const rows = new Map<string, KeptRun>();
  const { expire, ...called } = createMemoryChildren(rows);
  const runs = createMemoryRepository(rows);
  const reapExpired = (): ReturnType<RunRepository['reapExpired']> => {
    expire();
    return runs.reapExpired();
  };
  return { runs: { ...runs, reapExpired }, waits: createMemoryWaits(), ...called };
}
