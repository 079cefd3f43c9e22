import type { RunRepository } from '../../../src/engine/port.ts';
import type { WaitRepository } from '../../../src/engine/wait-port.ts';
import { createMemoryRepository } from './memory-repository.ts';
import { createMemoryWaits } from './memory-waits.ts';

/** Where runs are kept, and their waits. */
export interface ModelStore {
  readonly runs: RunRepository;
  readonly waits: WaitRepository;
}

/** The same in memory. */
export function createMemoryStore(): ModelStore {
  return { runs: createMemoryRepository(), waits: createMemoryWaits() };
}
